"""What has not gone out, and how a person has it tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.outbox import claims, undelivered
from intake.outbox.claims import Pace
from intake.outbox.models import State
from tests.outbox.making import NOW, TODAY, addressed, given_up, letter, team

LATER = TODAY + timedelta(days=9)


def test_all_that_has_not_gone_out_is_listed_parked_first(db_session):
    waits, lies = addressed("ana@example.org"), addressed("ben@example.org")
    lies.state = State.PARKED
    addressed("cleo@example.org").state = State.DELIVERED
    unread = letter(to=team())

    listed = undelivered.not_delivered()

    assert listed[0] is lies
    assert set(listed) == {waits, lies, unread}


def test_a_letter_tried_again_begins_anew_with_its_name(db_session):
    kept = addressed("ana@example.org", attempts=7)
    name = kept.message_id
    (claimed,) = claims.claim("one", now=NOW, pace=Pace())
    claims.parked(claimed, "one", trouble="smtp_550")

    undelivered.retry(kept.id, try_until=LATER)

    assert (kept.state, kept.attempts, kept.try_until) == (State.WAITING, 0, LATER)
    assert kept.message_id == name


def test_a_letter_that_waits_its_time_can_be_hurried(db_session):
    kept = addressed("ana@example.org")
    (claimed,) = claims.claim("one", now=NOW, pace=Pace())
    claims.failed(claimed, "one", trouble="smtp_451", not_before=NOW + timedelta(hours=1))

    undelivered.retry(kept.id, try_until=LATER)

    assert len(claims.claim("two", now=NOW, pace=Pace())) == 1


def test_a_worker_that_comes_late_changes_nothing_that_a_person_set_free(db_session):
    kept = addressed("ana@example.org")
    (claimed,) = claims.claim("slow", now=NOW, pace=Pace())
    claims.sending(claimed, "slow", until=NOW)
    claims.recover_abandoned(now=NOW, repeatable=False)

    undelivered.retry(kept.id, try_until=LATER)

    assert not claims.delivered(claimed, "slow", on=TODAY)


@pytest.mark.parametrize("state", [State.DELIVERED, State.SENDING, State.ROUTED, State.UNROUTED])
def test_what_is_not_waiting_is_left_alone(db_session, state):
    kept = addressed("ana@example.org")
    kept.state = state

    with pytest.raises(undelivered.NotWaiting):
        undelivered.retry(kept.id, try_until=LATER)


def test_a_letter_that_never_was_cannot_be_tried(db_session):
    with pytest.raises(undelivered.NoSuchLetter):
        undelivered.retry("nothing", try_until=LATER)


def test_a_letter_that_arrived_is_settled_and_its_address_erased(db_session):
    parked = given_up(team(), "m1", trouble="outcome_unknown")

    undelivered.mark_arrived(parked.id, on=TODAY)
    db_session.flush()
    db_session.expire(parked)

    assert (parked.state, parked.delivered_on) == (State.DELIVERED, TODAY)
    assert (parked.address, parked.trouble) == (None, None)


def test_a_dropped_letter_is_settled_and_says_why_it_had_failed(db_session):
    parked = given_up(team(), "m1")

    undelivered.drop(parked.id)
    db_session.flush()
    db_session.expire(parked)

    assert (parked.state, parked.address) == (State.DROPPED, None)
    assert parked.trouble == "smtp_550"
    assert undelivered.not_delivered() == []
    assert claims.claim("one", now=NOW + timedelta(days=1), pace=Pace()) == []


def test_a_receipt_that_comes_after_the_decision_changes_nothing(db_session):
    waiting = addressed("ana@example.org")
    (claimed,) = claims.claim("slow", now=NOW, pace=Pace())
    claims.sending(claimed, "slow", until=NOW)
    claims.recover_abandoned(now=NOW, repeatable=False)

    undelivered.drop(waiting.id)

    assert not claims.delivered(claimed, "slow", on=TODAY)
    assert waiting.state == State.DROPPED


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
