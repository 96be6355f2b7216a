"""Read a search: a name in any spelling, a number, a date of birth, a place, or a reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.conflicts.digits import digits_in
from intake.conflicts.name_parts import NameParts, contains_name, parse_name
from intake.conflicts.search_facts import births_in, facts_in
from intake.questionnaire.tidy import digits_of_any_script

FEWEST_DIGITS = 4
"""Fewer digits would be found in too many numbers."""

NATIONAL = (9, 10)
"""Digits of most phone numbers without the code of their country."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchTerms:
    """The text of a search, read in every sense that it can have; others are empty.

    ``facts`` are parts of a packed card, of which one is enough: see
    :mod:`intake.conflicts.search_facts`. ``births`` are those of the numbers beside a name alone.
    """

    name: NameParts
    digits: str
    reference: str
    facts: tuple[bytes, ...] = ()
    births: tuple[bytes, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Return true if a case must have both the name and the number, or the birth date."""
        return bool(self.name.words and self.digits)

    @property
    def is_empty(self) -> bool:
        """Return true if the text contains nothing to search for."""
        return not (self.name.words or self.digits or self.reference)

    def matches_name(self, name: str) -> bool:
        """Return true if *name* has every word of the search."""
        return contains_name(parse_name(name), self.name)

    @property
    def endings(self) -> tuple[str, ...]:
        """Return the ends by which a number is found; the last digits of a phone suffice.

        Leading zeros do not count: A-numbers are padded with them, and phone numbers lose them
        abroad. Nor does the code of a country before nine or ten digits: one may have it, and the
        other not.
        """
        short = self.digits.lstrip("0")
        ends = {self.digits, short if len(short) >= FEWEST_DIGITS else self.digits}
        if len(short) > NATIONAL[-1]:
            ends |= {short[-digits:] for digits in NATIONAL}
        return tuple(sorted(ends)) if self.digits else ()


def read_search(text: str) -> SearchTerms:
    """Read the text of a search."""
    digits, reference = digits_in(text), _as_reference(text)
    return SearchTerms(
        name=parse_name("" if reference and digits else _without_mark(text)),
        digits=digits if len(digits) >= FEWEST_DIGITS else "",
        reference=reference,
        facts=facts_in(text),
        births=births_in(text),
    )


def _without_mark(text: str) -> str:
    """Return *text* without the letter of an A-number, which is no name."""
    return re.sub(r"(?<!\w)[Aa][\W_]*(?=\d)", "", text)


def _as_reference(text: str) -> str:
    """Return the reference that *text* may mean, as the table has it, or an empty string.

    A reference has eight Crockford letters. One without a digit may be a name too, and is
    searched for as both.
    """
    upper = digits_of_any_script(text).strip().upper()
    plain = re.sub(r"[\s-]", "", upper).translate(_MISREAD)
    if not re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", plain):
        return ""
    return f"{plain[:4]}-{plain[4:]}"


_MISREAD = str.maketrans("OIL", "011")
