"""Put the figures of a team's reports together from tallies, without opening a case."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date

from intake.actions.opening.case_keys import Reader
from intake.actions.reports.count_case import open_tallies
from intake.cases.pipeline import CloseReason
from intake.cases.queue import first_uncounted, uncounted
from intake.frozen import frozen
from intake.questionnaire.languages import IN_CLEAR, OTHER_LANGUAGE
from intake.reports import tallies
from intake.reports.tallies import (
    LONGER,
    STEPS,
    Cell,
    Dimension,
    Event,
    Measure,
    Published,
    is_published,
    month_of,
    publish,
    quarter_of,
)
from intake.words import Labelled

Key = tuple[Measure, Dimension, str]
"""A measure, a dimension, and the value of the dimension."""

ORDER = (*map(str, STEPS), LONGER)
"""The steps of days, in their order."""


@frozen
class Figures:
    """The counts of some months.

    ``details`` has for each kind of count the numbers by detail, ``months`` those by month.
    ``invented`` if invented cases are counted, because the team has no real ones.
    """

    invented: bool
    details: dict[Key, Counter[str]] = field(default_factory=dict)
    months: dict[Key, Counter[date]] = field(default_factory=dict)

    def of(
        self,
        measure: Measure,
        dimension: Dimension = Dimension.ALL,
        value: str = "",
        *,
        detail: str | None = None,
    ) -> int:
        """Return the count of all months, of one detail or of all."""
        counts = self.details.get((measure, dimension, value), Counter())
        return counts.total() if detail is None else counts[detail]

    def in_month(
        self,
        measure: Measure,
        month: date,
        dimension: Dimension = Dimension.ALL,
        value: str = "",
    ) -> int:
        """Return the count of a month."""
        return self.months.get((measure, dimension, value), Counter())[month]

    def values(self, dimension: Dimension) -> list[str]:
        """Return the values of a dimension, those of the most requests first."""
        present = {value for _, by, value in self.details if by is dimension}
        requests = {value: self.of(Measure.REQUESTS, dimension, value) for value in present}
        return sorted(present, key=lambda value: (-requests[value], value))

    def share_within(
        self,
        measure: Measure,
        percent: int,
        dimension: Dimension = Dimension.ALL,
        value: str = "",
    ) -> str:
        """Return the step of days within which *percent* of the counts lie; empty without any."""
        counts = self.details.get((measure, dimension, value), Counter())
        needed, reached = counts.total() * percent, 0
        for step in ORDER:
            reached += counts[step]
            if needed and reached * 100 >= needed:
                return step
        return ""


def team_figures(reader: Reader, first: date, until: date) -> Figures:
    """Return the figures from *first* up to and without *until*. Reads only.

    Those by language, state and source need the team's key.
    """
    invented = first_month(reader.team_id) is None
    counts = clear_counts(reader.team_id, first, until, invented=invented)
    counts += open_tallies(reader, first, until, invented=invented)
    return _sorted_in(counts, invented=invented and bool(counts))


def asked_and_accepted(team_id: str, year: int) -> tuple[int, int]:
    """Return how many people asked in a year, and how many requests were accepted in it.

    Duplicates, and what was no real request, are not counted. Reads only, and opens nothing.
    """
    counts = clear_counts(team_id, date(year, 1, 1), date(year + 1, 1, 1), invented=False)
    figures = _sorted_in(counts, invented=False)
    unreal = (CloseReason.DUPLICATE, CloseReason.SPAM)
    asked = figures.of(Measure.REQUESTS) - sum(
        figures.of(Measure.CLOSINGS, detail=reason) for reason in unreal
    )
    return max(asked, 0), figures.of(Measure.ACCEPTED)


def first_month(team_id: str) -> date | None:
    """Return the first month of which the team has a count of real cases, or ``None``."""
    days = (tallies.first_month(team_id), first_uncounted(team_id))
    return min((month_of(day) for day in days if day is not None), default=None)


def clear_counts(team_id: str, first: date, until: date, *, invented: bool) -> Counter[Cell]:
    """Return the clear tallies, and the requests that none of them holds yet."""
    counts = tallies.between(team_id, first, until, invented=invented)
    for day, tier, language, count in uncounted(team_id, first, until, invented=invented):
        event = Event(month_of(day), Measure.REQUESTS)
        counts[Cell(event, Dimension.ALL, "")] += count
        counts[Cell(event, Dimension.TIER, tier)] += count
        counts[Cell(event, Dimension.FORM, language)] += count
    return counts


def _sorted_in(counts: Counter[Cell], *, invented: bool) -> Figures:
    figures = Figures(invented=invented)
    for cell, count in counts.items():
        key = (cell.event.measure, cell.dimension, cell.value)
        figures.details.setdefault(key, Counter())[cell.event.detail] += count
        figures.months.setdefault(key, Counter())[cell.event.month] += count
    return figures


class Ending(Labelled):
    """The end of a case, as a funder is told.

    In the order of the table: its last rows are the first to be hidden beside small figures. The
    letters are the closing codes of the Case Service Report handbook of the Legal Services
    Corporation (2017 edition, https://lsc.gov); a lawyer of the organization confirms them. What
    has no letter is no case there: referrals and requests that were not accepted.
    """

    ADVICE = "A", "A: Counsel and advice"
    LIMITED = "B", "B: Limited action"
    PLACED = "K", "K: Other (placed with another lawyer)"
    REFERRED = "referred", "Referred to another organization"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended for another reason"
    NO_REQUEST = "no_request", "Duplicate, or not a real request"


ENDING_OF: Mapping[str, Ending] = {
    CloseReason.ADVICE_ONLY: Ending.ADVICE,
    CloseReason.BRIEF_SERVICE: Ending.LIMITED,
    CloseReason.ACCEPTED_TRANSFERRED: Ending.PLACED,
    CloseReason.REFERRED_OUT: Ending.REFERRED,
    **{reason: Ending.DECLINED for reason in CloseReason if reason.value.startswith("declined_")},
    CloseReason.DUPLICATE: Ending.NO_REQUEST,
    CloseReason.SPAM: Ending.NO_REQUEST,
}
"""Reasons for closing, and what a funder is told; any other is ``ended``. No reason of a decline is
told, because one of them says that there was a conflict.
"""


@frozen
class FunderFigures:
    """The published tables of a year; ``quarters`` are those that have ended."""

    quarters: tuple[int, ...]
    has_year: bool
    requests: Published
    accepted: Published
    closings: Published
    invented: bool


def funder_figures(team_id: str, year: int, *, today: date) -> FunderFigures:
    """Return what may be published of a year. Reads only, and opens nothing."""
    quarters = tuple(quarter for quarter in range(1, 5) if is_published(year, quarter, today=today))
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    invented = first_month(team_id) is None
    counts = clear_counts(team_id, first, until, invented=invented)
    has_year = len(quarters) == 4
    languages = [*sorted(IN_CLEAR - {OTHER_LANGUAGE}), OTHER_LANGUAGE]
    requests = _table(
        counts,
        quarters,
        languages,
        (Measure.REQUESTS, Dimension.FORM),
        lambda cell: cell.value if cell.value in languages else OTHER_LANGUAGE,
    )
    accepted = _table(counts, quarters, [""], (Measure.ACCEPTED, Dimension.ALL), lambda _cell: "")
    closings = _table(
        counts,
        quarters,
        list(Ending),
        (Measure.CLOSINGS, Dimension.ALL),
        lambda cell: ENDING_OF.get(cell.event.detail, Ending.ENDED),
    )
    return FunderFigures(
        quarters=quarters,
        has_year=has_year,
        requests=publish(requests, has_year=has_year),
        accepted=publish(accepted, has_year=has_year),
        closings=publish(closings, has_year=has_year),
        invented=invented and bool(counts),
    )


def _table(
    counts: Counter[Cell],
    quarters: tuple[int, ...],
    codes: Sequence[str],
    kind: tuple[Measure, Dimension],
    code_of: Callable[[Cell], str],
) -> dict[str, list[int]]:
    """Return the count of a measure in each quarter, by the code of the row of each cell."""
    table = {code: [0] * len(quarters) for code in codes}
    for cell, count in counts.items():
        quarter = quarter_of(cell.event.month)
        if (cell.event.measure, cell.dimension) == kind and quarter in quarters:
            table[code_of(cell)][quarter - 1] += count
    return table
