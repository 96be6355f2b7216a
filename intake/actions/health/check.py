"""Say what a health check is: its test, and each finding with all that is said about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent

from intake.audit.chain import alarms
from intake.outbox.mail_health import Trouble, trouble
from intake.settings import Settings
from intake.storage_faults import StorageFault

ENGLISH = "en_US"

UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("bytes", 1))

STAYS_BELOW = 2
"""So many of the larger unit make it the better one: 26 hours, but 2 days."""


class State(StrEnum):
    """The urgency of a check, least urgent first."""

    GOOD = "good"
    SOON = "soon"
    BAD = "bad"


class Finding(NamedTuple):
    """What a check can find: how urgent it is, a sentence without its dot, and what to do."""

    state: State
    sentence: str
    remedy: str = ""


UNKNOWN = "unknown"
"""The finding of a check that the database does not answer, or in which it meets damage."""

NOT_ANSWERED = Finding(State.SOON, "Not checked, because the database does not answer")
NOT_READABLE = Finding(State.SOON, "Not checked, because the database is damaged")


class Found(NamedTuple):
    """What a test found.

    ``figures`` are counts, and measures whose names end in their unit (``_seconds``, ``_bytes``,
    ``_percent``). ``names`` are ids, codes and names of settings or files, never words that a
    person wrote. ``at`` is when the fact was established, if that was before now. ``details`` are
    sentences for operators.
    """

    finding: str = "good"
    figures: Mapping[str, float] = MappingProxyType({})
    names: tuple[str, ...] = ()
    at: datetime | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The settings, the time, and what several tests read, each once.

    ``fault`` is the code of why the database cannot be read, if it cannot.
    """

    settings: Settings
    now: datetime
    fault: str = ""

    @property
    def today(self) -> date:
        """The calendar day at the organisation."""
        return self.settings.day_of(self.now)

    @cached_property
    def alarms(self) -> tuple[str, ...]:
        """The codes of the alarms of the audit log."""
        return alarms(self.now)

    @cached_property
    def mail(self) -> Mapping[str, Trouble]:
        """The problems of the mail by their codes."""
        return {problem.code: problem for problem in trouble(self.settings, self.now)}

    def age_of(self, at: datetime) -> timedelta:
        """Return how long ago *at* was; zero if a clock was set back since."""
        return max(self.now - at, timedelta())


class Check(NamedTuple):
    """One health check: the code of its metric, its name, its test, and what that can find.

    ``well`` is the sentence of the finding ``good``.
    """

    code: str
    title: str
    test: Callable[[Moment], Found]
    well: str
    findings: Mapping[str, Finding]
    needs_database: bool = True


class Result(NamedTuple):
    """The result of one check."""

    check: Check
    found: Found

    @property
    def row(self) -> Finding:
        """The row of the finding."""
        if self.found.finding == UNKNOWN:
            return NOT_READABLE if StorageFault.DAMAGED in self.found.names else NOT_ANSWERED
        if self.found.finding == "good":
            return Finding(State.GOOD, self.check.well)
        return self.check.findings[self.found.finding]

    @property
    def sentence(self) -> str:
        """The sentence about the finding, with its figures and names."""
        figures = {name: written(name, value) for name, value in self.found.figures.items()}
        return self.row.sentence.format(**figures, names=", ".join(self.found.names))

    @property
    def text(self) -> str:
        """The sentence, and what to do."""
        return f"{self.sentence}. {self.row.remedy}".rstrip()


def written(name: str, value: float) -> str:
    """Write one figure in the unit that its name ends in; a count where it ends in none."""
    match name.rpartition("_")[2]:
        case "seconds":
            age = timedelta(seconds=value)
            return format_timedelta(age, threshold=STAYS_BELOW, locale=ENGLISH)
        case "bytes":
            unit, size = next((row for row in UNITS if value >= row[1]), UNITS[-1])
            return f"{format_decimal(value / size, '#,##0.#', locale=ENGLISH)} {unit}"
        case "percent":
            return format_percent(value / 100, locale=ENGLISH)
        case _:
            return format_decimal(value, locale=ENGLISH)
