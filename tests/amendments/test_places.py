"""Referral places changed on the desk: proposed, approved by a second person, withdrawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from intake.amendments import two_people
from intake.amendments.approved import places_in_force
from intake.amendments.models import PlaceChange
from intake.referrals.places import shipped
from intake.referrals.shelf import stored_row
from intake.words import Refused
from tests.cases.making import NOW, TODAY, InventedTeam, new_team
from tests.referrals.test_places import a_place

LANTERN = a_place("desk_lantern", states=("TX",))
COURT = next(place for place in shipped() if place.id == "court_status")


def test_a_proposed_place_is_not_in_force(people):
    proposed(LANTERN.id, LANTERN, people[0])

    assert places_in_force() is shipped()
    assert len(two_people.pending(PlaceChange)) == 1


def test_an_approved_place_comes_last(people):
    approved(LANTERN.id, LANTERN, people)

    assert places_in_force() == (*shipped(), LANTERN)
    assert places_in_force() is places_in_force()


def test_a_changed_place_keeps_its_position(people):
    moved = replace(COURT, phone="555-010-0123")

    approved(COURT.id, moved, people)

    assert places_in_force().index(moved) == shipped().index(COURT)
    assert COURT not in places_in_force()


def test_a_retired_place_is_gone_until_that_is_withdrawn(people):
    change = approved(COURT.id, None, people)
    assert {place.id for place in shipped()} - ids_in_force() == {COURT.id}

    two_people.withdraw(change, by=people[0], on=TODAY)

    assert places_in_force() is shipped()


def test_the_change_approved_last_prevails(people):
    approved(LANTERN.id, LANTERN, people, at=NOW + timedelta(minutes=1))
    approved(LANTERN.id, None, people)

    assert LANTERN in places_in_force()


def test_a_row_that_this_release_cannot_read_leaves_the_place_out(people, db_session):
    change = approved(COURT.id, COURT, people)
    change.place = {**(change.place or {}), "fax": "555-010-0199"}
    db_session.flush()

    assert COURT.id not in ids_in_force()


def test_one_member_alone_changes_nothing(people, db_session):
    change = proposed(LANTERN.id, LANTERN, people[0])

    with pytest.raises(Refused, match="someone else must approve"):
        two_people.approve(change, by=people[0], on=TODAY, at=NOW)

    change.approved_by, change.approved_on, change.approved_at = people[0], TODAY, NOW
    with pytest.raises(IntegrityError):
        db_session.flush()


def proposed(place_id, place, member_id):
    change = PlaceChange(place_id=place_id, place=place and stored_row(place))
    two_people.propose(change, by=member_id, on=TODAY)
    return change


def approved(place_id, place, people, *, at=NOW):
    change = proposed(place_id, place, people[0])
    two_people.approve(change, by=people[1], on=date(2026, 11, 24), at=at)
    return change


def ids_in_force():
    return {place.id for place in places_in_force()}


@pytest.fixture
def people(db_session):
    """Return the ids of two members."""
    team: InventedTeam = new_team()
    return team.member().id, team.member(email="gull@example.org").id
