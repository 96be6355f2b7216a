"""The functions of PostgreSQL do what the rules in Python do, on every path, whatever the rows.

The applicants' door calls the functions in its own role; the desk applies the rules to the same
tables; on SQLite the applicants' door applies the rules as well. Each path begins with the same
rows, and all rows are compared afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from intake.actions.application.withdraw_request import erase_request
from intake.actions.case.erase_case import erase_rows
from intake.audit import log
from intake.cases import applicant_access, store
from intake.cases.models import Case
from intake.connections import tune_sqlite
from intake.diary import days
from intake.extensions import db
from intake.requests.models import Request
from tests.cases.rows import (
    CASE,
    DAYS,
    HANGING,
    MAYBE_DAYS,
    REQUEST,
    SEALED,
    WORLDS,
    World,
    insert_world,
    read_rows,
)
from tests.support.databases.fixtures import all_tables

LEAP_DAY = date(2028, 2, 29)
EXAMPLES = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of one's own case: the name of a function of two modules, and its arguments."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


ON = st.fixed_dictionaries({"on": DAYS})
ASSESSMENTS = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(("P0", "P3")),
        "steps": st.sampled_from(([], [{"tier": "P0", "from": "2027-01-02"}])),
        "act_by": MAYBE_DAYS,
        "look_by": DAYS,
        "due_on": DAYS,
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
REQUESTS = st.sampled_from((REQUEST, "0" * 32))
WITHDRAWN = st.builds(Change, name=st.just("request_erasure"), values=ON)


@EXAMPLES
@given(world=WORLDS, change=ASSESSED | REPLIED | CALL_ASKED | WITHDRAWN)
def test_a_change_is_the_same_on_every_path(both: Both, world: World, change: Change) -> None:
    by_rule = changed_by_rule(both.postgresql, world, change)

    assert changed_by_applicant(both.postgresql, world, change) == by_rule
    assert changed_by_applicant(both.sqlite, world, change) == by_rule


@EXAMPLES
@given(world=WORLDS, on=DAYS)
@example(world=World(), on=LEAP_DAY)
def test_an_erasure_leaves_the_same_on_every_path(both: Both, world: World, on: date) -> None:
    by_rule = erased_by_rule(both.postgresql, world, on)

    assert erased_by_function(both.postgresql, world, on) == by_rule
    assert withdrawn(both.postgresql, world, on) == withdrawn(both.sqlite, world, on)


def test_an_unknown_request_changes_nothing(both: Both) -> None:
    stranger = {"request": "0" * 32, "day": LEAP_DAY}
    with rows_inserted(both.postgresql, World()):
        before = read_rows()
        for name in ("case_wrote", "case_asked_call", "case_taken_back"):
            db.session.execute(text(f"SELECT {name}(:request, :day)"), stranger)
        erased = text("SELECT case_erased(:request, :day)")

        assert db.session.scalar(erased, stranger) is False
        assert read_rows() == before


@EXAMPLES
@given(world=WORLDS, request_id=REQUESTS)
def test_an_own_case_and_its_days_read_the_same_on_every_path(
    both: Both, world: World, request_id: str
) -> None:
    by_rule = read_by_rule(both.postgresql, world, request_id)

    assert read_by_applicant(both.postgresql, world, request_id) == by_rule
    assert read_by_applicant(both.sqlite, world, request_id) == by_rule


@EXAMPLES
@given(world=WORLDS, sealed=st.lists(st.sampled_from(SEALED), max_size=3))
def test_what_the_log_has_ended_is_the_same_on_every_path(
    both: Both, world: World, sealed: list[bytes]
) -> None:
    by_rule = ended_by_rule(both.postgresql, world, sealed)

    assert ended_by_applicant(both.postgresql, world, sealed) == by_rule
    assert ended_by_applicant(both.sqlite, world, sealed) == by_rule


def test_every_table_that_refers_to_cases_has_rows_in_these_worlds() -> None:
    referring = {
        table.name
        for table in all_tables().tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "cases"
    }

    assert referring == set(HANGING)


CHANGED_FUNCTIONS = {
    "case_own": (
        ("own.sealed_key := NULL", "NULL"),
        ("own.rewrapped_key := NULL", "NULL"),
        ("own.assignee_id := NULL", "NULL"),
        ("own.reminder_address := NULL", "NULL"),
        ("own.walled_keys := NULL", "NULL"),
        ("WHERE request_id = request;", "LIMIT 1;"),
    ),
    "case_dates": (
        ("entry.kind::text", "entry.state::text"),
        ("WHERE own.request_id = request", "WHERE own.request_id <> request"),
    ),
    "case_reweighed": (
        ("tier = $4", "tier = own.tier"),
        ("act_by = $5", "act_by = coalesce($5, own.act_by)"),
        ("due_on = $7", "due_on = least($7, own.due_on)"),
        ("steps = $8", "steps = own.steps"),
        ("last_move_on = $9", "last_move_on = CURRENT_DATE"),
        ("version = own.version + 1", "version = own.version"),
        ("reminder_address = NULL", "reminder_address = own.reminder_address"),
        ("conflict = CASE WHEN $10", "conflict = CASE WHEN NOT $10"),
        ("conflict_on = CASE WHEN $10", "conflict_on = CASE WHEN false"),
        ("WHERE own.request_id = $1", "WHERE own.request_id >= $1"),
    ),
    "case_wrote": (
        ("coalesce(replied_on, $2)", "$2"),
        ("waits_for = 'reply'", "waits_for = 'us'"),
        ("version = version + 1", "version = version"),
    ),
    "case_asked_call": (
        ("coalesce(call_asked_on, $2)", "$2"),
        ("version = version + 1", "version = version"),
    ),
    "case_taken_back": (
        ("coalesce(erase_asked_on, $2)", "$2"),
        ("last_move_on = $2", "last_move_on = last_move_on"),
        ("version = version + 1", "version = version"),
    ),
    "case_erased": (
        (" OR own.held_since IS NOT NULL", ""),
        ("AND state NOT IN ('claimed', 'sending')", ""),
        ("'claimed', ", ""),
        (", 'sending'", ""),
        ("AND busy.origin_id IS NOT NULL", "AND false"),
        ("live = false, ", ""),
        (", case_id = NULL", ""),
        ("interval '7 years'", "interval '6 years'"),
        ("WHERE case_id = own.id;", "WHERE team_id = own.team_id;"),
        ("WHERE id = request;", "WHERE false;"),
    ),
    "audit_has_ended": (("ended = thing", "ended <> thing"), ("ended = thing", "true")),
}
"""Wrong versions of each function, by a piece of its source and what stands there instead."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("function", CHANGED_FUNCTIONS)
def test_a_function_that_no_longer_follows_its_rule_is_noticed(both: Both, function: str) -> None:
    """Change the function in each way, and search for rows on which the paths differ."""
    unnoticed = [
        piece
        for piece, replacement in CHANGED_FUNCTIONS[function]
        if not differs(both.postgresql, function, piece, replacement)
    ]

    assert unnoticed == []


