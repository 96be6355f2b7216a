"""Put the figures for a funder together, by quarter and year, with small ones hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.actions.reports.figures import clear_counts, first_month
from intake.cases.pipeline import CloseReason
from intake.questionnaire.languages import IN_CLEAR, OTHER_LANGUAGE
from intake.reports.hiding import Published, publish
from intake.reports.measures import Cell, Dimension, Measure
from intake.reports.quarters import is_published, quarter_of


class Ending(StrEnum):
    """The end of a case, as a funder is told.

    In the order of the table: its last rows are the first to be hidden beside small figures. The
    letters are the closing codes of the Case Service Report handbook of the Legal Services
    Corporation (2017 edition, https://lsc.gov); a lawyer of the organization confirms them. What
    has no letter is no case there: referrals and requests that were not accepted.
    """

    ADVICE = "A"
    LIMITED = "B"
    PLACED = "K"
    REFERRED = "referred"
    DECLINED = "declined"
    ENDED = "ended"
    NO_REQUEST = "no_request"


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


@dataclass(frozen=True, kw_only=True, slots=True)
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
    return FunderFigures(
        quarters=quarters,
        has_year=has_year,
        requests=publish(_requests(counts, quarters), has_year=has_year),
        accepted=publish(_accepted(counts, quarters), has_year=has_year),
        closings=publish(_closings(counts, quarters), has_year=has_year),
        invented=invented and bool(counts),
    )


def _requests(counts: Counter[Cell], quarters: tuple[int, ...]) -> dict[str, list[int]]:
    languages = [*sorted(IN_CLEAR - {OTHER_LANGUAGE}), OTHER_LANGUAGE]
    table = {language: [0] * len(quarters) for language in languages}
    for cell, count in counts.items():
        if cell.event.measure is Measure.REQUESTS and cell.dimension is Dimension.FORM:
            row = table[cell.value if cell.value in table else OTHER_LANGUAGE]
            _add(row, cell, count, quarters)
    return table


def _accepted(counts: Counter[Cell], quarters: tuple[int, ...]) -> dict[str, list[int]]:
    row = [0] * len(quarters)
    for cell, count in counts.items():
        if cell.event.measure is Measure.ACCEPTED and cell.dimension is Dimension.ALL:
            _add(row, cell, count, quarters)
    return {"": row}


def _closings(counts: Counter[Cell], quarters: tuple[int, ...]) -> dict[str, list[int]]:
    table = {ending.value: [0] * len(quarters) for ending in Ending}
    for cell, count in counts.items():
        if cell.event.measure is Measure.CLOSINGS and cell.dimension is Dimension.ALL:
            ending = ENDING_OF.get(cell.event.detail, Ending.ENDED)
            _add(table[ending.value], cell, count, quarters)
    return table


def _add(row: list[int], cell: Cell, count: int, quarters: tuple[int, ...]) -> None:
    quarter = quarter_of(cell.event.month)
    if quarter in quarters:
        row[quarter - 1] += count
