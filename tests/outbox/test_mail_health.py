"""The problems of the mail that the desk, ``flask doctor`` and the metrics show."""

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
from tests.support.databases.plans import plans_of


def test_a_server_without_waiting_letters_is_no_problem(db_session, settings):
    assert codes(settings) == {}


def test_a_missing_server_is_a_problem_even_without_letters(db_session, settings):
    assert codes(replace(settings, mail_server="")) == {"not_configured": 0}


def test_a_letter_just_queued_is_not_late(db_session, settings, heartbeat):
    addressed("ana@example.org")

    assert codes(settings) == {}


def test_a_letter_that_failed_often_is_late(db_session, settings, heartbeat):
    addressed("ana@example.org", attempts=LATE_AFTER_ATTEMPTS)
    addressed("ben@example.org", attempts=LATE_AFTER_ATTEMPTS - 1)

    assert codes(settings) == {"late": 1}


def test_a_letter_of_yesterday_is_late(db_session, settings, heartbeat):
    addressed("ana@example.org").queued_on -= timedelta(days=1)
    db.session.flush()

    assert codes(settings) == {"late": 1}


def test_a_parked_letter_is_a_problem(db_session, settings, heartbeat):
    addressed("ana@example.org").state = State.PARKED
    db.session.flush()

    assert codes(settings) == {"parked": 1}


def test_letters_are_counted_from_indexes_alone(db_session, settings, heartbeat):
    addressed("ana@example.org")

    counting = plans_of(db_session, lambda: trouble(settings, now=NOW))[0]

    reads = [line for line in counting if "outbox" in line]
    assert len(reads) == 4
    index = "COVERING INDEX" if db.engine.dialect.name == "sqlite" else "Index"
    assert all(index in line for line in reads), reads


def test_the_attempts_of_parked_letters_are_counted(db_session, settings, heartbeat):
    for attempts in (4, 1, 7):
        addressed("ana@example.org", attempts=attempts).state = State.PARKED
    db.session.flush()

    (problem,) = trouble(settings, now=NOW)

    assert problem.most_attempts == 7


def test_a_letter_without_a_reader_is_not_late(db_session, settings, heartbeat):
    harbor = team()
    letter(to=harbor).queued_on -= timedelta(days=9)
    db.session.flush()
    routing.mark_without_reader(harbor.id, limit=10)

    assert codes(settings) == {"nobody": 1}


def test_a_letter_without_a_worker_is_a_problem(db_session, settings):
    addressed("ana@example.org")

    assert codes(settings) == {"worker_silent": 1}


def test_a_silent_worker_is_a_problem_before_a_letter_waits(db_session, settings):
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(minutes=10))
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(minutes=3))

    assert codes(settings) == {"worker_silent": 0}


def test_a_heartbeat_in_the_future_does_not_count(db_session, settings):
    worker_heartbeat.record_heartbeat(now=NOW + timedelta(days=365))

    assert codes(settings) == {"worker_silent": 0}


def codes(settings: Settings) -> dict[str, int]:
    return {problem.code: problem.letters for problem in trouble(settings, now=NOW)}


@pytest.fixture
def heartbeat(db_session):
    worker_heartbeat.record_heartbeat(now=NOW - timedelta(seconds=30))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mail_server="mail.example.org")
