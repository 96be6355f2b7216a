"""Read and change one's own case as its applicant: found by a proof, changed in few ways.

On PostgreSQL the applicants' door has no right to the table, only to the functions that
``migrations/versions/0043_access_by_proof.py``, ``0046_silent_days.py`` and ``0107_floods.py``
create. They repeat
rules of :mod:`intake.cases.store`, and ``tests/cases/test_sql_functions.py`` compares the two.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    Function,
    bindparam,
    cast,
    column,
    func,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm.util import identity_key

from intake.cases import store
from intake.cases.models import Case
from intake.extensions import db, flushed_connection, has_functions, writer
from intake.sealing.tokens import Proof
from intake.triage.assess import Standing

COLUMNS = Case.__table__.c
HIDDEN = frozenset(
    {"sealed_key", "rewrapped_key", "walled_keys", "assignee_id", "reminder_address"}
)
"""Columns that the applicants' door is never given: the team's wraps, who works the case, and the
address that the worker reads.
"""

SHOWN = [column for column in COLUMNS if column.name not in HIDDEN]
BY_REQUEST = select(*SHOWN).where(COLUMNS.request_id == bindparam("request"))
BY_FUNCTION = text("SELECT * FROM case_own(:proof, :locked)").columns(
    **{column.name: column.type for column in COLUMNS}
)
"""Compiled once, because each page of an own case executes one of the two."""

ANY_OF_REQUEST = select(COLUMNS.id).where(COLUMNS.request_id == bindparam("request"))
ANY_BY_FUNCTION = text("SELECT id FROM case_own(:proof, false)")
"""Compiled once, because each sending executes one of the two."""


def find(proof: Proof, *, to_change: bool = False) -> Case | None:
    """Return a copy of the case that *proof* proves, without ``HIDDEN``; lock it if *to_change*.

    The copy does not belong to the session, so that only the functions below change the row.
    """
    if has_functions():
        values = {"proof": proof.shown, "locked": to_change}
        result = flushed_connection().execute(BY_FUNCTION, values)
    else:
        result = flushed_connection().execute(BY_REQUEST, {"request": proof.request_id})
    row = result.mappings().one_or_none()
    return Case(**row) if row else None


def exists(proof: Proof) -> bool:
    """Return true if there is a case of the request that *proof* proves."""
    if has_functions():
        return writer().scalar(ANY_BY_FUNCTION, {"proof": proof.shown}) is not None
    return writer().scalar(ANY_OF_REQUEST, {"request": proof.request_id}) is not None


def reassess(
    case: Case,
    proof: Proof,
    *,
    other_people: bool,
    clear: Standing,
    early: bool,
    card: Callable[[], bytes],
    story: bytes,
    on: date,
) -> None:
    """Store a new assessment (see ``store.reassess``).

    *card* seals the card, with the clear row that the assessment has made.

    With *other_people* the names changed, so that the conflict check has to be made again.
    """
    if other_people:
        store.reset_conflict(case)
    store.reassess(case, clear=clear, early=early, card=b"", story=story, on=on)
    case.card = card()
    _save_assessment(case, proof, other_people=other_people)


def reseal(case: Case, proof: Proof, *, card: bytes, story: bytes) -> None:
    """Replace card and story where neither a day nor the tier changes."""
    store.reseal(case, card=card, story=story)
    _save_assessment(case, proof, other_people=False)


def record_reply(case: Case, proof: Proof, *, on: date) -> None:
    """Record that the person wrote (see ``store.record_reply``)."""
    store.record_reply(case, on=on)
    wrote = func.case_wrote(proof.shown, on)
    _save(case, wrote, "replied_on", "waits_for", "status", "version")


def come_back(case: Case, proof: Proof) -> None:
    """Put a case that was closed as junk into the queue (see ``store.come_back``)."""
    store.come_back(case)
    names = ("status", "close_reason", "closed_on", "quarantined_on", "tags", "version")
    _save(case, func.case_came_back(proof.shown), *names)


def record_call_request(case: Case, proof: Proof, *, on: date) -> None:
    """Record that the applicant asked for a call (see ``store.record_call_request``)."""
    store.record_call_request(case, on=on)
    _save(case, func.case_asked_call(proof.shown, on), "call_asked_on", "version")


def request_erasure(case: Case, *, on: date) -> None:
    """Record that the applicant withdrew the case, and with it those merged into it.

    On PostgreSQL ``request_withdrawn`` does so, together with the end of session and code.
    """
    store.request_erasure(case, on=on)
    _save(case, None, *WITHDRAWN)
    if not has_functions():
        merged = select(JOINED.c.id).where(JOINED.c.joined_to == case.request_id)
        merged = merged.where(JOINED.c.id != case.request_id)
        for other in db.session.scalars(select(Case).where(Case.request_id.in_(merged))):
            store.request_erasure(other, on=on)


def _save_assessment(case: Case, proof: Proof, *, other_people: bool) -> None:
    _save(
        case,
        func.case_reweighed(
            proof.shown,
            case.card,
            case.story,
            case.tier,
            case.due_early,
            cast(case.look_by, Date),
            cast(case.due_on, Date),
            cast(case.steps, JSON),
            cast(case.last_move_on, Date),
            other_people,
        ),
        *ASSESSED,
    )


def _save(case: Case, function: Function[Any] | None, *names: str) -> None:
    """Write these columns, on PostgreSQL by a function; the session reads the row again then."""
    if not has_functions():
        values = {name: getattr(case, name) for name in names}
        db.session.execute(update(Case).where(Case.id == case.id).values(values))
        return
    if function is not None:
        db.session.execute(select(function))
    if loaded := db.session.identity_map.get(identity_key(Case, case.id)):
        db.session.expire(loaded)


ASSESSED = (
    *("card", "story", "tier", "look_by", "due_on", "due_early", "steps"),
    *("last_move_on", "version"),
    *("conflict", "conflict_on", "reminder_address"),
)
"""Columns that an assessment changes."""

WITHDRAWN = (
    *("erase_asked_on", "replied_on", "call_asked_on", "reminder_address"),
    *("status", "close_reason", "closed_on", "last_move_on", "version"),
)
"""Columns that the wish for erasure changes."""

JOINED = table("requests", column("id"), column("joined_to"))
"""The columns that tell which requests open one case; their keeper is another package."""
