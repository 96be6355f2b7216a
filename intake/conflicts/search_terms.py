"""Read a search: a name in any spelling, a number, a date of birth, a place, or a reference.

A date of birth, a country, a state, a language or a city is a part of a packed card as it is
stored, in JSON. So a pack is searched for it without parsing its cards. In the text of a person a
quotation mark is escaped, so that no text can look like such a part.
"""

import re
from calendar import month_abbr
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from intake.conflicts.name_parts import NameParts, contains_name, digits_in, parse_name
from intake.frozen import frozen
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.asylum.you import birth_date, nationality
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar, NotADate, days_meant, said_in
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.tidy import digits_of_any_script

FEWEST_DIGITS = 4
"""Fewer digits would be found in too many numbers."""

NATIONAL = (9, 10)
"""Digits of most phone numbers without the code of their country."""


@frozen
class SearchTerms:
    """The text of a search, read in every sense that it can have; others are empty.

    ``facts`` are parts of a packed card, of which one is enough: see
    :mod:`intake.conflicts.search_terms`. ``births`` are those of the numbers beside a name alone.
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
    without_mark = re.sub(r"(?<!\w)[Aa][\W_]*(?=\d)", "", text)  # the letter of an A-number
    return SearchTerms(
        name=parse_name("" if reference and digits else without_mark),
        digits=digits if len(digits) >= FEWEST_DIGITS else "",
        reference=reference,
        facts=facts_in(text),
        births=births_in(text),
    )


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


FEWEST_LETTERS = 4
"""The fewest letters of a name of a country, state or language by which it is found."""

OLD_YEAR = 1700
"""A year before this one is of another calendar than the Gregorian."""

OTHER_CALENDARS = (Calendar.SOLAR_HIJRI, Calendar.ETHIOPIAN, Calendar.HIJRI)

SOUNDS = b"~"
"""Mark of a part that is the sound of a city."""

_MONTHS = {name.casefold(): number for number, name in enumerate(month_abbr) if name}


def packed_facts(card: Mapping[str, Any]) -> dict[str, str]:
    """Return what a pack holds of a card so that :func:`facts_in` finds it, without empty parts."""
    city = card.get("city") or ""
    tags = (*card.get("spoken_languages", ()), card.get("call_language"), card.get("language"))
    facts = {
        nationality.id: card.get(nationality.id) or "",
        "region": card.get("region") or "",
        "speaks": _marked(dict.fromkeys(tag for tag in tags if tag), "|"),
        "city": city,
        "city_sounds": _marked(_sounds(city), "~") if city else "",
    }
    return {name: value for name, value in facts.items() if value}


def facts_in(text: str) -> tuple[bytes, ...]:
    """Return the parts of packed cards for which *text* may stand."""
    plain = " ".join(digits_of_any_script(text).split())
    # of a city the sounds of the first word: whoever searches compares the whole name
    cities = (f"~{sound}~" for sound in _sounds(" ".join(plain.split()[:1])))
    parts = [*_births(plain), *_names(plain), *cities]
    return tuple(dict.fromkeys(part.encode() for part in parts))


def births_in(text: str) -> tuple[bytes, ...]:
    """Return the parts of packed cards with the birth date for which the digits may stand."""
    numbers = re.sub(r"[^\d./-]+", " ", digits_of_any_script(text)).strip(" ./-")
    return tuple(dict.fromkeys(part.encode() for part in _births(" ".join(numbers.split()))))


def births_between(first: date, last: date) -> tuple[bytes, ...]:
    """Return the parts of packed cards with a birth date of these years, or of another calendar."""
    years = (f'"{birth_date.id}": "{year:04}' for year in range(first.year, last.year + 1))
    return tuple(part.encode() for part in (*years, f'"{birth_date.id}": {{'))


def _births(text: str) -> Iterator[str]:
    for year, month, day in _dates_in(text):
        typed = f"{year:04}-{month:02}-{day:02}"
        yield f'"{birth_date.id}": "{typed}"'
        yield f'"said": "{typed}"'
        for calendar in OTHER_CALENDARS:
            if year < OLD_YEAR:
                meant = _days(calendar, year, month, day)
                yield from (f'"{birth_date.id}": "{on.isoformat()}"' for on in meant)
            else:
                for on in _days(Calendar.GREGORIAN, year, month, day):
                    said = "{:04}-{:02}-{:02}".format(*said_in(calendar, on))
                    yield f'"calendar": "{calendar.value}", "said": "{said}"'


def _days(calendar: Calendar, *typed: int) -> Iterator[date]:
    with suppress(NotADate):
        first, last = days_meant(calendar, *typed)
        if first == last:
            yield first


def _dates_in(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day of each date that *text* may be."""
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        year, month, day = map(int, match.groups())
        yield year, month, day
    if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text):
        first, second, year = map(int, match.groups())
        yield year, first, second
        yield year, second, first
    for words in (r"(?P<d>\d{1,2})\.? (?P<m>\w{3,})\.?", r"(?P<m>\w{3,})\.? (?P<d>\d{1,2})"):
        match = re.fullmatch(rf"{words},? (?P<y>\d{{4}})", text)
        if match and (number := _MONTHS.get(match["m"][:3].casefold())):
            yield int(match["y"]), number, int(match["d"])


def _names(typed: str) -> Iterator[str]:
    """Yield the countries, states and languages with this name.

    Two letters stand for a state in capitals only: "Al", "De" and "La" are parts of names.
    """
    text = typed.casefold()
    for code, name in COUNTRIES:
        if _is_named(name, text):
            yield f'"{nationality.id}": "{code}"'
    for state in STATES:
        if state.code == typed or _is_named(str(state.says), text):
            yield f'"region": "{state.code}"'
    for language in LANGUAGES:
        if len(text) >= FEWEST_LETTERS and language.fits(text):
            yield f"|{language.tag}|"


def _is_named(name: str, text: str) -> bool:
    """Return true if *text* is the name, or the beginning of it."""
    return name.casefold() == text or (
        len(text) >= FEWEST_LETTERS and name.casefold().startswith(text)
    )


def _sounds(name: str) -> list[str]:
    return sorted({reading.rough for word in parse_name(name).words for reading in word})


def _marked(words: Iterable[str], mark: str) -> str:
    joined = mark.join(words)
    return f"{mark}{joined}{mark}" if joined else ""
