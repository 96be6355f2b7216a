"""Limits on tries, counted in the database, or in Redis as long as it answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from limits import RateLimitItemPerMinute
from redis import Redis
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from time_machine import Traveller

from intake.clock import now
from intake.extensions import db, writing
from intake.traffic import counts
from intake.traffic.models import TryCount
from intake.web import limits
from intake.web.limits import database_counter, redis_counter
from intake.web.limits.counter import SWEEP_EVERY, LocalCounter, Sharing
from intake.web.limits.database_counter import DatabaseCounter
from intake.web.limits.redis_counter import REDIS_PAUSE, RedisCounter
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_EITHER
from tests.support.servers.ports import hold_port
from tests.support.servers.valkey import FakeRedis, Valkey
from tests.support.waiting import PATIENCE, until

THREE = RateLimitItemPerMinute(3)
SECRET = "s" * 32


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("127.0.0.1", ""),
        ("a socket", "a socket"),
    ],
)
def test_a_visitor_is_counted_with_their_network(app: Flask, address: str, network: str) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://example.org")
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert limits.network() == network


class Time:
    """A clock that the test turns."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_window_moves_and_each_has_their_own() -> None:
    time = Time()
    counter = LocalCounter(time)
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, True]
    time.now += 40
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, False]
    assert not counter.test(THREE, "code", "203.0.113.7")
    assert counter.test(THREE, "code", "203.0.113.8")

    time.now += 20

    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(3)] == [True, True, False]


def test_a_refused_try_and_a_test_use_no_try() -> None:
    time = Time()
    counter = LocalCounter(time)
    assert all(counter.test(THREE, "code") for _ in range(9))
    assert [counter.hit(THREE, "code") for _ in range(9)] == [True] * 3 + [False] * 6

    time.now += 60

    assert counter.test(THREE, "code")


def test_keys_without_tries_are_removed() -> None:
    time = Time()
    counter = LocalCounter(time)
    for number in range(500):
        counter.hit(THREE, "session", str(number))
    time.now += SWEEP_EVERY
    counter.test(THREE, "session", "7")
    counter.hit(THREE, "session", "8")
    assert len(counter) == 500

    time.now += 1
    counter.hit(THREE, "session", "9")

    assert len(counter) == 2


def test_counting_starts_no_thread() -> None:
    counter, before = LocalCounter(), set(threading.enumerate())

    for number in range(100):
        counter.hit(THREE, "session", str(number))

    assert set(threading.enumerate()) <= before


GARBAGE = (
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"\x00\xff\xfe",
    b"+OK\r\n",
    b":7\r\n",
    b"*1\r\n+x\r\n",
    b"-LOADING the data set\r\n",
    b"-NOAUTH Authentication required.\r\n",
    b"-MISCONF the disk is full\r\n",
    b"",
)
"""Answers of what is no Redis, or of one that cannot count; none at all is the last."""


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait longer for an answer of Valkey, which has a busy machine's time here."""
    monkeypatch.setattr(redis_counter, "REDIS_TIMEOUT", PATIENCE)


@pytest.mark.usefixtures("patience")
def test_processes_share_their_tries(valkey: Valkey) -> None:
    first, second = RedisCounter(valkey.url, secret=SECRET), RedisCounter(valkey.url, secret=SECRET)

    assert [first.hit(THREE, "code"), second.hit(THREE, "code"), first.hit(THREE, "code")] == [
        True
    ] * 3

    assert not second.test(THREE, "code")
    assert not second.hit(THREE, "code")
    assert [second.tries(THREE, "code"), first.tries(THREE, "other")] == [3, 0]
    assert first.sharing() is second.sharing() is Sharing.SHARED


@pytest.mark.usefixtures("patience")
def test_redis_is_given_no_address(valkey: Valkey) -> None:
    RedisCounter(valkey.url, secret=SECRET).hit(THREE, "code", "203.0.113.0/24")

    keys = list(Redis.from_url(valkey.url).scan_iter("*"))

    assert keys
    assert not any(b"203.0" in key for key in keys)


@pytest.mark.usefixtures("patience")
def test_without_redis_each_process_counts_until_it_returns(
    valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time()
    first, second = (
        RedisCounter(valkey.url, secret=SECRET, now=time),
        RedisCounter(valkey.url, secret=SECRET, now=time),
    )
    assert all([first.hit(THREE, "code"), second.hit(THREE, "code")])

    valkey.kill()
    assert [first.hit(THREE, "code") for _ in range(4)] == [True] * 3 + [False]
    assert not first.test(THREE, "code")
    assert second.hit(THREE, "code")
    assert first.sharing() is second.sharing() is Sharing.FALLEN_BACK

    valkey.start()
    assert first.sharing() is Sharing.FALLEN_BACK, "it is left alone for a while"
    time.now += REDIS_PAUSE
    assert first.sharing() is second.sharing() is Sharing.SHARED
    assert [first.hit(THREE, "code"), second.hit(THREE, "code"), first.hit(THREE, "code")] == [
        True
    ] * 3
    assert not second.hit(THREE, "code")
    assert codes(caplog) == [Sharing.FALLEN_BACK] * 2 + [Sharing.SHARED] * 2


def test_a_missing_redis_is_asked_at_intervals() -> None:
    time = Time()
    counter = RedisCounter(f"redis://127.0.0.1:{hold_port()}/0", secret=SECRET, now=time)

    assert [counter.hit(THREE, "code") for _ in range(4)] == [True] * 3 + [False]
    assert counter.sharing() is Sharing.FALLEN_BACK


def test_a_hanging_redis_delays_each_thread_at_most_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_counter, "REDIS_TIMEOUT", 2.0)
    clock = Time()
    with FakeRedis(b"+PONG\r\n") as hanging:
        counter = RedisCounter(hanging.url, secret=SECRET, now=clock)
        assert counter.sharing() is Sharing.SHARED
        hanging.reply, hanging.requests = b"", 0

        with ThreadPoolExecutor(30) as crowd:
            assert all(crowd.map(lambda at: counter.hit(THREE, str(at)), range(30)))
        first = hanging.requests
        assert all(counter.hit(THREE, str(at)) for at in range(100, 300))
        assert hanging.requests == first <= 30

        clock.now += REDIS_PAUSE
        assert all(counter.hit(THREE, str(at)) for at in range(300, 500))
        assert hanging.requests <= first + 1


