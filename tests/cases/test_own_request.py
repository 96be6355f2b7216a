"""Compare on every path the acts that a proof opens to its applicant; without it, none.

On PostgreSQL the applicants' door calls functions; the statements in Python do the same on the
same tables, and on SQLite. Each path begins with the same rows, and all rows are compared.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from intake.actions.application.write_to_staff import withdraw_request
from intake.amendments import applicant_access as own_changes
from intake.amendments.models import DeadlineChange
from intake.cases import applicant_access as own_case
from intake.diary import applicant_access as own_dates
from intake.diary.entries import NewEntry
from intake.extensions import db
from intake.messages import applicant_access as own_thread
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.requests.models import Request
from tests.cases import test_sql_functions
from tests.cases.rows import (
    CASE,
    CODE,
    FEW_ROWS,
    NEIGHBOUR,
    NOW,
    PROOF,
    REQUEST,
    REQUESTS,
    STRANGER,
    TEAM,
    TODAY,
    World,
    read_rows,
)
from tests.cases.sql_paths import (
    EXAMPLES,
    Paths,
    both,
    database,
    differs,
    outcome_of,
    role_of_applicants,
    rows_inserted,
)
from tests.support.rows import change_rows
from tests.support.tables import rows

DAY = TODAY + timedelta(3)
MODULES = (own_row, own_case, own_dates, own_thread, own_changes)
ANY = st.booleans()
PROOFS = st.sampled_from((PROOF, CODE, STRANGER))
NO_CASE = st.builds(partial(World, has_case=False, has_stub=False), request=REQUESTS, is_sent=ANY)
"""Rows of a draft, and of a request whose case is gone."""

Act = Callable[[OwnRequest], object]
NAMES = (
    *("read", "save", "keep", "extend", "send", "send shared", "code", "resume", "end", "withdraw"),
    *("add dates", "add change", "write", "messages", "see", "end merged"),
)
"""Names of all acts."""


def test_a_request_is_the_same_on_every_path(both):
    rows = [read(both.postgresql, World(), proof) for proof in (PROOF, CODE, STRANGER)]

    assert [read(both.sqlite, World(), proof) for proof in (PROOF, CODE, STRANGER)] == rows
    assert [row is not None for row in rows] == [True, True, False]


@pytest.mark.parametrize("act", NAMES)
@settings(EXAMPLES, max_examples=6)
@given(world=FEW_ROWS, proof=PROOFS)
def test_an_act_on_a_request_is_the_same_on_every_path(both, world, proof, act):
    drawn = (act, proof)
    by_rule = outcome_of(by_statement, both.postgresql, world, drawn)

    assert outcome_of(by_function, both.postgresql, world, drawn) == by_rule
    assert outcome_of(by_function, both.sqlite, world, drawn) == by_rule


@settings(EXAMPLES, max_examples=10)
@given(
    world=NO_CASE, act=st.sampled_from(("end", "withdraw", "resume", "save", "send", "send shared"))
)
def test_an_act_on_a_draft_is_the_same_on_every_path(both, world, act):
    by_rule = by_statement(both.postgresql, world, (act, PROOF))

    assert by_function(both.postgresql, world, (act, PROOF)) == by_rule
    assert by_function(both.sqlite, world, (act, PROOF)) == by_rule


def test_every_act_leaves_the_neighbour_as_it_is(both):
    assert set(NAMES) == set(ACTS)
    for act in ACTS.keys() - {"end merged"}:
        with rows_inserted(both.postgresql, World()):
            before = rows_of_neighbour()
            with role_of_applicants():
                if (own := own_row.find_by_proof(PROOF.shown, to_change=True)) is not None:
                    ACTS[act](own)
            assert rows_of_neighbour() == before, act


__all__ = ["both", "database"]

WRONG = rows(Path(__file__).with_name("wrong_functions.txt"), "statements")
"""Wrong versions of each function, by a piece of its source and what stands there instead."""


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("function", sorted({function for function, _, _ in WRONG}))
def test_a_function_that_no_longer_follows_its_statement_is_noticed(both, function):
    unnoticed = [
        piece
        for name, piece, instead in WRONG
        if name == function
        and not differs(both.postgresql, function, (piece, instead), PATHS[function], FEW_ROWS)
    ]

    assert unnoticed == []


def test_every_function_of_the_database_is_compared(both):
    with both.postgresql.app_context():
        names = text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        compared = {function for function, _, _ in (*WRONG, *test_sql_functions.WRONG)}
        assert set(db.session.scalars(names)) == compared


def save(own):
    before = b"draft"
    own_row.set_draft(own, b"new draft", on=DAY)
    own.session_minutes = 300
    own_row.extend(own, NOW)
    return own_row.save_draft(own, instead_of=before)


def extend(own):
    own_row.extend(own, NOW)
    own_row.save_session(own)


def send(own, *, minutes=None):
    own.answers = b"draft"
    receipt = b"new receipt"
    return own_row.mark_sent(own, case_id="n" * 32, receipt=receipt, minutes=minutes, now=NOW)


def resume(own):
    case = own_case.find(own.proof)
    own.case_id = case.id if case else None
    own.session_minutes, own.session_until = 30, NOW
    own.key_under_token, own.code_under_token = b"key under a new token", b"code under it"
    own.receipt = None
    own_row.resume(own, b"new token")


def add_dates(own):
    entry = NewEntry(id="1" * 31 + "a", kind="act_by", on=DAY, sealed=b"sealed \0 date")
    own_dates.add(own.proof, CASE, entry)


def add_change(own):
    tiers = {"from_tier": "P2", "to_tier": "P1"}
    own_changes.add_own_change(
        DeadlineChange(
            id="2" * 32,
            team_id=TEAM,
            case_id=CASE,
            recall_id=None,
            moved_on=DAY,
            sealed=b"sealed",
            **tiers,
        ),
        own.proof,
    )


def write(own):
    own_thread.add(own.proof, CASE, id="3" * 32, on=DAY, sealed=b"sealed")


def with_answers_of_staff(act):
    """Add messages from staff first: read, unread, one that can be called back, and two more.

    One has a time to be out that only a clock that was ahead can have written; the other is later
    than all that a page showed.
    """

    def done(own):
        waits, ahead = NOW + thread.LONGEST_WAIT, NOW + timedelta(hours=1)
        with as_owner():
            for number, (read_on, out_at) in enumerate(
                ((TODAY, None), (None, None), (None, waits), (None, ahead), (None, None)), start=2
            ):
                answer = Message(id=f"{number:032}", case_id=CASE, number=number, direction="out")
                answer.on, answer.sealed, answer.read_on, answer.out_at = (
                    *(TODAY, b"sealed", read_on, out_at),
                )
                db.session.add(answer)
        return act(own)

    return done


@with_answers_of_staff
def messages(own):
    rows = own_thread.of_own_case(own.proof, CASE, NOW)
    counts = [
        own_thread.count_unread(own.proof, CASE, direction, now=NOW) for direction in Direction
    ]
    return [row.id for row in rows], counts


@with_answers_of_staff
def see(own):
    own_thread.mark_seen(own.proof, CASE, up_to=5, on=DAY, now=NOW)


def end_merged(own):
    own.joined_to = REQUEST
    with as_owner():
        change_rows(Request, joined_to=REQUEST)
    return own_row.end_merged(own)


ACTS: Mapping[str, Act] = {
    "read": asdict,
    "save": save,
    "keep": lambda own: own_row.set_typed_form(own, b"new form"),
    "extend": extend,
    "send": send,
    "send shared": partial(send, minutes=30),
    "code": lambda own: own_row.set_code(
        own, auth_hash=b"new auth", key_under_code=b"new key", code_under_token=b"new code"
    ),
    "resume": resume,
    "end": own_row.end_session,
    "withdraw": lambda own: withdraw_request(own, today=DAY),
    "add dates": add_dates,
    "add change": add_change,
    "write": write,
    "messages": messages,
    "see": see,
    "end merged": end_merged,
}


def by_function(app, world, drawn):
    """Do the act as the applicants' door does."""
    act, proof = drawn
    with rows_inserted(app, world):
        with role_of_applicants():
            done = acted(act, proof)
        return done, read_rows()


