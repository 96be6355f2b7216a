"""The applicants' door applies changes by two people, and may not read who they were."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from intake.amendments.approved import law_book
from intake.amendments.models import Amendment
from intake.amendments.places import places_in_force
from intake.extensions import db
from intake.referrals.places import shipped
from tests.amendments.test_approved import TEN_DAYS, approved
from tests.amendments.test_places import COURT
from tests.amendments.test_places import approved as approved_place
from tests.cases.making import TODAY, new_team


def test_changed_law_and_places_are_in_force(app: Flask, changed: Amendment) -> None:
    with app.test_request_context("/en/"):
        days = law_book().number("bia_appeal_days", on=TODAY)
        places = places_in_force()
        db.session.remove()

    assert days == 10
    assert {place.id for place in shipped()} - {place.id for place in places} == {COURT.id}


def test_who_proposed_and_approved_is_not_read(app: Flask, changed: Amendment) -> None:
    with app.test_request_context("/en/"):
        for name in ("proposed_by", "approved_by", "withdrawn_by"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.scalar(select(getattr(Amendment, name)))
            db.session.remove()


@pytest.fixture
def changed(app: Flask) -> Amendment:
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
def database(postgresql_database: str) -> str:
    """Use PostgreSQL only, since SQLite has no roles."""
    return postgresql_database