@pytest.mark.parametrize("reply", GARBAGE)
def test_a_server_that_is_not_redis_falls_back_to_local_counting(reply: bytes) -> None:
    with FakeRedis(reply) as server:
        counter = RedisCounter(server.url, secret=SECRET)

        assert counter.test(THREE, "code")
        assert [counter.hit(THREE, "code") for _ in range(4)] == [True] * 3 + [False]
        assert not counter.test(THREE, "code")
        assert counter.sharing() is Sharing.FALLEN_BACK


WRONG = (b":7\r\n", b"*1\r\n+x\r\n", b"*1\r\n+1\r\n", b"-OOM command not allowed\r\n")


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("asks", [RedisCounter.test, RedisCounter.tries])
@pytest.mark.parametrize("reply", WRONG)
def test_wrong_answers_of_redis_fall_back_to_local_counting(
    reply: bytes, asks: Callable[..., bool | int]
) -> None:
    with FakeRedis(b"+PONG\r\n") as server:
        counter = RedisCounter(server.url, secret=SECRET)
        assert counter.sharing() is Sharing.SHARED
        server.reply = reply

        assert asks(counter, THREE, "code") == (asks is RedisCounter.test)

        assert counter.sharing() is Sharing.FALLEN_BACK


@pytest.mark.parametrize("befalls", [Valkey.kill, Valkey.hang], ids=["killed", "hanging"])
def test_a_failing_redis_shows_no_error_to_applicants(
    app: Flask, valkey: Valkey, befalls: Callable[[Valkey], None]
) -> None:
    limits.set_up(app, replace(app.config["SETTINGS"], redis_url=valkey.url))
    someone = Applicant(app.test_client())
    someone.begin()
    someone.answer()
    with app.app_context():
        until(lambda: limits.state() is Sharing.SHARED, "tries are counted in Valkey")
    befalls(valkey)

    before = someone.path
    someone.answer()

    assert someone.page.status_code == 200
    assert someone.path != before
    with app.app_context():
        assert limits.state() is Sharing.FALLEN_BACK


def test_without_redis_the_database_counts_for_all_processes(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    first, second = (DatabaseCounter(settings.secret_key) for _ in range(2))
    with app.app_context():
        assert limits.state() is Sharing.SHARED
        assert [first.hit(THREE, "code"), second.hit(THREE, "code"), first.hit(THREE, "code")] == [
            True
        ] * 3
        assert not second.test(THREE, "code")
        assert not second.hit(THREE, "code")
        assert [second.tries(THREE, "code"), first.tries(THREE, "other")] == [3, 0]
        assert second.test(THREE, "code", "203.0.113.0/24")


@pytest.mark.usefixtures("clock")
def test_339_new_requests_of_one_network_are_300_for_all_processes_together(app: Flask) -> None:
    processes = [DatabaseCounter(app.config["SETTINGS"].secret_key) for _ in range(4)]
    with app.app_context():
        counted = [
            processes[number % 4].hit(limits.NEW_REQUESTS, "begin", "2001:db8:1:2::/64")
            for number in range(339)
        ]
        elsewhere = processes[0].hit(limits.NEW_REQUESTS, "begin", "2001:db8:1:3::/64")

    assert counted == [True] * 300 + [False] * 39
    assert elsewhere


def test_the_window_of_the_database_moves_and_its_rows_name_no_network(
    app: Flask, clock: Traveller
) -> None:
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert [counter.hit(THREE, "code", "203.0.113.0/24") for _ in range(4)] == [True] * 3 + [
            False
        ]
        clock.shift(timedelta(seconds=90))  # half of the span before still counts, rounded up
        assert [counter.hit(THREE, "code", "203.0.113.0/24") for _ in range(3)] == [True] + [
            False
        ] * 2
        rows = db.session.execute(select(TryCount.key, TryCount.tries)).all()
        assert sorted(tries for _, tries in rows) == [1, 3]
        assert not any(b"203.0" in key for key, _ in rows)
        clock.shift(timedelta(minutes=3))
        with writing():
            counts.discard_old(now=now())
            db.session.commit()
        assert db.session.scalars(select(TryCount)).all() == []


@pytest.mark.usefixtures("clock")
def test_a_refused_try_waits_for_no_other_writer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert all(counter.hit(THREE, "code") for _ in range(3))
        monkeypatch.setattr(database_counter, "writing", lambda: pytest.fail("it wrote"))
        assert not counter.hit(THREE, "code")


@ON_EITHER
def test_a_database_that_cannot_be_written_breaks_no_page(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> bool:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    monkeypatch.setattr(counts, "hit", busy)
    counter = DatabaseCounter(app.config["SETTINGS"].secret_key)
    with app.app_context():
        assert [counter.hit(THREE, "code") for _ in range(4)] == [True] * 3 + [False]
    assert [record.message for record in caplog.records] == [
        "tries are counted in this process"
    ] * 4


def codes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the codes of the log lines."""
    lines = [record for record in caplog.records if record.name.startswith(limits.__name__)]
    return [vars(record)["code"] for record in lines]
