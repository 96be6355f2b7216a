import threading
from functools import partial

import pytest

from intake.staff import passwords
from intake.staff.passwords import AT_ONCE, TooBusy, new_strangers_line, stretching_place
from tests.support.waiting import PATIENCE, until

BUSY, OTHER = "203.0.113.0/24", "198.51.100.0/24"


def test_two_have_a_turn_and_the_third_waits():
    inside, go = threading.Semaphore(0), threading.Event()

    def take():
        with stretching_place():
            inside.release()
            go.wait(PATIENCE)

    threads = [threading.Thread(target=take) for _ in range(AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    assert all(inside.acquire(timeout=PATIENCE) for _ in range(AT_ONCE))
    assert not inside.acquire(timeout=0.1)

    go.set()
    assert inside.acquire(timeout=PATIENCE)
    for thread in threads:
        thread.join(PATIENCE)


def test_strangers_leave_a_place_to_known_browsers(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)

    with stretching_place(known=False):
        with pytest.raises(TooBusy), stretching_place(known=False):
            pass
        with stretching_place():
            pass
    with (
        stretching_place(),
        stretching_place(),
        pytest.raises(TooBusy),
        stretching_place(known=False),
    ):
        pass
    with stretching_place(known=False):
        pass


def test_strangers_of_one_network_fill_neither_the_line_nor_the_threads(
    monkeypatch,
):
    line, served = new_strangers_line(), list[str]()
    monkeypatch.setattr(passwords, "_strangers", line)

    def wait(network):
        with stretching_place(known=False, network=network):
            served.append(network)

    threads = [threading.Thread(target=wait, args=(BUSY,)) for _ in range(line.of_one_network)]
    threads.append(threading.Thread(target=wait, args=(OTHER,)))
    with stretching_place(known=False, network=BUSY):
        for number, thread in enumerate(threads, start=1):
            thread.start()
            until(partial(has_waiting, line, number), "the next one waits")
        monkeypatch.setattr(passwords, "PATIENCE", 3600.0)
        with pytest.raises(TooBusy), stretching_place(known=False, network=BUSY):
            pass
    for thread in threads:
        thread.join(PATIENCE)

    assert served == [OTHER] + [BUSY] * line.of_one_network


def test_a_right_password_does_not_put_its_network_behind_others(
    monkeypatch,
):
    line = new_strangers_line()
    monkeypatch.setattr(passwords, "_strangers", line)

    for _ in range(2):
        with stretching_place(known=False, network=BUSY):
            pass
    passwords.forgive(BUSY, "a member")

    assert line._tries_of(BUSY) == 1


def test_who_waits_for_too_long_is_told(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)

    with stretching_place(), stretching_place(), pytest.raises(TooBusy), stretching_place():
        pass
    with stretching_place():
        pass


def has_waiting(line, number):
    return len(line._waiting) == number