def test_every_function_of_the_database_is_compared(both: Both) -> None:
    with both.postgresql.app_context():
        names = text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        assert set(db.session.scalars(names)) == set(CHANGED_FUNCTIONS)


def differs(app: Flask, function: str, piece: str, replacement: str) -> bool:
    """Return true if an example is found on which the changed function breaks its rule."""
    search = settings(
        max_examples=400, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )
    strategy, by_applicant, by_rule = PATHS[function]
    with changed_function(app, function, piece, replacement):
        try:
            find(
                st.tuples(WORLDS, strategy),
                lambda drawn: outcome_of(by_applicant, app, *drawn) != by_rule(app, *drawn),
                settings=search,
            )
        except NoSuchExample:
            return False
    return True


def outcome_of(path: Path, app: Flask, world: World, argument: Any) -> Any:
    """Return the result of a path; one that leaves rows behind fails on a foreign key."""
    try:
        return path(app, world, argument)
    except IntegrityError:
        return IntegrityError


@contextmanager
def changed_function(app: Flask, name: str, piece: str, replacement: str) -> Iterator[None]:
    """Replace a piece in the source of a function, and put the source back afterwards."""
    definition = text("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = :name")
    with app.app_context():
        source = db.session.scalar(definition, {"name": name})
        assert piece in source, f"{name} has no {piece}"
        _define(source.replace(piece, replacement))
        try:
            yield
        finally:
            db.session.rollback()
            _define(source)


def _define(source: str) -> None:
    db.session.connection().exec_driver_sql(source.replace("%", "%%"))
    db.session.commit()


def changed_by_applicant(app: Flask, world: World, change: Change) -> Any:
    with rows_inserted(app, world):
        with role_of_applicants():
            case = applicant_access.find(REQUEST, to_change=True)
            getattr(applicant_access, change.name)(case, **change.values)
        return read_rows()


def changed_by_rule(app: Flask, world: World, change: Change) -> Any:
    values = dict(change.values)
    with rows_inserted(app, world):
        case = db.session.get_one(Case, CASE)
        if values.pop("other_people", False):
            store.reset_conflict(case)
        getattr(store, change.name)(case, **values)
        db.session.flush()
        return read_rows()


