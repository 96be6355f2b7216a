"""Concurrent runs of Argon2id."""

from threading import Thread

from intake.sealing.stretching import PASSWORD_AND_DEVICE, new_salt, stretch
from tests.support.waiting import PATIENCE


def test_passwords_are_stretched_at_once_without_waiting_for_ever():
    """OpenSSL's threads of two runs with several lanes wait for each other."""
    salt, halves = new_salt(PASSWORD_AND_DEVICE), list[tuple[bytes, ...]]()

    def run():
        halves.append(stretch(b"three quiet lamps", salt, into=("half",)))

    threads = [Thread(target=run, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert len(halves) == len(threads)
    assert len(set(halves)) == 1
