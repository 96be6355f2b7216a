"""Passwords are checked against common ones, and stretched a few at a time."""

import threading
from functools import partial

import pytest

from intake.staff import passwords
from intake.staff.passwords import (
    AT_ONCE,
    TooBusy,
    new_strangers_line,
    problem_with,
    stretching_place,
)
from tests.support.waiting import PATIENCE, until

EMAIL = "wren.testwood@example.org"
EASY = "This password is easy to guess. Use the passphrase we suggest."


@pytest.mark.parametrize(
    "password",
    [
        "copper kettle nine gulls",
        "کتاب سبز روی میز کوتاه",
        "copper kettle " * 73 + "at",
    ],
)
def test_a_long_password_of_any_kind_of_characters_is_good_enough(password):
    assert problem_with(password, email=EMAIL) is None


@pytest.mark.parametrize(
    "password, text",
    [
        ("eleven char", "Use at least 12 characters. A few random words are easy to remember."),
        ("k" * 1025, "Use at most 1,024 characters."),
        ("Password1234", EASY),
        ("Asylum2026!!", EASY),
        ("wren.testwood1", EASY),
        ("xxxxxxxxyzab", EASY),
        ("abababababab", EASY),
        ("WREN.testwood@example.org", "Your password cannot be your email address."),
    ],
)
def test_what_is_wrong_with_a_password_is_told(password, text):
    problem = problem_with(password, email=EMAIL)

    assert problem is not None
    assert problem.in_english() == text


def test_an_offered_passphrase_has_seven_words_and_is_good_enough():
    phrases = [passwords.new_passphrase() for _ in range(20)]

    assert len(set(phrases)) == 20
    assert all(len(phrase.split(" ")) == 7 for phrase in phrases)
    assert all(problem_with(phrase, email=EMAIL) is None for phrase in phrases)


def test_an_offered_passphrase_is_drawn_from_1296_words():
    assert len(set(passwords._words())) == 1296


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
    monkeypatch.setattr(passwords, "strangers", line)

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
    monkeypatch.setattr(passwords, "strangers", line)

    for _ in range(2):
        with stretching_place(known=False, network=BUSY):
            pass
    passwords.strangers.forgive(BUSY, "a member")

    assert line._tries_of(BUSY) == 1


def test_who_waits_for_too_long_is_told(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)

    with stretching_place(), stretching_place(), pytest.raises(TooBusy), stretching_place():
        pass
    with stretching_place():
        pass


def has_waiting(line, number):
    return len(line._waiting) == number
