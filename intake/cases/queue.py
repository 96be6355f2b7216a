"""The queue: open cases by how soon they are due, then by tier, day and who waited longest.

Order and filters use clear columns only. Each band is read as one short range of an index for
each tier, so that a page costs the same among a hundred cases as among a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from intake.cases import store
from intake.cases.bands import Band, band_of, days_of
from intake.cases.models import Case
from intake.cases.place import Place
from intake.cases.turn import Turn
from intake.cases.views import Filters, Queue, View
from intake.extensions import db
from intake.triage.tiers import Tier

PAGE = 50
COUNTED = 1000
"""Where counting stops: beyond it the page says "1,000+"."""

TIERS = tuple(tier.value for tier in Tier)
Places = Select[str, str, date, date]
IS_OPEN = Case.status != literal_column("'closed'")

TURNS = {View.US: (Turn.US, Turn.REPLY), View.THEM: (Turn.THEM,), View.REPLIES: (Turn.REPLY,)}
"""For whom the cases of a view wait."""

FEW = frozenset({View.MINE, View.REPLIES})
"""Views that have few cases, however many the team has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some cases in order, and the place after which the next ones come."""

    cases: tuple[Case, ...]
    onward: Place | None


def page_of(queue: Queue, *, after: Place | None, size: int = PAGE) -> Page:
    """The next cases after a place of the same day; from the top without one."""
    places: list[Place] = []
    for band in _bands_from(queue, after):
        if (room := size + 1 - len(places)) > 0:
            places += _places(queue, band, after=after, most=room)
    shown = places[:size]
    return Page(
        cases=tuple(store.with_ids([place.id for place in shown])),
        onward=shown[-1] if len(places) > size else None,
    )


def band_counts(queue: Queue, bands: Iterable[Band]) -> Mapping[Band, int]:
    """How many cases these bands have; counting stops somewhere beyond :data:`COUNTED`."""
    return {band: _counted(_ranges(queue, band)) for band in bands}


def view_counts(queue: Queue) -> Mapping[View, int]:
    """How many open cases each view has; counting stops somewhere beyond :data:`COUNTED`."""
    return {view: count_of(replace(queue, view=view, filters=Filters())) for view in View}


def count_of(queue: Queue) -> int:
    """How many cases a view has, its filters counted in; counting stops beyond the limit."""
    if queue.filters.tier or queue.view is View.LATE:
        bands = _bands_from(queue, None)
        return _counted([one for band in bands for one in _ranges(queue, band)])
    return _counted(_all_of(queue))


def places_in(queue: Queue, band: Band, *, after: Place | None, most: int) -> Places:
    """The query for the places in one band: a range of the index for each tier, then merged."""
    ranges = [select(one.limit(most).subquery()) for one in _ranges(queue, band, after=after)]
    found = union_all(*ranges).subquery()
    order = (found.c.tier, found.c.due_on, found.c.last_move_on, found.c.id)
    return (
        select(found.c.id, found.c.tier, found.c.due_on, found.c.last_move_on)
        .order_by(*order)
        .limit(most)
    )


def _bands_from(queue: Queue, after: Place | None) -> list[Band]:
    bands = [Band.LATE] if queue.view is View.LATE else list(Band)
    if after is None:
        return bands
    here = list(Band).index(band_of(after.due_on, today=queue.today))
    return [band for band in bands if list(Band).index(band) >= here]


def _places(queue: Queue, band: Band, *, after: Place | None, most: int) -> list[Place]:
    here = after if after and band_of(after.due_on, today=queue.today) is band else None
    rows = db.session.execute(places_in(queue, band, after=here, most=most))
    return [
        Place(day=queue.today, tier=tier, due_on=due_on, last_move_on=last_move_on, id=id_)
        for id_, tier, due_on, last_move_on in rows
    ]


def _ranges(queue: Queue, band: Band, *, after: Place | None = None) -> list[Places]:
    return [
        _range(every, band, tier, today=queue.today, after=after)
        for every in _all_of(queue)
        for tier in _tiers(queue)
        if after is None or tier >= after.tier
    ]


def _tiers(queue: Queue) -> tuple[str, ...]:
    return tuple(tier for tier in TIERS if queue.filters.tier in ("", tier))


def _range(every: Places, band: Band, tier: str, *, today: date, after: Place | None) -> Places:
    first, last = days_of(band, today=today)
    wanted = every.where(Case.tier == tier, Case.due_on >= first, Case.due_on <= last)
    if after is None or tier > after.tier:
        return wanted
    beyond = tuple_(
        literal(after.due_on, Date), literal(after.last_move_on, Date), literal(after.id, String)
    )
    return wanted.where(tuple_(Case.due_on, Case.last_move_on, Case.id) > beyond)


def _all_of(queue: Queue) -> list[Places]:
    """All open cases of a view, each query in the order of the index that serves it."""
    wanted = select(Case.id, Case.tier, Case.due_on, Case.last_move_on)
    wanted = wanted.where(Case.team_id == queue.team_id, IS_OPEN, *_narrowed(queue))
    order = (Case.tier, Case.due_on, Case.last_move_on, Case.id)
    shows, given = _by_language(queue), queue.filters
    if given.language:
        spoken = Case.language if shows else _veiled(Case.language)
        wanted = wanted.where(spoken == given.language)
    if queue.view is View.UNASSIGNED and shows:
        return [wanted.where(_veiled(Case.assignee_id) == "").order_by(*order)]
    if queue.view is View.UNASSIGNED:  # else PostgreSQL does not see that the index is in order
        return [wanted.where(Case.assignee_id.is_(None)).order_by(Case.assignee_id, *order)]
    if queue.view is View.MINE:
        return [wanted.where(Case.assignee_id == queue.member_id).order_by(*order)]
    waits_for = _veiled(Case.waits_for) if shows else Case.waits_for
    turns = TURNS.get(queue.view)
    if turns is None:
        return [wanted.order_by(*order)]
    return [wanted.where(waits_for == turn.value).order_by(*order) for turn in turns]


def _by_language(queue: Queue) -> bool:
    """Whether the index of a language is read: where the view has few cases, its own is shorter."""
    return bool(queue.filters.language) and queue.view not in FEW


def _veiled(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The same value, and no reason to read by its index: SQLite cannot tell which is shorter."""
    return func.coalesce(column, "")


def _narrowed(queue: Queue) -> list[ColumnElement[bool]]:
    given = queue.filters
    conditions = (
        (given.status, Case.status == given.status),
        (given.owner, Case.assignee_id == given.owner),
        (given.tag, Case.tags.contains(f" {given.tag} ", autoescape=True)),
        (given.since, Case.received_on >= (given.since or date.min)),
        (given.until, Case.received_on <= (given.until or date.max)),
    )
    return [condition for wanted, condition in conditions if wanted]


def _counted(found: Sequence[Places]) -> int:
    limited = [select(one.limit(COUNTED + 1).subquery()) for one in found]
    wanted = select(func.count()).select_from(union_all(*limited).subquery())
    return db.session.scalar(wanted) or 0
