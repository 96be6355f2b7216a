"""Referral places changed on the desk: proposed, approved by a second person, withdrawn."""

from dataclasses import replace

import pytest

from intake.actions.law import publish
from intake.amendments import published
from intake.amendments.approved import place_after, places_in_force
from intake.extensions import db
from intake.referrals.places import shipped
from intake.referrals.shelf import stored_row
from intake.sealing.published import Published
from tests.amendments.test_approved import two_of
from tests.cases.signing import signing_team
from tests.referrals.test_places import a_place

LANTERN = a_place("desk_lantern", states=("TX",))
COURT = next(place for place in shipped() if place.id == "court_status")


def test_a_proposed_place_is_not_in_force(people):
    team, wren, _ = people
    publish.propose(team.acts(wren), "place", content(LANTERN.id, LANTERN))
    db.session.commit()

    assert places_in_force() is shipped()
    assert len(published.pending("place")) == 1


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
    team, wren, _ = people
    id_ = approved(COURT.id, None, people)
    assert {place.id for place in shipped()} - ids_in_force() == {COURT.id}

    publish.withdraw(team.acts(wren), "place", id_)
    db.session.commit()

    assert places_in_force() is shipped()


def test_the_change_approved_last_prevails(people):
    approved(LANTERN.id, None, people)
    approved(LANTERN.id, LANTERN, people)

    assert LANTERN in places_in_force()


def test_a_row_that_this_release_cannot_read_leaves_the_place_out(people):
    row = {**stored_row(COURT), "fax": "555-010-0199"}
    assert (
        place_after(Published(id="a", kind="place", content={"place_id": COURT.id, "place": row}))
        is None
    )

    team, *two = people
    team.published("place", {"place_id": COURT.id, "place": row}, *two)

    assert COURT.id not in ids_in_force()


def content(place_id, place):
    return {"place_id": place_id, "place": place and stored_row(place)}


def approved(place_id, place, people):
    team, *two = people
    return team.published("place", content(place_id, place), *two)


def ids_in_force():
    return {place.id for place in places_in_force()}


@pytest.fixture
def people(db_session):
    """Return a team and two of its members."""
    return two_of(signing_team())
