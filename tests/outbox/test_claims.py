"""Claims: a letter is leased to one worker at a time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from intake.extensions import db, saving
from intake.outbox import claims, undelivered
from intake.outbox.claims import LEASE, Letter, wait_after
from intake.outbox.models import OutboxEmail, State
from tests.outbox.making import NOW, TODAY, addressed
from tests.support.databases.writing import writing_in
from tests.support.storm.concurrency import together

AFTER_THE_LEASE = NOW + LEASE + timedelta(seconds=1)


def test_a_claimed_letter_is_not_claimed_by_another_worker(db_session):
    addressed("ana@example.org")

    mine, theirs = claim("one"), claim("two")

    assert [letter.address for letter in mine] == ["ana@example.org"]
    assert theirs == []


def test_urgent_letters_come_first_and_failed_ones_last(db_session):
    addressed("calm@example.org", tier="P3")
    addressed("stuck@example.org", tier="P0", attempts=4)
    addressed("urgent@example.org", tier="P0")

    order = [letter.address for letter in claim("one")]

    assert order == ["urgent@example.org", "calm@example.org", "stuck@example.org"]


def test_a_failed_letter_waits_for_its_back_off(db_session):
    addressed("ana@example.org")
    (letter,) = claim("one")

    claims.failed(letter, "one", trouble="smtp_451", not_before=NOW + timedelta(minutes=5))

    assert claim("one", NOW + timedelta(minutes=4)) == []
    assert [retried.attempts for retried in claim("one", NOW + timedelta(minutes=5))] == [1]


def test_a_letter_claimed_by_a_dead_worker_waits_again(db_session):
    row = addressed("ana@example.org")
    claim("dead")

    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=False)

    assert (row.state, row.attempts) == (State.WAITING, 1)


def test_a_letter_with_a_valid_lease_stays_claimed(db_session):
    row = addressed("ana@example.org")
    claim("alive")

    claims.recover_abandoned(now=NOW + timedelta(seconds=30), repeatable=False)

    assert row.state == State.CLAIMED


def test_a_lease_longer_than_any_was_given_by_a_clock_ahead_and_counts_as_abandoned(db_session):
    row = addressed("ana@example.org")
    claim("dead", NOW + timedelta(hours=5))

    claims.recover_abandoned(now=NOW + LEASE, repeatable=False)

    assert row.state == State.WAITING
    assert claims.has_work(NOW)


def test_a_worker_whose_clock_is_a_little_ahead_keeps_its_lease(db_session):
    row = addressed("ana@example.org")
    claim("alive", NOW + LEASE)

    claims.recover_abandoned(now=NOW, repeatable=False)

    assert row.state == State.CLAIMED


def test_a_letter_that_waits_longer_than_any_does_is_due(db_session):
    addressed("ana@example.org").not_before = NOW + timedelta(days=40)
    addressed("bo@example.org").not_before = NOW + timedelta(hours=25)

    assert [letter.address for letter in claim("one")] == ["ana@example.org"]


@pytest.mark.parametrize(
    "repeatable, state", [(False, State.PARKED), (True, State.WAITING)], ids=["smtp", "folder"]
)
def test_a_letter_that_a_dead_worker_was_sending_is_parked_unless_repeatable(
    db_session, repeatable, state
):
    row = addressed("ana@example.org")
    (letter,) = claim("dead")
    claims.sending(letter, "dead", until=NOW + LEASE)

    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=repeatable)

    assert row.state == state
    assert (row.trouble == claims.OUTCOME_UNKNOWN) == (not repeatable)
    assert row.attempts == 1


def test_a_slow_worker_may_not_send_after_it_lost_the_lease(db_session):
    addressed("ana@example.org")
    (letter,) = claim("slow")
    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=False)
    claim("quick", AFTER_THE_LEASE)

    assert not claims.sending(letter, "slow", until=AFTER_THE_LEASE)
    assert not claims.failed(letter, "slow", trouble="fault", not_before=NOW)
    assert claims.sending(letter, "quick", until=AFTER_THE_LEASE)


def test_a_late_receipt_settles_a_parked_letter(db_session):
    row = addressed("ana@example.org")
    (letter,) = claim("slow")
    claims.sending(letter, "slow", until=NOW + LEASE)
    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=False)

    claims.delivered(letter, "slow", on=TODAY)

    db.session.refresh(row)
    assert row.state == State.DELIVERED


def test_a_late_failure_of_a_parked_letter_takes_the_doubt_away(db_session):
    rows = [addressed(f"{name}@example.org") for name in ("ana", "ben")]
    letters = {letter.id: letter for letter in claim("slow")}
    for letter in letters.values():
        claims.sending(letter, "slow", until=NOW + LEASE)
    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=False)

    claims.failed(letters[rows[0].id], "slow", trouble="smtp_451", not_before=NOW)
    claims.parked(letters[rows[1].id], "slow", trouble="smtp_550")

    for row in rows:
        db.session.refresh(row)
    assert [(row.state, row.trouble, row.attempts) for row in rows] == [
        (State.WAITING, "smtp_451", 1),
        (State.PARKED, "smtp_550", 1),
    ]


@pytest.mark.parametrize("decision", ["retry", "mark_arrived", "drop"])
def test_a_late_outcome_changes_nothing_that_a_person_decided(db_session, decision):
    row = addressed("ana@example.org")
    (letter,) = claim("slow")
    claims.sending(letter, "slow", until=NOW + LEASE)
    claims.recover_abandoned(now=AFTER_THE_LEASE, repeatable=False)
    decide: dict[str, Callable[[], OutboxEmail]] = {
        "retry": lambda: undelivered.retry(row.id, try_until=TODAY),
        "mark_arrived": lambda: undelivered.mark_arrived(row.id, on=TODAY),
        "drop": lambda: undelivered.drop(row.id),
    }
    decide[decision]()
    db_session.flush()

    assert not claims.failed(letter, "slow", trouble="smtp_451", not_before=NOW)
    assert not claims.parked(letter, "slow", trouble="smtp_550")
    assert not claims.delivered(letter, "slow", on=TODAY)


def test_a_failure_that_left_doubt_itself_is_final(db_session):
    addressed("ana@example.org")
    (letter,) = claim("one")
    claims.sending(letter, "one", until=NOW + LEASE)
    claims.parked(letter, "one", trouble=claims.OUTCOME_UNKNOWN)

    assert not claims.failed(letter, "one", trouble="smtp_451", not_before=NOW)


def test_delivery_erases_the_address_and_every_time_of_day(db_session):
    row = addressed("ana@example.org")
    (letter,) = claim("one")
    claims.failed(letter, "one", trouble="smtp_451", not_before=NOW)
    (letter,) = claim("one")
    claims.sending(letter, "one", until=NOW + LEASE)

    claims.delivered(letter, "one", on=TODAY)

    db.session.refresh(row)
    assert row.delivered_on == TODAY
    assert (row.address, row.not_before, row.leased_until, row.leased_by) == (None,) * 4


def test_an_address_that_no_secret_decrypts_does_not_stop_the_batch(db_session):
    lost, _ = addressed("lost@example.org"), addressed("ana@example.org")
    scrambled = text("UPDATE outbox SET address = :zeros WHERE id = :id")
    db.session.execute(scrambled, {"zeros": bytes(64), "id": lost.id})
    db.session.expire_all()

    claimed = {letter.id: letter.address for letter in claim("one")}

    assert claimed[lost.id] is None
    assert "ana@example.org" in claimed.values()


def test_workers_that_race_share_the_letters(app, monkeypatch):
    monkeypatch.setattr(claims, "BATCH", 10)
    with writing_in(app):
        for number in range(40):
            addressed(f"reader{number}@example.org")

    def race(name):
        claimed = list[Letter]()
        with app.app_context():
            for _ in range(4):
                with saving():
                    claimed += claims.claim(name, NOW)
        return claimed

    claimed = [letter for got in together(("one", "two", "three"), race) for letter in got]

    assert len(claimed) == 40
    assert len({letter.id for letter in claimed}) == 40


def test_the_waiting_grows_and_is_spread():
    full = [wait_after(attempts, chance=1.0) for attempts in (0, 1, 2, 7, 500)]

    assert full == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 3600, 3600)]
    assert wait_after(2, chance=0.0) == timedelta(seconds=60)


def claim(worker, now=NOW):
    return claims.claim(worker, now)
