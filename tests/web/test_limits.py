"""How often somebody may try, counted in one process."""

from __future__ import annotations

import threading

from limits import RateLimitItemPerMinute

from intake.web.limits import SWEEP_EVERY, InThisProcess

THREE = RateLimitItemPerMinute(3)


class Time:
    """A clock that somebody turns."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_window_moves_and_each_has_their_own() -> None:
    time = Time()
    counter = InThisProcess(time)
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, True]
    time.now += 40
    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(2)] == [True, False]
    assert not counter.test(THREE, "code", "203.0.113.7")
    assert counter.test(THREE, "code", "203.0.113.8")

    time.now += 20

    assert [counter.hit(THREE, "code", "203.0.113.7") for _ in range(3)] == [True, True, False]


def test_a_refused_try_and_a_question_cost_none() -> None:
    time = Time()
    counter = InThisProcess(time)
    assert all(counter.test(THREE, "code") for _ in range(9))
    assert [counter.hit(THREE, "code") for _ in range(9)] == [True] * 3 + [False] * 6

    time.now += 60

    assert counter.test(THREE, "code")


def test_whoever_does_not_come_again_is_forgotten() -> None:
    time = Time()
    counter = InThisProcess(time)
    for number in range(500):
        counter.hit(THREE, "session", str(number))
    time.now += SWEEP_EVERY
    counter.test(THREE, "session", "7")
    counter.hit(THREE, "session", "8")
    assert len(counter) == 500

    time.now += 1
    counter.hit(THREE, "session", "9")

    assert len(counter) == 2


def test_counting_begins_no_thread() -> None:
    counter, before = InThisProcess(), threading.active_count()

    for number in range(100):
        counter.hit(THREE, "session", str(number))

    assert threading.active_count() == before
