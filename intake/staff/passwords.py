"""Judge a new password by how many guesses it takes, and offer generated passphrases."""

from __future__ import annotations

import re
from functools import cache

from xkcdpass import xkcd_password

from intake.words import N_, Sentence, say

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
            N_("Use at least %(count)s characters. A few random words are easy to remember."),
            count=SHORTEST,
        )
    if len(password) > LONGEST:
        return say(N_("Use at most %(count)s characters."), count=LONGEST)
    if password.casefold() == email.casefold():
        return say(N_("Your password cannot be your email address."))
    from zxcvbn import zxcvbn  # its lists take 10 MiB, and few processes ever need them

    own_words = [part for part in re.split(r"\W+", email.casefold()) if part]
    judged = zxcvbn(password[:JUDGED], user_inputs=[*KNOWN_WORDS, *own_words])
    if judged["guesses_log10"] < FEWEST_GUESSES:
        return say(N_("This password is easy to guess. Use the passphrase we suggest."))
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
