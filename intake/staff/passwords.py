"""Judge a new password by how many guesses it takes, and offer generated passphrases."""

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from time import monotonic

from xkcdpass import xkcd_password

from intake.fair_line import FairLine, TooManyWaiting
from intake.words import Sentence, say

SHORTEST = 12
LONGEST = 1024
JUDGED = 72
"""zxcvbn takes time that grows with the length; what is strong in so many characters is strong."""
FEWEST_GUESSES = 10
"""A power of ten: the highest of the five grades that zxcvbn gives."""
WORDS = 7
"""Words of a generated passphrase: 72 bits with the list of 1,296 short words."""
KNOWN_WORDS = ("asylum", "asylumseeker", "immigration", "intake", "refugee", "legalaid")
"""Words that an attacker of this product would try first."""


def problem_with(password: str, *, email: str) -> Sentence | None:
    """Return what to change about a new password, or ``None``.

    No rule asks for kinds of characters.
    """
    if len(password) < SHORTEST:
        return say(
            "Use at least %(count)s characters. A few random words are easy to remember.",
            count=SHORTEST,
        )
    if len(password) > LONGEST:
        return say("Use at most %(count)s characters.", count=LONGEST)
    if password.casefold() == email.casefold():
        return say("Your password cannot be your email address.")
    from zxcvbn import zxcvbn  # its lists take 10 MiB, and few processes ever need them

    own_words = [part for part in re.split(r"\W+", email.casefold()) if part]
    judged = zxcvbn(password[:JUDGED], user_inputs=[*KNOWN_WORDS, *own_words])
    if judged["guesses_log10"] < FEWEST_GUESSES:
        return say("This password is easy to guess. Use the passphrase we suggest.")
    return None


def new_passphrase() -> str:
    """Return seven random words, each chosen from 1,296."""
    phrase: str = xkcd_password.generate_xkcdpassword(_words(), numwords=WORDS, delimiter=" ")
    return phrase


@cache
def _words() -> list[str]:
    words: list[str] = xkcd_password.generate_wordlist(
        wordfile="eff-short", min_length=1, max_length=20
    )
    return words


AT_ONCE = 2
AT_ONCE_OF_STRANGERS = 1
"""Runs at once for browsers that no member is known by, so that a member's own never waits behind
those who guess passwords."""

PATIENCE = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)


def new_strangers_line() -> FairLine:
    """Return an empty line for browsers that no member is known by.

    It is short, so that those who guess passwords do not hold the threads that serve pages.
    """
    return FairLine(at_once=AT_ONCE_OF_STRANGERS, longest=6, of_one_network=4)


strangers = new_strangers_line()


class TooBusy(Exception):
    """Others were in line for too long; the same can be tried again."""


@contextmanager
def stretching_place(*, known: bool = True, network: str = "") -> Iterator[None]:
    """Wait for one of two places, at most ten seconds; :class:`TooBusy` after that.

    Browsers that are not *known* share one of the two, for which they wait in a line where a
    *network* that tried often comes last. Where that line is full they are told at once.
    """
    until = monotonic() + PATIENCE
    with ExitStack() as taken:
        if not known:
            try:
                taken.enter_context(strangers.place(network, patience=PATIENCE))
            except TooManyWaiting:
                raise TooBusy from None
        if not _places.acquire(timeout=max(0.0, until - monotonic())):
            raise TooBusy
        taken.callback(_places.release)
        yield
