"""Tell which part of a typed date is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.questionnaire.dates import Calendar, NotADate, said_date
from intake.questionnaire.tidy import digits_of_any_script
from intake.web.app_context import today
from intake.web.filters import in_digits
from intake.words import N_, Sentence, say

NUMBERS = {
    "day": N_("Enter the day as a number, like 15."),
    "month": N_("Choose a month from the list."),
    "year": N_("Enter the year as a number, like %(year)s."),
}
FOUR_NUMBERS = N_("The year needs four numbers, like %(year)s.")
A_MONTH = N_("Enter a month. If you only know the year, say so below.")
A_YEAR = N_("Enter a year.")
NO_SUCH_MONTH = N_("This calendar has only 12 months. Choose another month.")
NO_SUCH_DAY = N_("This month has no such day. Check the day.")
CHECK_ALL = N_("This date does not exist. Check the day, month and year.")


@dataclass(frozen=True, slots=True)
class DateFault:
    """The part of a date that is wrong, ``day``, ``month`` or ``year``; and what to do."""

    part: str
    says: Sentence


def fault_in(parts: Mapping[str, str], calendar: Calendar | None) -> DateFault:
    """Return the fault of a date that could not be read; of several, the first to correct."""
    day, month, year = (digits_of_any_script(parts[part]) for part in ("day", "month", "year"))
    for part, text in (("year", year), ("month", month), ("day", day)):
        if text and not (text.isascii() and text.isdigit()):
            return DateFault(part, say(NUMBERS[part], year=in_digits(today().year)))
    if not year:
        return DateFault("year", Sentence(A_YEAR))
    if len(year) != 4:
        return DateFault("year", say(FOUR_NUMBERS, year=in_digits(today().year)))
    if not month:
        return DateFault("month", Sentence(A_MONTH))
    return _of_numbers(year, month, calendar)


def _of_numbers(year: str, month: str, calendar: Calendar | None) -> DateFault:
    """Return the fault of a date in numbers, none of which is missing but perhaps the day."""
    if calendar is None:
        return DateFault("day", Sentence(CHECK_ALL))
    for said, part, says in (
        (year, "year", CHECK_ALL),
        (f"{year}-{month}", "month", NO_SUCH_MONTH),
    ):
        try:
            said_date(said, calendar)
        except NotADate:
            return DateFault(part, Sentence(says))
    return DateFault("day", Sentence(NO_SUCH_DAY))
