"""Phone numbers and email addresses of an unusual shape: asked about once, never refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext

from intake.questionnaire.tidy import digits_of_any_script
from intake.words import N_

FEWEST_DIGITS, MOST_DIGITS = 7, 20
"""Digits of a number with country code, and perhaps an extension (E.164 allows 15)."""
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

PHONE = (
    N_("Is this phone number right?"),
    N_("Most numbers have at least 10 digits, with the country code."),
)
EMAIL = (
    N_("Is this email address right?"),
    N_("Most addresses look like name@example.org."),
)


@dataclass(frozen=True, slots=True)
class OddShape:
    """A text of unusual shape, and the sentences that ask about it."""

    typed: str
    words: tuple[str, str]

    @property
    def fits(self) -> bool:
        """Return true: any shape may be right."""
        return True

    @property
    def asks(self) -> str:
        """Return the heading of the page that asks."""
        return gettext(self.words[0])

    @property
    def because(self) -> str:
        """Return the sentence about the usual shape."""
        return gettext(self.words[1])

    @property
    def wrote(self) -> str:
        """Return the words before the text."""
        return gettext("You wrote")

    @property
    def said_lines(self) -> list[str]:
        """Return the text as it was typed."""
        return [self.typed]


def odd_shapes(kind: str, typed: str) -> tuple[OddShape, ...]:
    """Return the doubt about a phone number or an email address; empty for a usual shape."""
    if kind == "phone":
        digits = sum(letter.isdigit() for letter in digits_of_any_script(typed))
        return () if FEWEST_DIGITS <= digits <= MOST_DIGITS else (OddShape(typed, PHONE),)
    if kind == "email":
        return () if ADDRESS.fullmatch(typed) else (OddShape(typed, EMAIL),)
    return ()
