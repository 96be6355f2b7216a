"""Store and read tallies."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select, text

from intake.extensions import all_rows, db, delete_rows, first_row, locking
from intake.frozen import frozen, record
from intake.reports.models import SealedTally, Tally
from intake.words import Labelled

_ADD = text(
    "INSERT INTO tallies (team_id, invented, month, measure, detail, dimension, value, count)"
    " VALUES (:team_id, :invented, :month, :measure, :detail, :dimension, :value, :count)"
    " ON CONFLICT (team_id, invented, month, measure, detail, dimension, value)"
    " DO UPDATE SET count = tallies.count + :count"
).bindparams(bindparam("month", type_=Tally.month.type))

_BEGIN = text(
    "INSERT INTO sealed_tallies (team_id, invented, month, sealed)"
    " VALUES (:team_id, :invented, :month, :sealed) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("month", type_=SealedTally.month.type),
    bindparam("sealed", type_=SealedTally.sealed.type),
)


def add(team_id: str, counts: Mapping[Cell, int], *, invented: bool) -> None:
    """Add to the tallies of a team. The caller commits.

    The rows are locked in one order, so that two transactions never wait for each other.
    """
    rows = [_row(cell, count) for cell, count in counts.items() if count]
    for row in sorted(rows, key=lambda row: tuple(map(str, row.values()))):
        db.session.execute(_ADD, {"team_id": team_id, "invented": invented, **row})


def between(team_id: str, first: date, until: date, *, invented: bool) -> Counter[Cell]:
    """Return the tallies of the months from *first* up to and without *until*."""
    query = select(
        Tally.month, Tally.measure, Tally.detail, Tally.dimension, Tally.value, Tally.count
    ).where(
        Tally.team_id == team_id,
        Tally.invented.is_(invented),
        Tally.month >= first,
        Tally.month < until,
    )
    counts: Counter[Cell] = Counter()
    for month, measure, detail, dimension, value, count in db.session.execute(query):
        event = Event(month, Measure(measure), detail)
        counts[Cell(event, Dimension(dimension), value)] = count
    return counts


def first_month(team_id: str) -> date | None:
    """Return the first month of which the team has a tally of real cases, or ``None``."""
    real = Tally.team_id == team_id, Tally.invented.is_(False)
    return first_row(Tally.month, *real, by=(Tally.month,))


def sealed_between(
    team_id: str, first: date, until: date, *, invented: bool
) -> Sequence[SealedTally]:
    """Return the sealed tallies of the months from *first* up to and without *until*."""
    return all_rows(
        SealedTally,
        SealedTally.team_id == team_id,
        SealedTally.invented.is_(invented),
        SealedTally.month >= first,
        SealedTally.month < until,
        SealedTally.sealed != b"",
    )


def sealed_for_change(team_id: str, months: Sequence[date], *, invented: bool) -> Iterator[Any]:
    """Yield the sealed tally of each month, locked, in order; a new one is empty."""
    for month in sorted(months):
        place = {"team_id": team_id, "invented": invented, "month": month}
        db.session.execute(_BEGIN, {**place, "sealed": b""})
        yield db.session.scalars(locking(select(SealedTally).filter_by(**place))).one()


def drop_invented() -> None:
    """Delete all tallies of invented cases."""
    for table in (Tally, SealedTally):
        delete_rows(table, table.invented)


def _row(cell: Cell, count: int) -> dict[str, Any]:
    return {
        "month": cell.event.month,
        "measure": cell.event.measure.value,
        "detail": cell.event.detail,
        "dimension": cell.dimension.value,
        "value": cell.value,
        "count": count,
    }


class Measure(StrEnum):
    """Something that happens to a request."""

    REQUESTS = "requests"
    """It was received."""
    LOOKS = "looks"
    """It was first reviewed; the detail is the number of days since it was received, in steps."""
    LATE_LOOKS = "late_looks"
    """It was first reviewed after its day for that."""
    DECISIONS = "decisions"
    """It was first accepted or closed; the detail is the number of days, in steps."""
    ACCEPTED = "accepted"
    CLOSINGS = "closings"
    """It was closed, each time; the detail is the reason."""
    REOPENINGS = "reopenings"
    P0_SEEN = "p0_seen"
    """It was opened as P0, or taken on; the detail is the number of staffed minutes, in steps, or
    ``longer`` as soon as the last email about it is sent."""
    DATES = "dates"
    """A deadline of it was met, missed or found not to be needed; the detail says which."""


ONCE = frozenset({Measure.REQUESTS, Measure.LOOKS, Measure.DECISIONS, Measure.ACCEPTED})
"""Measures that count a request once."""


class Dimension(Labelled):
    """A fact by which requests are told apart."""

    ALL = "all"
    TIER = "tier", "Priority"
    FORM = "form"
    """The language of the form, as clear columns hold it."""
    LANGUAGE = "language", "Language"
    """The first language of the applicant, as the card holds it."""
    STATE = "state", "State"
    SOURCE = "source", "Source"
    """The answer to how the person heard of the organization."""


STEPS = (0, 1, 2, 5, 10, 20, 30, 60, 90, 180)
"""The most days of each step. Exact numbers of days would point to single cases."""

MINUTES = (10, 20, 30, 60, 120, 240)
"""The most staffed minutes of each step."""

LONGER = "longer"
"""The step of more days than any other."""


@record
class Event:
    """Something that happened within a month, whose first day is given."""

    month: date
    measure: Measure
    detail: str = ""


@record
class Cell:
    """An event, and which requests are counted."""

    event: Event
    dimension: Dimension
    value: str


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def step_of(days: int) -> str:
    """Return the step in which a number of days lies: its most days, or ``longer``."""
    at = bisect_left(STEPS, max(0, days))
    return str(STEPS[at]) if at < len(STEPS) else LONGER


def marked(counted: str, measures: Collection[Measure]) -> str:
    """Return the measures that have counted a case, with *measures* among them."""
    return " ".join(sorted({*counted.split(), *measures}))


def unmarked(counted: str, measure: Measure) -> str:
    """Return the measures that have counted a case, without *measure*."""
    return " ".join(sorted({*counted.split()} - {measure}))


SETTLED_AFTER = timedelta(2)
"""Time after the end of a quarter in which a closing in bulk may still be undone."""


def quarter_of(day: date) -> int:
    """Return the quarter of a day, from 1 to 4."""
    return (day.month + 2) // 3


def is_published(year: int, quarter: int, *, today: date) -> bool:
    """Return true if the figures of a quarter are published, so that they must not change."""
    end = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return end + SETTLED_AFTER <= today


FEWEST = 10
"""The least figure to publish, and the least number of values that a hidden one may have."""

MOST = FEWEST - 1
"""The greatest small figure."""

ENOUGH = FEWEST + MOST
"""The least sum that leaves one figure every small number, and another at least ``FEWEST``."""


@frozen
class Line:
    """The published figures of a row; ``None`` where one is hidden. ``year`` if it has ended."""

    quarters: tuple[int | None, ...]
    year: int | None


@frozen
class Published:
    """The rows of a table as published, by their codes, and their sums."""

    rows: Mapping[str, Line]
    total: Line


def publish(table: Mapping[str, Sequence[int]], *, has_year: bool) -> Published:
    """Return what may be published of a table: row code to the figures of the ended quarters.

    *has_year* if all four quarters have ended, so that the year is published as well. The figures
    of the last rows are the first to be hidden beside small ones.
    """
    columns = list(zip(*table.values(), strict=True))
    hidden = [_hidden_in(column) for column in columns]
    free = [_free_in(column, rows) for column, rows in zip(columns, hidden, strict=True)]
    rows = {}
    for row, (code, figures) in enumerate(table.items()):
        among = {quarter for quarter, rows_there in enumerate(hidden) if row in rows_there}
        may_have_year = has_year and all(row in free[quarter] for quarter in among)
        rows[code] = Line(
            quarters=tuple(None if i in among else figure for i, figure in enumerate(figures)),
            year=_year(figures, among, is_allowed=may_have_year),
        )
    return Published(
        rows=rows, total=_total([sum(column) for column in columns], has_year=has_year)
    )


def _total(sums: Sequence[int], *, has_year: bool) -> Line:
    """Return the last line of a table, from the totals of its quarters."""
    small = {quarter for quarter, figure in enumerate(sums) if figure < FEWEST}
    return Line(
        quarters=tuple(None if i in small else figure for i, figure in enumerate(sums)),
        year=_year(sums, small, is_allowed=has_year),
    )


def _hidden_in(column: Sequence[int]) -> frozenset[int]:
    """Return the rows that are hidden in a quarter; all of them if its total is."""
    hidden = {row for row, figure in enumerate(column) if figure < FEWEST}
    if not hidden:
        return frozenset()
    for row in [row for row in reversed(range(len(column))) if row not in hidden]:
        hidden.add(row)
        if sum(column[row] for row in hidden) >= ENOUGH:
            break
    return frozenset(hidden)


def _free_in(column: Sequence[int], hidden: Collection[int]) -> frozenset[int]:
    """Return the hidden rows that may have every small figure, whatever those of the others are.

    A row before the last that is shown is known to be small. The hidden rows after that, of which
    one at least is not small, must take up what these do not have.
    """
    last_shown = max(set(range(len(column))) - set(hidden), default=-1)
    small = frozenset(row for row in hidden if row < last_shown)
    remainder = sum(column[row] for row in hidden) - MOST * len(small)
    return small if remainder >= ENOUGH else frozenset()


def _year(figures: Sequence[int], hidden: Collection[int], *, is_allowed: bool) -> int | None:
    """Return the sum of a year, or ``None`` if a hidden quarter could not be every small number."""
    rest = sum(figures[quarter] for quarter in hidden)
    if is_allowed and (not hidden or FEWEST <= rest <= MOST * (len(hidden) - 1)):
        return sum(figures)
    return None
