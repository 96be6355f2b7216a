"""Limits on tries, counted in the database for all processes, or in one process."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from intake.clock import now
from intake.extensions import db, saving
from intake.traffic import counts
from intake.traffic.models import TryCount
from intake.web import limits
from intake.web.limits import counters
from intake.web.limits.counters import SWEEP_EVERY, DatabaseCounter, Limit, LocalCounter
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows

THREE = Limit(3, timedelta(minutes=1))


@ON_BOTH
def test_a_visitor_is_counted_with_their_network(app):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://example.org")
    for address, network in [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("127.0.0.1", ""),
        ("a socket", "a socket"),
    ]:
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            assert limits.network() == network


class Time:
    """A clock that the test turns."""

    now = 1000.0

    def __call__(self):
        return self.now


def test_the_window_moves_and_each_has_their_own():
    time = Time()
    counter = LocalCounter(time)
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, True]
    time.now += 40
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, False]
    assert counter.tries(THREE, "code", "203.0.113.7") == 3
    assert counter.tries(THREE, "code", "203.0.113.8") == 0

    time.now += 20

    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(3)] == [True, True, False]


def test_refused_and_counted_tries_use_none():
    time = Time()
    counter = LocalCounter(time)
    assert not any(counter.tries(THREE, "code") for _ in range(9))
    assert [counter.hit(THREE, "code") for _ in range(9)] == [True] * 3 + [False] * 6

    time.now += 60

    assert counter.tries(THREE, "code") == 0


def test_keys_without_tries_are_removed():
    time = Time()
    counter = LocalCounter(time)
    for number in range(500):
        counter.hit(THREE, "session", str(number))
    time.now += SWEEP_EVERY
    counter.tries(THREE, "session", "7")
    counter.hit(THREE, "session", "8")
    assert len(counter) == 500

    time.now += 1
    counter.hit(THREE, "session", "9")

    assert len(counter) == 2


@ON_BOTH
def test_processes_share_their_tries(app):
    settings = app.config["SETTINGS"]
    first, second = (DatabaseCounter(settings.secret_key) for _ in range(2))
    with app.app_context():
        assert [first.hit(THREE, "code"), second.hit(THREE, "code"), first.hit(THREE, "code")] == [
            True
        ] * 3
        assert not second.test(THREE, "code")
        assert not second.hit(THREE, "code")
        assert [second.tries(THREE, "code"), first.tries(THREE, "other")] == [3, 0]
        assert second.test(THREE, "code", "203.0.113.0/24")


@ON_BOTH
@pytest.mark.usefixtures("clock")
def test_339_new_requests_of_one_network_are_300_for_all_processes_together(app):
    processes = [DatabaseCounter(app.config["SETTINGS"].secret_key) for _ in range(4)]
    with app.app_context():
        counted = [
            processes[number % 4].hit(limits.NEW_REQUESTS, "begin", "2001:db8:1:2::/64")
            for number in range(339)
        ]
        elsewhere = processes[0].hit(limits.NEW_REQUESTS, "begin", "2001:db8:1:3::/64")

    assert counted == [True] * 300 + [False] * 39
    assert elsewhere


@ON_BOTH
def test_the_window_of_the_database_moves_and_its_rows_name_no_network(app, clock):
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert [counter.hit(THREE, "code", "203.0.113.0/24") for _ in range(4)] == [True] * 3 + [
            False
        ]
        clock.shift(seconds=90)  # half of the span before still counts, rounded up
        assert [counter.hit(THREE, "code", "203.0.113.0/24") for _ in range(3)] == [True] + [
            False
        ] * 2
        rows = db.session.execute(select(TryCount.key, TryCount.tries)).all()
        assert sorted(tries for _, tries in rows) == [1, 3]
        assert not any(b"203.0" in key for key, _ in rows)
        clock.shift(minutes=3)
        with saving():
            counts.discard_old(now())
        assert all_rows(TryCount) == []


@ON_BOTH
@pytest.mark.usefixtures("clock")
def test_a_refused_try_waits_for_no_other_writer(app, monkeypatch):
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert all(counter.hit(THREE, "code") for _ in range(3))
        monkeypatch.setattr(counters, "saving", lambda: pytest.fail("it wrote"))
        assert not counter.hit(THREE, "code")


def test_a_database_that_cannot_be_written_breaks_no_page(app, caplog, monkeypatch):
    def busy(*_, **__):
        raise OperationalError("INSERT", None, Exception("database is locked"))

    monkeypatch.setattr(counts, "hit", busy)
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert [counter.hit(THREE, "code") for _ in range(4)] == [True] * 3 + [False]
    assert [record.message for record in caplog.records] == [
        "tries are counted in this process"
    ] * 4
