"""The problems of the mail that the desk, ``flask doctor`` and the metrics show."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.extensions import db
from intake.outbox import routing
from intake.outbox.mail_health import (
    FORGOTTEN_AFTER,
    LATE_AFTER_ATTEMPTS,
    record_heartbeat,
    silent_hosts,
    trouble,
)
from intake.outbox.models import State, WorkerHost
from tests.outbox.making import NOW, addressed, letter, team
from tests.support.databases.plans import plans_of
from tests.support.rows import all_rows


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

    counting = plans_of(db_session, lambda: trouble(settings, NOW))[0]

    reads = [line for line in counting if "outbox" in line]
    assert len(reads) == 5
    index = "COVERING INDEX" if db.engine.dialect.name == "sqlite" else "Index"
    assert all(index in line for line in reads), reads


def test_the_attempts_of_parked_letters_are_counted(db_session, settings, heartbeat):
    for attempts in (4, 1, 7):
        addressed("ana@example.org", attempts=attempts).state = State.PARKED
    addressed("ana@example.org", attempts=9).state = State.DELIVERED
    db.session.flush()

    (problem,) = trouble(settings, NOW)

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
    record_heartbeat(now=NOW - timedelta(minutes=10), host="node-one")
    record_heartbeat(now=NOW - timedelta(minutes=3), host="node-one")

    assert codes(settings) == {"worker_silent": 0}


def test_a_heartbeat_in_the_future_does_not_count(db_session, settings):
    record_heartbeat(now=NOW + timedelta(days=365), host="node-one")

    assert codes(settings) == {"worker_silent": 0}


def test_the_machine_is_named_whose_worker_stopped_while_another_works(db_session):
    record_heartbeat(now=NOW - timedelta(minutes=3), host="node-two")
    record_heartbeat(now=NOW, host="node-one")

    assert silent_hosts(NOW) == ("node-two",)


def test_a_machine_with_a_heartbeat_in_the_future_is_silent(db_session):
    record_heartbeat(now=NOW + timedelta(hours=2), host="node-two")

    assert silent_hosts(NOW) == ("node-two",)


@pytest.mark.parametrize("silent_for", [FORGOTTEN_AFTER, -FORGOTTEN_AFTER])
def test_a_machine_that_was_silent_for_seven_days_is_forgotten(db_session, silent_for):
    moment = timedelta(seconds=1 if silent_for > timedelta() else -1)
    record_heartbeat(now=NOW - silent_for - moment, host="node-two")
    assert silent_hosts(NOW) == ()

    record_heartbeat(now=NOW, host="node-one")

    assert all_rows(WorkerHost.host) == ["node-one"]


def test_a_machine_that_came_back_is_silent_no_more(db_session):
    for minutes in (5, 0):
        record_heartbeat(now=NOW - timedelta(minutes=minutes), host="node-two")

    assert silent_hosts(NOW) == ()


def codes(settings):
    return {problem.code: problem.letters for problem in trouble(settings, NOW)}


@pytest.fixture
def heartbeat(db_session):
    record_heartbeat(now=NOW - timedelta(seconds=30), host="node-one")


@pytest.fixture
def settings(settings):
    return replace(settings, mail_server="mail.example.org")
