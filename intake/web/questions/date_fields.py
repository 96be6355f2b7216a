"""Fields for dates in parts, in one of four calendars, as far as they are known."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count, takewhile
from typing import Any

from intake.questionnaire.dates import Calendar, NotADate, SaidDate, said_date
from intake.questionnaire.questions import Date, Question
from intake.questionnaire.tidy import tidied, typed_number
from intake.web.app_context import today
from intake.web.filters import in_digits, translated
from intake.web.questions.choices import (
    calendar_options,
    home_calendar,
    month_options,
)
from intake.web.questions.doubts import (
    Doubt,
    choice_doubts,
    doubts_about,
    meant_answer,
    typed_parts,
    undoubted_answer,
    unsure_answer,
)
from intake.web.questions.question_field import QuestionField
from intake.words import N_, Labels, Sentence, say

DATE_PARTS = ("day", "month", "year", "calendar", "known", "said")
BOXES = ("-day", "-month", "-year", "-said")
"""Ends of the names of the fields of a date that are empty until somebody fills them."""

NO_DATE: Mapping[str, str] = dict.fromkeys(DATE_PARTS, "")


class CalendarField(QuestionField):
    """The base of fields for dates: four calendars, and doubts about which was meant.

    What stands in the boxes is the answer, whatever is chosen below them. ``left`` has what the
    choice leaves of a date, where it leaves out a part that was typed.
    """

    typed: Any = None
    wrong_part = ""
    """The part to correct first; empty where no part alone is wrong."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.left: dict[SaidDate, SaidDate] = {}

    @property
    def wrote(self) -> bool:
        """Return true where a part was typed that is not what was saved before."""
        is_typed = any(text and name.endswith(BOXES) for name, text in self.held)
        return is_typed and (self.data in (None, *self.left) or self.data != self.object_data)

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return names and values that post the same again."""
        raise NotImplementedError

    @property
    def calendar(self) -> Calendar:
        """Return the calendar offered first: the reader's own, or that of the papers."""
        question = self.question
        of_paper = isinstance(question, Date) and not question.remembered
        return Calendar.GREGORIAN if of_paper else home_calendar()

    @property
    def calendars(self) -> list[tuple[str, str]]:
        """Return code and name of each calendar, the one offered first before the others."""
        return calendar_options(self.calendar)

    def months_of(self, parts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return number and name of each month in the chosen calendar."""
        question = self.question
        of_paper = isinstance(question, Date) and not question.remembered
        return month_options(self._chosen(parts), of_paper=of_paper)

    def months_elsewhere(self, parts: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return number and name of a month, and the one calendar that has it.

        The list has it for whoever chooses that calendar on the same page.
        """
        if self._chosen(parts) is Calendar.ETHIOPIAN:
            return []
        thirteenth = month_options(Calendar.ETHIOPIAN)[12]
        return [(*thirteenth, dict(self.calendars)[Calendar.ETHIOPIAN])]

    def _chosen(self, parts: Mapping[str, str]) -> Calendar:
        codes = {code for code, _ in self.calendars}
        return Calendar(parts["calendar"]) if parts["calendar"] in codes else self.calendar

    def calendar_of(self, parts: Mapping[str, str]) -> str:
        """Return the name of the calendar of the months; empty if no other is likely."""
        chosen = parts["calendar"]
        if home_calendar() is Calendar.GREGORIAN and chosen in ("", Calendar.GREGORIAN):
            return ""
        return dict(self.calendars).get(chosen, self.calendars[0][1])

    def texts_of(self, name: str, parts: Mapping[str, str]) -> dict[str, str]:
        """Return what the page shows at each place of one date, of which *name* is the prefix."""
        is_plain = parts["known"] in ("", "day") and parts["calendar"] in ("", self.calendar)
        return {
            f"{name}-day": parts["day"],
            f"{name}-month={parts['month']}": " selected",
            f"{name}-year": parts["year"],
            f"{name}-known={parts['known'] or 'day'}": " checked",
            f"{name}-calendar={parts['calendar']}": " selected",
            f"{name}-said": parts["said"],
            f"{name}-more": "" if is_plain and not parts["said"] and not self.doubts else " open",
        }

    def limited(self, form: Any) -> Any:
        """Return the answer to check, without dates in doubt, about which the page asks instead."""
        self.doubts = self._doubts(form)
        if self.name in form.meant:
            self.data, self.typed = meant_answer(self.data, self.doubts), None
            self.doubts = ()
        if self.name in form.unsure:
            self.data, self.typed = unsure_answer(self.data, self.doubts), None
            self.doubts = self._doubts(form)
        return self.data if self.name in form.sure else undoubted_answer(self.data, self.doubts)

    @property
    def offer(self) -> str:
        """Return the date that one press saves instead; empty where more than one is in doubt."""
        offers = [doubt.offer for doubt in self.doubts if doubt.offer]
        return offers[0] if len(offers) == 1 else ""

    def _read(self, parts: Mapping[str, str], saved: SaidDate | None) -> SaidDate | None:
        """Return the date in these parts. Raise :class:`NotADate`.

        The choice of the date that was *saved* is ticked before anybody chose: boxes filled since
        then outrank it. Another choice than that is remembered, so that the page asks.
        """
        written = read_date(parts, self.calendar)
        if written is not None and parts["known"] != parts_of(saved)["known"]:
            numbers = written.said.split("-")[: MOST_NUMBERS.get(parts["known"])]
            left = said_date("-".join(numbers), written.calendar, words=written.words)
            if left != written:
                self.left[written] = left
        return written

    def _doubts(self, form: Any) -> tuple[Doubt, ...]:
        return doubts_about(
            self.question, self.data, form.saved, today=form.today
        ) or choice_doubts(self.question, self.data, self.left, today=form.today)


class DateField(CalendarField):
    """A date in parts, in one of four calendars, as far as it is known."""

    kind = "date"

    def __init__(self, question: Question, autofill: str = "", **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.typed: Mapping[str, str] | None = None
        if self.calendar is Calendar.GREGORIAN:  # a browser knows no other
            self.autofill = autofill

    @property
    def parts(self) -> Mapping[str, str]:
        """Return the parts to show: as typed, else as saved."""
        return self.typed if self.typed is not None else parts_of(self.data)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the texts of the parts."""
        return self.texts_of(self.name, self.parts)

    @property
    def fits_holes(self) -> bool:
        """Return true for the calendar offered first, of which a page for everyone has months."""
        return self.parts["calendar"] in ("", self.calendar)

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return names and values that post the same again."""
        return typed_parts([(self.name, self.parts)])

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the parts from the form, else the saved answer."""
        super().process(None, data if isinstance(data, SaidDate) else None, extra_filters)
        if not formdata:
            return
        self.typed = posted_parts(formdata, self.name)
        try:
            self.data = self._read(self.typed, self.object_data)
        except NotADate:
            self.data = None
            self.wrong_part, says = fault_in(self.typed, calendar_in(self.typed, self.calendar))
            self.process_errors = [translated(says)]

    @property
    def anchor(self) -> str:
        """Return the id of the part to correct first."""
        return self.name + {"month": "-m", "year": "-y"}.get(self.wrong_part, "")


class DatesField(CalendarField):
    """Several dates, each with its parts."""

    kind = "dates"

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.typed: list[Mapping[str, str]] | None = None
        self.extra = 0

    @property
    def rows(self) -> list[tuple[str, Mapping[str, str]]]:
        """Return name and parts of each row; at least one."""
        saved = [parts_of(value) for value in self.data or ()]
        rows = self.typed if self.typed is not None else saved
        blank = max(self.extra, 0 if rows else 1)
        every = [*rows, *[NO_DATE] * blank]
        return [(f"{self.name}-{index}", row) for index, row in enumerate(every)]

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the texts of the parts of all rows."""
        texts: dict[str, str] = {}
        for name, parts in self.rows:
            texts |= self.texts_of(name, parts)
        return texts

    @property
    def fits_holes(self) -> bool:
        """Return true for no date, because a page for everyone has one row, which is empty."""
        return not self.data

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return names and values that post the same again."""
        return typed_parts(self.rows)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the rows that are not empty, else the saved answer."""
        super().process(None, data if isinstance(data, tuple) else None, extra_filters)
        if not formdata:
            return
        rows = {index: row for index, row in self._posted_rows(formdata) if is_filled(row)}
        saved = dict(enumerate(self.object_data or ()))
        self.typed = list(rows.values())
        try:
            dates = [self._read(row, saved.get(index)) for index, row in rows.items()]
            self.data = tuple(date for date in dates if date is not None) or None
        except NotADate:
            self.data = None
            self.process_errors = [translated(Sentence(CHECK_ALL))]

    def _posted_rows(self, formdata: Any) -> Iterator[tuple[int, Mapping[str, str]]]:
        names = takewhile(
            lambda name: any(f"{name}-{part}" in formdata for part in DATE_PARTS),
            (f"{self.name}-{index}" for index in count()),
        )
        return enumerate(posted_parts(formdata, name) for name in names)


def posted_parts(formdata: Any, name: str) -> Mapping[str, str]:
    """Return the parts of one date as they were posted."""
    raw = {part: formdata.get(f"{name}-{part}", "") for part in DATE_PARTS}
    return {part: tidied(text, lines=False) for part, text in raw.items()}


def is_filled(parts: Mapping[str, str]) -> bool:
    """Return true where something was typed, or chosen, that makes a date."""
    return parts["known"] == "not_sure" or any(
        parts[part] for part in ("day", "month", "year", "said")
    )


def read_date(parts: Mapping[str, str], default: Calendar) -> SaidDate | None:
    """Return the date in these boxes; ``None`` for no date. Raise :class:`NotADate`.

    *default* is the calendar of parts that name none.
    """
    if not is_filled(parts):
        return None
    numbers = [typed_number(parts[part]) for part in ("year", "month", "day")]
    while numbers and not numbers[-1]:
        numbers.pop()
    if not numbers:
        return said_date("", words=parts["said"])
    if not all(numbers) or (calendar := calendar_in(parts, default)) is None:
        raise NotADate
    return said_date("-".join(numbers), calendar, words=parts["said"])


MOST_NUMBERS = {"not_sure": 0, "year": 1, "month": 2}
"""Numbers of a date that a choice leaves; any other leaves all three."""


def calendar_in(parts: Mapping[str, str], default: Calendar) -> Calendar | None:
    """Return the calendar of these parts, *default* if none was chosen; ``None`` for no name."""
    chosen = parts["calendar"] or default
    return Calendar(chosen) if chosen in list(Calendar) else None


def parts_of(saved: SaidDate | None) -> Mapping[str, str]:
    """Return a saved date as its fields show it."""
    if saved is None:
        return NO_DATE
    numbers = [str(int(part)) for part in saved.said.split("-")] if saved.said else []
    year, month, day = (*numbers, "", "", "")[:3]
    known = saved.precision.value if saved.said else "not_sure"
    calendar = saved.calendar.value if saved.said else ""
    return {
        "day": day,
        "month": month,
        "year": year,
        "calendar": calendar,
        "known": known,
        "said": saved.words,
    }


NUMBERS: Labels[str] = {
    "day": "Enter the day as a number, like 15.",
    "month": "Choose a month from the list.",
    "year": "Enter the year as a number, like %(year)s.",
}
NO_SUCH_MONTH = N_("This calendar has only 12 months. Choose another month.")
CHECK_ALL = N_("This date does not exist. Check the day, month and year.")


def fault_in(parts: Mapping[str, str], calendar: Calendar | None) -> tuple[str, Sentence]:
    """Return the part of a date that is wrong, the first of several, and what to do about it."""
    day, month, year = (typed_number(parts[part]) for part in ("day", "month", "year"))
    for part, text in (("year", year), ("month", month), ("day", day)):
        if text and not (text.isascii() and text.isdigit()):
            return (part, say(NUMBERS[part], year=in_digits(today().year)))
    if not year:
        return ("year", Sentence("Enter a year."))
    if len(year) != 4:
        return (
            "year",
            say("The year needs four numbers, like %(year)s.", year=in_digits(today().year)),
        )
    if not month:
        return ("month", Sentence("Enter a month. If you only know the year, say so below."))
    return _of_numbers(year, month, calendar)


def _of_numbers(year: str, month: str, calendar: Calendar | None) -> tuple[str, Sentence]:
    """Return the fault of a date in numbers, none of which is missing but perhaps the day."""
    if calendar is None:
        return ("day", Sentence(CHECK_ALL))
    for said, part, says in (
        (year, "year", CHECK_ALL),
        (f"{year}-{month}", "month", NO_SUCH_MONTH),
    ):
        try:
            said_date(said, calendar)
        except NotADate:
            return (part, Sentence(says))
    return ("day", Sentence("This month has no such day. Check the day."))
