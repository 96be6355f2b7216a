"""Store and read tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select, text

from intake.extensions import db, locking
from intake.reports.measures import Cell, Dimension, Event, Measure
from intake.reports.models import SealedTally, Tally

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
        event = Event(month=month, measure=Measure(measure), detail=detail)
        counts[Cell(event=event, dimension=Dimension(dimension), value=value)] = count
    return counts


def first_month(team_id: str) -> date | None:
    """Return the first month of which the team has a tally of real cases, or ``None``."""
    query = select(Tally.month).where(Tally.team_id == team_id, Tally.invented.is_(False))
    return db.session.scalar(query.order_by(Tally.month).limit(1))


def sealed_between(
    team_id: str, first: date, until: date, *, invented: bool
) -> Sequence[SealedTally]:
    """Return the sealed tallies of the months from *first* up to and without *until*."""
    query = select(SealedTally).where(
        SealedTally.team_id == team_id,
        SealedTally.invented.is_(invented),
        SealedTally.month >= first,
        SealedTally.month < until,
        SealedTally.sealed != b"",
    )
    return db.session.scalars(query).all()


def sealed_for_change(team_id: str, months: Sequence[date], *, invented: bool) -> Iterator[Any]:
    """Yield the sealed tally of each month, locked, in order; a new one is empty."""
    for month in sorted(months):
        place = {"team_id": team_id, "invented": invented, "month": month}
        db.session.execute(_BEGIN, {**place, "sealed": b""})
        yield db.session.scalars(locking(select(SealedTally).filter_by(**place))).one()


def drop_invented() -> None:
    """Delete all tallies of invented cases."""
    for table in (Tally, SealedTally):
        db.session.execute(delete(table).where(table.invented))


def _row(cell: Cell, count: int) -> dict[str, Any]:
    return {
        "month": cell.event.month,
        "measure": cell.event.measure.value,
        "detail": cell.event.detail,
        "dimension": cell.dimension.value,
        "value": cell.value,
        "count": count,
    }
