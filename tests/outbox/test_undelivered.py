"""Letters that are not delivered, and a person's decisions about them."""

from datetime import timedelta

import pytest

from intake.outbox import claims, undelivered
from intake.outbox.models import OutboxEmail, State
from tests.outbox.making import NOW, TODAY, addressed, given_up, letter, team

LATER = TODAY + timedelta(days=9)


def test_letters_on_their_way_are_listed_parked_ones_first(db_session):
    waiting, parked = addressed("ana@example.org"), addressed("ben@example.org")
    parked.state = State.PARKED
    addressed("cleo@example.org").state = State.DELIVERED
    unrouted = letter(to=team())

    listed = undelivered.not_delivered()

    assert listed[0] is parked
    assert set(listed) == {waiting, parked, unrouted}


def test_a_retried_letter_keeps_its_message_id(db_session):
    row = addressed("ana@example.org", attempts=7)
    message_id = row.message_id
    (claimed,) = claims.claim("one", NOW)
    claims.parked(claimed, "one", trouble="smtp_550")

    undelivered.retry(row.id, try_until=LATER)

    assert (row.state, row.attempts, row.try_until) == (State.WAITING, 0, LATER)
    assert row.message_id == message_id


def test_a_retry_ends_the_back_off(db_session):
    row = addressed("ana@example.org")
    (claimed,) = claims.claim("one", NOW)
    claims.failed(claimed, "one", trouble="smtp_451", not_before=NOW + timedelta(hours=1))

    undelivered.retry(row.id, try_until=LATER)

    assert len(claims.claim("two", NOW)) == 1


@pytest.mark.parametrize("state", [State.DELIVERED, State.SENDING, State.ROUTED, State.UNROUTED])
def test_only_a_waiting_or_parked_letter_is_retried(db_session, state):
    row = addressed("ana@example.org")
    row.state = state

    with pytest.raises(undelivered.NotWaiting):
        undelivered.retry(row.id, try_until=LATER)


def test_an_unknown_letter_cannot_be_retried(db_session):
    with pytest.raises(undelivered.NoSuchLetter):
        undelivered.retry("nothing", try_until=LATER)


def test_a_letter_that_arrived_is_settled_and_its_address_erased(db_session):
    parked = given_up(team(), "m1", trouble="outcome_unknown")
    parked.asked_in = "mam"

    undelivered.mark_arrived(parked.id, on=TODAY)
    db_session.flush()
    db_session.expire(parked)

    assert (parked.state, parked.delivered_on) == (State.DELIVERED, TODAY)
    assert (parked.address, parked.trouble) == (None, None)
    assert db_session.get_one(OutboxEmail, parked.id).asked_in is None


def test_a_dropped_letter_is_settled_and_keeps_its_trouble(db_session):
    parked = given_up(team(), "m1")
    parked.asked_in = "mam"

    undelivered.drop(parked.id)
    db_session.flush()
    db_session.expire(parked)

    assert (parked.state, parked.address) == (State.DROPPED, None)
    assert db_session.get_one(OutboxEmail, parked.id).asked_in is None
    assert parked.trouble == "smtp_550"
    assert undelivered.not_delivered() == []
    assert claims.claim("one", NOW + timedelta(days=1)) == []


@pytest.mark.parametrize("state", [state for state in State if state != State.PARKED])
def test_only_a_letter_that_was_given_up_is_settled(db_session, state):
    waiting = addressed("ana@example.org")
    waiting.state = state
    db_session.flush()

    with pytest.raises(undelivered.NotGivenUp):
        undelivered.drop(waiting.id)
    with pytest.raises(undelivered.NotGivenUp):
        undelivered.mark_arrived(waiting.id, on=TODAY)


def test_each_team_sees_and_settles_its_own_letters(db_session):
    ours, theirs = team(), team()
    parked = given_up(ours, "m1")

    assert undelivered.given_up(ours.id, at_most=9) == [parked]
    assert undelivered.count_given_up(ours.id) == 1
    assert undelivered.given_up(theirs.id, at_most=9) == []
    for decide in (undelivered.drop, undelivered.find_given_up):
        with pytest.raises(undelivered.NoSuchLetter):
            decide(parked.id, team_id=theirs.id)
    with pytest.raises(undelivered.NoSuchLetter):
        undelivered.retry(parked.id, try_until=LATER, team_id=theirs.id)
