from __future__ import annotations

import threading

import pytest

from intake.staff import argon2_slots
from intake.staff.argon2_slots import AT_ONCE, TooBusy, turn


def test_two_have_a_turn_and_the_third_waits() -> None:
    inside, go = threading.Semaphore(0), threading.Event()

    def take() -> None:
        with turn():
            inside.release()
            go.wait(60)

    threads = [threading.Thread(target=take) for _ in range(AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    assert all(inside.acquire(timeout=60) for _ in range(AT_ONCE))
    assert not inside.acquire(timeout=0.1)

    go.set()
    assert inside.acquire(timeout=60)
    for thread in threads:
        thread.join(60)


def test_strangers_leave_a_place_to_known_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon2_slots, "PATIENCE", 0.05)

    with turn(known=False):
        with pytest.raises(TooBusy), turn(known=False):
            pass
        with turn():
            pass
    with turn(), turn(), pytest.raises(TooBusy), turn(known=False):
        pass
    with turn(known=False):
        pass


def test_who_waits_for_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon2_slots, "PATIENCE", 0.05)

    with turn(), turn(), pytest.raises(TooBusy), turn():
        pass
    with turn():
        pass
