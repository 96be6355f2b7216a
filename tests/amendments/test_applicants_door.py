"""The applicants' door applies changes by two people, and does not read who they were.

The next release can then take away the right to read it: see ``deploy/roles.sql``.
"""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from intake.amendments.approved import law_book, places_in_force
from intake.extensions import db
from intake.referrals.places import shipped
from tests.amendments.test_approved import TEN_DAYS, approved
from tests.amendments.test_places import COURT
from tests.amendments.test_places import approved as approved_place
from tests.cases.making import TODAY, new_team

TABLES = {"amendments", "place_changes"}
MEMBERS = ("proposed_by", "approved_by", "withdrawn_by")


def test_changes_are_in_force_and_their_members_are_not_read(app, changed):
    with app.test_request_context("/en/"), statements() as asked:
        days = law_book().number("bia_appeal_days", on=TODAY)
        places = places_in_force()
        db.session.remove()

    assert days == 10
    assert {place.id for place in shipped()} - {place.id for place in places} == {COURT.id}
    assert {table for table in TABLES if any(table in statement for statement in asked)} == TABLES
    assert [name for name in MEMBERS if any(name in statement for statement in asked)] == []


@contextmanager
def statements():
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def changed(app):
    """An amendment that is in force, beside a place that was retired."""
    with app.app_context():
        team = new_team()
        people = team.member().id, team.member(email="gull@example.org").id
        amendment = approved(TEN_DAYS, people)
        approved_place(COURT.id, None, people)
        db.session.commit()
        db.session.remove()
    return amendment


@pytest.fixture
def database(postgresql_database):
    """Use PostgreSQL only, since SQLite has no roles."""
    return postgresql_database
