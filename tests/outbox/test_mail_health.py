"""What the desk, ``flask doctor`` and the metrics say about the mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.extensions import db
from intake.outbox import routing, worker_heartbeat
from intake.outbox.mail_health import LATE_AFTER_ATTEMPTS, trouble
from intake.outbox.models import State
from intake.settings import Settings
from tests.outbox.making import NOW, addressed, letter, team


def test_with_a_server_and_nothing_waiting_all_is_well(db_session, settings):
    assert codes(settings) == {}


def test_without_a_server_it_says_so_even_when_nothing_waits(db_session, settings):
    assert codes(replace(settings, mail_server="")) == {"not_configured": 0}


def test_a_letter_that_has_just_been_queued_is_not_late(db_session, settings, lively):
    addressed("ana@example.org")

    assert codes(settings) == {}


def test_a_letter_tried_in_vain_is_late(db_session, settings, lively):
    addressed("ana@example.org", attempts=LATE_AFTER_ATTEMPTS)
    addressed("ben@example.org", attempts=LATE_AFTER_ATTEMPTS - 1)

    assert codes(settings) == {"late": 1}


def test_a_letter_of_yesterday_is_late(db_session, settings, lively):
    addressed("ana@example.org").queued_on -= timedelta(days=1)
    db.session.flush()

    assert codes(settings) == {"late": 1}


def test_a_parked_letter_is_told_of(db_session, settings, lively):
    addressed("ana@example.org").state = State.PARKED
    db.session.flush()

    assert codes(settings) == {"parked": 1}


def test_it_says_after_how_many_attempts_letters_were_given_up(db_session, settings, lively):
    for attempts in (4, 1, 7):
        addressed("ana@example.org", attempts=attempts).state = State.PARKED
    db.session.flush()

    (problem,) = trouble(settings, now=NOW)

    assert (problem.fewest_attempts, problem.most_attempts) == (1, 7)


def test_a_letter_nobody_reads_is_told_of_and_not_called_late(db_session, settings, lively):
    harbor = team()
    letter(to=harbor).queued_on -= timedelta(days=9)
    db.session.flush()
    routing.mark_without_reader(harbor.id, limit=10)

    assert codes(settings) == {"nobody": 1}


def test_a_letter_that_waits_for_a_worker_who_never_lived(db_session, settings):
    addressed("ana@example.org")

    assert codes(settings) == {"worker_silent": 1}


def test_a_worker_who_fell_silent_is_missed_before_a_letter_waits(db_session, settings):
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(minutes=10))
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(minutes=3))

    assert codes(settings) == {"worker_silent": 0}


def test_a_sign_of_life_from_before_the_clock_was_set_back_tells_nothing(db_session, settings):
    worker_heartbeat.record_heartbeat(now=NOW + timedelta(days=365))

    assert codes(settings) == {"worker_silent": 0}


def codes(settings: Settings) -> dict[str, int]:
    return {one.code: one.letters for one in trouble(settings, now=NOW)}


@pytest.fixture
def lively(db_session):
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(seconds=30))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mail_server="mail.example.org")