def by_statement(app, world, drawn):
    """Do the act by the statements in Python, with the owner's rights."""
    act, proof = drawn
    with rows_inserted(app, world), ExitStack() as stack:
        for module in MODULES:
            stack.enter_context(patch.object(module, "has_functions", return_value=False))
        done = acted(act, proof)
        db.session.flush()
        return done, read_rows()


def acted(act, proof):
    own = own_row.find_by_proof(proof.shown, to_change=True)
    return None if own is None else ACTS[act](own)


PATHS: Mapping[str, Paths] = {
    name: (
        st.tuples(st.sampled_from(acts), st.sampled_from((PROOF, CODE))),
        by_function,
        by_statement,
    )
    for name, *acts in (
        *(("request_own", "read"), ("request_draft_saved", "save")),
        *(("request_form_saved", "keep"), ("request_extended", "extend")),
        *(("request_sent", "send", "send shared"), ("request_coded", "code")),
        ("request_resumed", "resume"),
        *(("request_ended", "end"), ("request_withdrawn", "withdraw")),
        *(("case_dates_added", "add dates"), ("case_change_added", "add change")),
        *(("messages_own", "messages"), ("message_added", "write")),
        *(("messages_seen_to", "see"), ("request_merged_ended", "end merged")),
    )
}


def read(app, world, proof):
    with rows_inserted(app, world), role_of_applicants():
        own = own_row.find_by_proof(proof.shown, to_change=True)
        return asdict(own) if own else None


def rows_of_neighbour():
    return [repr(row) for rows in read_rows().values() for row in rows if NEIGHBOUR in repr(row)]


@contextmanager
def as_owner():
    """Take the owner's rights back for a while, on PostgreSQL."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    role = db.session.scalar(text("SELECT current_user"))
    db.session.execute(text("RESET ROLE"))
    yield
    db.session.flush()
    if role == "intake_apply":
        db.session.execute(text("SET LOCAL ROLE intake_apply"))
