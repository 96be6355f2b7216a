"""Phone numbers and email addresses of an odd shape: asked about once, never refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext

from intake.questionnaire.tidy import digits_of_any_script
from intake.words import N_

FEWEST_DIGITS, MOST_DIGITS = 7, 20
"""Of a number with its country code, and perhaps an extension (E.164 has 15)."""
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

PHONE = (
    N_("Is this phone number right?"),
    N_("Most numbers have 10 digits or more, with the country code."),
)
EMAIL = (
    N_("Is this email address right?"),
    N_("Most addresses look like name@example.org."),
)


@dataclass(frozen=True, slots=True)
class Odd:
    """What was typed, and why it is asked about."""

    typed: str
    words: tuple[str, str]

    @property
    def fits(self) -> bool:
        """Any shape may be right."""
        return True

    @property
    def asks(self) -> str:
        """The heading of the page that asks."""
        return gettext(self.words[0])

    @property
    def because(self) -> str:
        """What is usual."""
        return gettext(self.words[1])

    @property
    def wrote(self) -> str:
        """How it is introduced."""
        return gettext("You wrote")

    @property
    def said_lines(self) -> list[str]:
        """What was typed, letter by letter."""
        return [self.typed]


def odd(kind: str, typed: str) -> tuple[Odd, ...]:
    """What to ask about a phone number or an email address before it is kept."""
    if kind == "phone":
        digits = sum(one.isdigit() for one in digits_of_any_script(typed))
        return () if FEWEST_DIGITS <= digits <= MOST_DIGITS else (Odd(typed, PHONE),)
    if kind == "email":
        return () if ADDRESS.fullmatch(typed) else (Odd(typed, EMAIL),)
    return ()
