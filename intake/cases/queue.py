"""The queue: open cases by how soon they are due, then by tier, day and who waited longest; or
by who waited longest alone.

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
    ScalarSelect,
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
from intake.cases.views import Filters, Order, Queue, View
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
    find = _places_by_due_day if queue.order is Order.DUE else _places_by_move
    places = find(queue, after, size + 1)
    shown = places[:size]
    return Page(
        cases=tuple(store.with_ids([place.id for place in shown])),
        onward=shown[-1] if len(places) > size else None,
    )


def band_counts(queue: Queue, bands: Iterable[Band] = ()) -> Mapping[Band, int]:
    """How many cases these bands have, or all that the view shows; counting stops somewhere
    beyond :data:`COUNTED`.
    """
    wanted = list(bands) or _bands_from(queue, None)
    counts = _counted([_ranges(queue, band) for band in wanted])
    return dict(zip(wanted, counts, strict=True))


def view_counts(queue: Queue) -> Mapping[View, int]:
    """How many open cases each view has; counting stops somewhere beyond :data:`COUNTED`."""
    views = [_whole(replace(queue, view=view, filters=Filters())) for view in View]
    return dict(zip(View, _counted(views), strict=True))


def count_of(queue: Queue) -> int:
    """How many cases a view has, its filters counted in; counting stops beyond the limit."""
    return _counted([_whole(queue)])[0]


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


def places_by_move(queue: Queue, *, after: Place | None, most: int) -> Places:
    """The query for what nobody has moved for longest: one range of its index."""
    given, waits_for = queue.filters, _veiled(Case.waits_for)
    turns = [turn.value for turn in TURNS.get(queue.view, ())]
    conditions = (
        (given.tier, _veiled(Case.tier) == given.tier),
        (given.language, _veiled(Case.language) == given.language),
        (queue.view is View.MINE, _veiled(Case.assignee_id) == queue.member_id),
        (queue.view is View.UNASSIGNED, _veiled(Case.assignee_id).is_(None)),
        (queue.view is View.LATE, Case.due_on < queue.today),
        (turns, waits_for.in_(turns)),
    )
    wanted = select(Case.id, Case.tier, Case.due_on, Case.last_move_on)
    wanted = wanted.where(Case.team_id == queue.team_id, IS_OPEN, *_narrowed(queue))
    wanted = wanted.where(*(condition for holds, condition in conditions if holds))
    if after is not None:
        beyond = tuple_(literal(after.last_move_on, Date), literal(after.id, String))
        wanted = wanted.where(tuple_(Case.last_move_on, Case.id) > beyond)
    return wanted.order_by(Case.last_move_on, Case.id).limit(most)


def _places_by_move(queue: Queue, after: Place | None, most: int) -> list[Place]:
    return _read(queue, places_by_move(queue, after=after, most=most))


def _places_by_due_day(queue: Queue, after: Place | None, most: int) -> list[Place]:
    places: list[Place] = []
    for band in _bands_from(queue, after):
        if (room := most - len(places)) > 0:
            here = after if after and band_of(after.due_on, today=queue.today) is band else None
            places += _read(queue, places_in(queue, band, after=here, most=room))
    return places


def _bands_from(queue: Queue, after: Place | None) -> list[Band]:
    bands = [Band.LATE] if queue.view is View.LATE else list(Band)
    if after is None:
        return bands
    here = list(Band).index(band_of(after.due_on, today=queue.today))
    return [band for band in bands if list(Band).index(band) >= here]


def _read(queue: Queue, wanted: Places) -> list[Place]:
    return [
        Place(day=queue.today, tier=tier, due_on=due_on, last_move_on=last_move_on, id=id_)
        for id_, tier, due_on, last_move_on in db.session.execute(wanted)
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
        return [wanted.where(_veiled(Case.assignee_id).is_(None)).order_by(*order)]
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
    """The same value; for SQLite, which cannot tell which index is shorter, no reason to read by
    one that begins with it.
    """
    return func.nullif(column, "") if db.engine.dialect.name == "sqlite" else column.expression


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


def _whole(queue: Queue) -> list[Places]:
    if queue.filters.tier or queue.view is View.LATE:
        bands = _bands_from(queue, None)
        return [one for band in bands for one in _ranges(queue, band)]
    return _all_of(queue)


def _counted(lists: Sequence[Sequence[Places]]) -> Sequence[int]:
    """How many cases each list has, all asked for at once: the way to a database is long."""
    if not lists:
        return ()
    wanted = [_count_of(found) for found in lists]
    return [count or 0 for count in db.session.execute(select(*wanted)).one()]


def _count_of(found: Sequence[Places]) -> ScalarSelect[int]:
    limited = [select(one.limit(COUNTED + 1).subquery()) for one in found]
    rows = union_all(*limited).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
