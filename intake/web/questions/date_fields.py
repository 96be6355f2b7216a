"""Dates in parts: in one of four calendars, as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.questionnaire.dates import NOT_SURE, Calendar, NotADate, SaidDate, said_date
from intake.questionnaire.questions import Question
from intake.questionnaire.tidy import digits_of_any_script, tidied
from intake.web.filters import translated
from intake.web.questions.asked import Asked
from intake.web.questions.choices import calendar_options, home_calendar, month_options
from intake.web.questions.doubts import Doubt, beyond_doubt, doubts_about, not_sure_of, typed_parts
from intake.words import N_, Sentence

DATE_PARTS = ("day", "month", "year", "calendar", "known", "said")
NO_DATE: Mapping[str, str] = dict.fromkeys(DATE_PARTS, "")


class InCalendars(Asked):
    """What fields of dates have in common: four calendars, and doubts about which was meant."""

    sent: Any = None

    @property
    def autofill(self) -> str:
        """Nothing that a browser may fill in."""
        return ""

    @property
    def calendars(self) -> list[tuple[str, str]]:
        """Code and name of each calendar, that of the reader's language first."""
        return calendar_options()

    def months_of(self, parts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Number and name of each month, in the calendar chosen."""
        return month_options(parts["calendar"])

    def calendar_of(self, parts: Mapping[str, str]) -> str:
        """The calendar that the months are of; not told where nobody would think of another."""
        chosen, home = parts["calendar"], home_calendar()
        if home is Calendar.GREGORIAN and chosen in ("", home):
            return ""
        return dict(self.calendars).get(chosen, self.calendars[0][1])

    def limited(self, form: Any) -> Any:
        """Dates in doubt are asked about instead; of one beyond its limits nobody can be sure."""
        self.doubts = self._doubts(form)
        if self.name in form.unsure:
            self.data, self.sent = not_sure_of(self.data, self.doubts), None
            self.doubts = self._doubts(form)
        return self.data if self.name in form.sure else beyond_doubt(self.data, self.doubts)

    def _doubts(self, form: Any) -> tuple[Doubt, ...]:
        return doubts_about(
            self.question, self.data, form.kept, today=form.today, home=home_calendar()
        )


class DateField(InCalendars):
    """A date in parts, in one of four calendars, as far as it is known."""

    kind = "date"

    def __init__(self, question: Question, autofill: str = "", **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.sent: Mapping[str, str] | None = None
        self.own_name = autofill

    @property
    def autofill(self) -> str:
        """What the browser may fill in: it knows days of the common calendar alone."""
        return self.own_name if home_calendar() is Calendar.GREGORIAN else ""

    @property
    def parts(self) -> Mapping[str, str]:
        """What to show in the boxes."""
        return self.sent if self.sent is not None else parts_of(self.data)

    @property
    def held(self) -> list[tuple[str, str]]:
        """Names and values that post the same once more."""
        return typed_parts([(self.name, self.parts)])

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the parts from the form, else the kept answer."""
        super().process(None, data if isinstance(data, SaidDate) else None, extra_filters)
        if not formdata:
            return
        self.sent = sent_parts(formdata, self.name)
        try:
            self.data = understood_date(self.sent)
        except NotADate:
            self.data = None
            self.process_errors = [translated(Sentence(NO_SUCH_DAY))]


class DatesField(InCalendars):
    """Several dates, each with its parts."""

    kind = "dates"

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.sent: list[Mapping[str, str]] | None = None
        self.extra = 0

    @property
    def rows(self) -> list[tuple[str, Mapping[str, str]]]:
        """Name and parts of each row; at least one."""
        kept = self.sent if self.sent is not None else [parts_of(one) for one in self.data or ()]
        blank = max(self.extra, 0 if kept else 1)
        return [(f"{self.name}-{at}", row) for at, row in enumerate([*kept, *[NO_DATE] * blank])]

    @property
    def held(self) -> list[tuple[str, str]]:
        """Names and values that post the same once more."""
        return typed_parts(self.rows)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the rows that have anything in them, else the kept answer."""
        super().process(None, data if isinstance(data, tuple) else None, extra_filters)
        if not formdata:
            return
        every = (sent_parts(formdata, f"{self.name}-{at}") for at in range(MOST_ROWS))
        self.sent = [
            row for row in every if any(row[part] for part in DATE_PARTS if part not in IDLE)
        ]
        try:
            dates = [understood_date(row) for row in self.sent]
            self.data = tuple(one for one in dates if one is not None) or None
        except NotADate:
            self.data = None
            self.process_errors = [translated(Sentence(NO_SUCH_DAY))]


NO_SUCH_DAY = N_("We could not find this day. Check the day, month and year.")
IDLE = ("calendar", "known")
MOST_ROWS = 13


def sent_parts(formdata: Any, name: str) -> Mapping[str, str]:
    """The parts of one date as they were posted."""
    raw = {part: formdata.get(f"{name}-{part}", "") for part in DATE_PARTS}
    return {part: tidied(text, lines=False).strip()[:400] for part, text in raw.items()}


def understood_date(parts: Mapping[str, str]) -> SaidDate | None:
    """The date that these parts say; ``None`` for nothing; :class:`NotADate` for no such day."""
    words = parts["said"]
    if parts["known"] == "not_sure":
        return said_date("", words=words) if words else NOT_SURE
    day, month, year = (digits_of_any_script(parts[part]) for part in ("day", "month", "year"))
    wanted = {"year": [year], "month": [year, month]}.get(parts["known"], [year, month, day])
    while wanted and not wanted[-1]:
        wanted.pop()
    if not wanted:
        return said_date("", words=words) if words else None
    if not all(wanted):
        raise NotADate
    try:
        calendar = Calendar(parts["calendar"] or home_calendar())
    except ValueError:
        raise NotADate from None
    return said_date("-".join(wanted), calendar, words=words)


def parts_of(said: SaidDate | None) -> Mapping[str, str]:
    """A kept date as its boxes show it."""
    if said is None:
        return NO_DATE
    numbers = [str(int(part)) for part in said.said.split("-")] if said.said else []
    year, month, day = (*numbers, "", "", "")[:3]
    known = "not_sure" if not said.said else said.precision.value
    calendar = said.calendar.value if said.said else ""
    return {
        "day": day,
        "month": month,
        "year": year,
        "calendar": calendar,
        "known": known,
        "said": said.words,
    }