def erased_by_function(app: Flask, world: World, on: date) -> Any:
    with rows_inserted(app, world):
        with role_of_applicants():
            case = applicant_access.find(REQUEST, to_change=True)
            assert case is not None
            is_erased = applicant_access.erase(case, on=on)
        return is_erased, read_rows()


def erased_by_rule(app: Flask, world: World, on: date) -> Any:
    """Erase as the desk does, which refuses to where a hold stands."""
    with rows_inserted(app, world):
        case = db.session.get_one(Case, CASE)
        if case.held_since is not None:
            return False, read_rows()
        erase_rows(case, today=on)
        return True, read_rows()


def withdrawn(app: Flask, world: World, on: date) -> Any:
    """Withdraw the request as the applicant does: erase the case, or lock it away if held."""
    with rows_inserted(app, world):
        request = db.session.get_one(Request, REQUEST)
        with role_of_applicants():
            is_erased = erase_request(request, today=on)
        return is_erased, read_rows()


def read_by_applicant(app: Flask, world: World, request_id: str) -> Any:
    with rows_inserted(app, world), role_of_applicants():
        copies = [applicant_access.find(request_id, to_change=lock) for lock in (False, True)]
        own_days = days.own_days(request_id, CASE) if copies[0] else set()
        return [copy and columns_of(copy) for copy in copies], own_days


def read_by_rule(app: Flask, world: World, request_id: str) -> Any:
    with rows_inserted(app, world):
        if request_id != REQUEST:
            return [None, None], set()
        case = columns_of(db.session.get_one(Case, CASE))
        case |= dict.fromkeys(applicant_access.HIDDEN)
        return [case, case], days.days_of([CASE])[CASE]


def ended_by_applicant(app: Flask, world: World, sealed: list[bytes]) -> bool:
    with rows_inserted(app, world), role_of_applicants():
        return log.has_ended(*sealed)


def ended_by_rule(app: Flask, world: World, sealed: list[bytes]) -> bool:
    with rows_inserted(app, world):
        return bool(log.ended_among(sealed))


Path = Callable[[Flask, World, Any], Any]
PATHS: Mapping[str, tuple[st.SearchStrategy[Any], Path, Path]] = {
    "case_reweighed": (ASSESSED, changed_by_applicant, changed_by_rule),
    "case_wrote": (REPLIED, changed_by_applicant, changed_by_rule),
    "case_asked_call": (CALL_ASKED, changed_by_applicant, changed_by_rule),
    "case_taken_back": (WITHDRAWN, changed_by_applicant, changed_by_rule),
    "case_erased": (DAYS, erased_by_function, erased_by_rule),
    **dict.fromkeys(("case_own", "case_dates"), (REQUESTS, read_by_applicant, read_by_rule)),
    "audit_has_ended": (
        st.lists(st.sampled_from(SEALED), max_size=2),
        ended_by_applicant,
        ended_by_rule,
    ),
}
"""For each function: what else is drawn beside the rows, its path, and the path of its rule."""


def columns_of(case: Case) -> dict[str, Any]:
    return {column.key: getattr(case, column.key) for column in inspect(Case).columns}


@contextmanager
def rows_inserted(app: Flask, world: World) -> Iterator[None]:
    """Begin with the rows of *world*, and roll everything back."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.connection(execution_options={"writes": True})
        insert_world(world)
        try:
            yield
        finally:
            db.session.rollback()
            db.session.remove()


@contextmanager
def role_of_applicants() -> Iterator[None]:
    """Take the rights of the applicants' door for a while, on PostgreSQL."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    db.session.flush()
    db.session.execute(text("SET LOCAL ROLE intake_apply"))
    yield
    db.session.flush()
    db.session.execute(text("RESET ROLE"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Both:
    """The product's tables on both databases, each empty."""

    sqlite: Flask
    postgresql: Flask


@pytest.fixture
def both(doorless_app: Flask, sqlite_database: str) -> Iterator[Both]:
    sqlite = Flask("on SQLite")
    sqlite.config.update(
        SETTINGS=doorless_app.config["SETTINGS"], SQLALCHEMY_DATABASE_URI=sqlite_database
    )
    db.init_app(sqlite)
    with sqlite.app_context():
        tune_sqlite(db.engine)
    yield Both(sqlite=sqlite, postgresql=doorless_app)
    with sqlite.app_context():
        db.engine.dispose()


@pytest.fixture
def database(postgresql_database: str) -> str:
    return postgresql_database
