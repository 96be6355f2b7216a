"""The functions of PostgreSQL do what the rules in Python do, on every path, whatever the rows.

The applicants' door calls the functions in its own role; the desk applies the rules to the same
tables; on SQLite the applicants' door applies the rules as well. Each path begins with the same
rows, and all rows are compared afterwards.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect

from intake.actions.backup.tables import all_tables
from intake.audit import log
from intake.cases import applicant_access, store
from intake.cases.models import Case
from intake.diary import applicant_access as own_dates
from intake.diary import entries
from intake.extensions import db
from intake.frozen import frozen
from intake.triage.assess import Standing
from intake.triage.deadlines import Rise, Tier
from tests.cases.rows import (
    CASE,
    CODE,
    DAYS,
    HANGING,
    MAYBE_DAYS,
    PROOF,
    SEALED,
    STRANGER,
    WORLDS,
    read_rows,
)
from tests.cases.sql_paths import (
    EXAMPLES,
    Paths,
    both,
    database,
    differs,
    role_of_applicants,
    rows_inserted,
)
from tests.support.tables import rows


@frozen
class Change:
    """A change of one's own case: the name of a function of two modules, and its arguments."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


ON = st.fixed_dictionaries({"on": DAYS})
STANDINGS = st.builds(
    Standing,
    tier=st.sampled_from((Tier.P0, Tier.P3)),
    act_by=MAYBE_DAYS,
    look_by=DAYS,
    due_on=DAYS,
    steps=st.sampled_from(((), (Rise(from_day=date(2027, 1, 2), tier=Tier.P0),))),
)
ASSESSMENTS = st.fixed_dictionaries(
    {
        "clear": STANDINGS,
        "early": st.booleans(),
        "card": st.just(b"new card"),
        "story": st.just(b"new story"),
        "on": DAYS,
        "other_people": st.booleans(),
    }
)
ASSESSED = st.builds(Change, name=st.just("reassess"), values=ASSESSMENTS) | st.builds(
    Change, name=st.just("reseal"), values=st.just({"card": b"new", "story": b"text"})
)
REPLIED = st.builds(Change, name=st.just("record_reply"), values=ON)
CALL_ASKED = st.builds(Change, name=st.just("record_call_request"), values=ON)
CAME_BACK = st.builds(Change, name=st.just("come_back"))
PROOFS = st.sampled_from((PROOF, CODE, STRANGER))


@EXAMPLES
@given(world=WORLDS, change=ASSESSED | REPLIED | CALL_ASKED | CAME_BACK)
def test_a_change_is_the_same_on_every_path(both, world, change):
    by_rule = changed_by_rule(both.postgresql, world, change)

    assert changed_by_applicant(both.postgresql, world, change) == by_rule
    assert changed_by_applicant(both.sqlite, world, change) == by_rule


@EXAMPLES
@given(world=WORLDS, proof=PROOFS)
def test_an_own_case_and_its_days_read_the_same_on_every_path(both, world, proof):
    by_rule = read_by_rule(both.postgresql, world, proof)

    assert read_by_applicant(both.postgresql, world, proof) == by_rule
    assert read_by_applicant(both.sqlite, world, proof) == by_rule


@EXAMPLES
@given(world=WORLDS, sealed=st.lists(st.sampled_from(SEALED), max_size=3))
def test_what_the_log_has_ended_is_the_same_on_every_path(both, world, sealed):
    by_rule = ended_by_rule(both.postgresql, world, sealed)

    assert ended_by_applicant(both.postgresql, world, sealed) == by_rule
    assert ended_by_applicant(both.sqlite, world, sealed) == by_rule


def test_every_table_that_refers_to_cases_has_rows_in_these_worlds():
    referring = {
        table.name
        for table in all_tables().tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "cases"
    }

    assert referring == set(HANGING)


__all__ = ["both", "database"]

WRONG = rows(Path(__file__).with_name("wrong_functions.txt"), "rules")
"""Wrong versions of each function, by a piece of its source and what stands there instead."""


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("function", sorted({function for function, _, _ in WRONG}))
def test_a_function_that_no_longer_follows_its_rule_is_noticed(both, function):
    """Change the function in each way, and search for rows on which the paths differ."""
    unnoticed = [
        piece
        for name, piece, replacement in WRONG
        if name == function
        and not differs(both.postgresql, function, (piece, replacement), PATHS[function])
    ]

    assert unnoticed == []


def changed_by_applicant(app, world, change):
    with rows_inserted(app, world):
        with role_of_applicants():
            case = applicant_access.find(PROOF, to_change=True)
            values = dict(change.values)
            if change.name == "reassess":
                values["card"] = lambda: change.values["card"]
            getattr(applicant_access, change.name)(case, PROOF, **values)
        return read_rows()


def changed_by_rule(app, world, change):
    values = dict(change.values)
    with rows_inserted(app, world):
        case = db.session.get_one(Case, CASE)
        if values.pop("other_people", False):
            store.reset_conflict(case)
        getattr(store, change.name)(case, **values)
        db.session.flush()
        return read_rows()


def read_by_applicant(app, world, proof):
    with rows_inserted(app, world), role_of_applicants():
        copies = [applicant_access.find(proof, to_change=lock) for lock in (False, True)]
        days_of_case = own_dates.own_days(proof, CASE) if copies[0] else set()
        return [copy and columns_of(copy) for copy in copies], days_of_case


def read_by_rule(app, world, proof):
    with rows_inserted(app, world):
        if proof == STRANGER:
            return [None, None], set()
        case = columns_of(db.session.get_one(Case, CASE))
        case |= dict.fromkeys(applicant_access.HIDDEN)
        return [case, case], entries.days_of([CASE])[CASE]


def ended_by_applicant(app, world, sealed):
    with rows_inserted(app, world), role_of_applicants():
        return log.has_ended(*sealed)


def ended_by_rule(app, world, sealed):
    with rows_inserted(app, world):
        return bool(log.ended_among(sealed))


PATHS: Mapping[str, Paths] = {
    "case_reweighed": (ASSESSED, changed_by_applicant, changed_by_rule),
    "case_wrote": (REPLIED, changed_by_applicant, changed_by_rule),
    "case_asked_call": (CALL_ASKED, changed_by_applicant, changed_by_rule),
    "case_came_back": (CAME_BACK, changed_by_applicant, changed_by_rule),
    **dict.fromkeys(("case_own", "case_dates"), (PROOFS, read_by_applicant, read_by_rule)),
    "audit_has_ended": (
        st.lists(st.sampled_from(SEALED), max_size=2),
        ended_by_applicant,
        ended_by_rule,
    ),
}
"""For each function: what else is drawn beside the rows, its path, and the path of its rule."""


def columns_of(case):
    return {column.key: getattr(case, column.key) for column in inspect(Case).columns}
