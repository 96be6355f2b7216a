"""Erasing locks the request before its case, as the applicants' door does, or waits for neither."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from intake.actions.case.erase_case import EraseReason, erase_case, lift_hold
from intake.actions.upkeep.jobs import erase_due, erase_withdrawn
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import db
from tests.actions.case.test_change_status import FAR
from tests.cases.making import TODAY, actor
from tests.outbox.making import NOW

TABLES = re.compile(r"(?:FROM|JOIN) (requests|cases)\b")


def test_a_member_who_erases_a_case_locks_its_request_first(team):
    case, eraser = team.case(version=1, due_on=FAR), team.reader(team.member("attorney"))
    by = actor(eraser, case, NOW)

    with locks() as locked:
        lift_hold(by, case.reference)
    assert locked == [(["requests"], False), (["cases"], False)]

    with locks() as locked:
        erase_case(by, case.reference, EraseReason.ASKED)
    assert locked[:2] == [(["requests"], False), (["cases"], False)]


def test_the_worker_waits_for_neither(team):
    withdrawn_in(team)
    with locks() as locked:
        assert erase_withdrawn(today=TODAY) == 1
    assert locked[0] == (["cases", "requests"], True)

    withdrawn_in(team)
    with locks() as locked:
        assert erase_due(today=TODAY, after="").erased == 1
    assert locked[0] == (["cases", "requests"], True)


def withdrawn_in(team):
    """Add a case that its applicant withdrew, as the log has it."""
    case = team.case(erase_asked_on=TODAY)
    log.record(AuditAct.CASE_TAKEN_BACK, on=TODAY, case_id=case.id)


@contextmanager
def locks():
    """Collect the tables that each statement locks, and whether it skips locked rows."""
    locked: list[tuple[list[str], bool]] = []

    def note(_connection, _cursor, statement, *_more):
        if "FOR UPDATE" in statement and (tables := TABLES.findall(statement)):
            locked.append((tables, statement.endswith("SKIP LOCKED")))

    event.listen(db.engine, "before_cursor_execute", note)
    yield locked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def database(postgresql_database):
    """Use PostgreSQL only, since SQLite has no locks on rows."""
    return postgresql_database
