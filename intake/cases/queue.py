"""The queue: open cases by how soon they are due, then by tier, day and who waited longest; or
by who waited longest alone.

Order and filters use clear columns only. Each band is read as one short range of an index for
each tier, so that a page costs the same among a hundred cases as among a hundred thousand. What
is asked is made once for each shape, a view with its kinds of filter, and only filled each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from intake.cases import store
from intake.cases.bands import Band, band_of, days_of
from intake.cases.models import Case
from intake.cases.queue_cursor import Place
from intake.cases.turn import Turn
from intake.cases.views import Filters, Order, Queue, View
from intake.extensions import db
from intake.triage.tiers import Tier

PAGE = 50
COUNTED = 1000
"""Where counting stops: beyond it the page says "1,000+"."""

TIERS = tuple(tier.value for tier in Tier)
Places = Select[str, str, date, date]
Counts = Select[*tuple[Any, ...]]
Values = Mapping[str, Any]
IS_OPEN = Case.status != literal_column("'closed'")

TURNS = {View.US: (Turn.US, Turn.REPLY), View.THEM: (Turn.THEM,), View.REPLIES: (Turn.REPLY,)}
"""For whom the cases of a view wait."""

FEW = frozenset({View.MINE, View.REPLIES})
"""Views that have few cases, however many the team has."""


ANY = "any"
SHAPES = 256
"""So many statements of each kind are kept."""

MOST = bindparam("most", type_=Integer)
BEHIND: Mapping[str, BindParameter[Any]] = {
    name: bindparam(f"after_{name}", type_=kind)
    for name, kind in {"due_on": Date, "last_move_on": Date, "id": String}.items()
}
"""The place after which a page begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A queue whoever asks and whenever: of a filter that has many values, only that there is one.

    ``veils`` tells that the database is SQLite: see :func:`_veiled`.
    """

    view: View
    filters: Filters
    veils: bool


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
    wanted = tuple(bands) or tuple(_bands_from(queue, None))
    counts = _counted(_count_of_bands(_shape(queue), wanted), queue)
    return dict(zip(wanted, counts, strict=True))


def view_counts(queue: Queue) -> Mapping[View, int]:
    """How many open cases each view has; counting stops somewhere beyond :data:`COUNTED`."""
    whole = replace(queue, filters=Filters())
    shapes = tuple(_shape(replace(whole, view=view)) for view in View)
    return dict(zip(View, _counted(_count_of_all(shapes), whole), strict=True))


def count_of(queue: Queue) -> int:
    """How many cases a view has, its filters counted in; counting stops beyond the limit."""
    return _counted(_count_of_all((_shape(queue),)), queue)[0]


def places_in(queue: Queue, band: Band, *, after: Place | None, most: int) -> tuple[Places, Values]:
    """The query for the places in one band: a range of the index for each tier, then merged."""
    asked = _places_in(_shape(queue), band, after.tier if after else None)
    return asked, _values(queue, after, most)


def places_by_move(queue: Queue, *, after: Place | None, most: int) -> tuple[Places, Values]:
    """The query for what nobody has moved for longest: one range of its index."""
    return _places_moved(_shape(queue), deep=after is not None), _values(queue, after, most)


def _shape(queue: Queue) -> Shape:
    given = queue.filters
    kinds = replace(
        given,
        language=given.language and ANY,
        owner=given.owner and ANY,
        since=given.since and date.min,
        until=given.until and date.max,
    )
    return Shape(view=queue.view, filters=kinds, veils=db.engine.dialect.name == "sqlite")


def _values(queue: Queue, after: Place | None = None, most: int = 0) -> Values:
    """What fills a shape."""
    given, days = queue.filters, {band: days_of(band, today=queue.today) for band in Band}
    return {
        "team_id": queue.team_id,
        "member_id": queue.member_id,
        "today": queue.today,
        "language": given.language,
        "owner": given.owner,
        "since": given.since,
        "until": given.until,
        "most": most,
        **{f"{band}_first": first for band, (first, _) in days.items()},
        **{f"{band}_last": last for band, (_, last) in days.items()},
        **{one.key: after and getattr(after, name) for name, one in BEHIND.items()},
    }


@lru_cache(maxsize=SHAPES)
def _places_in(shape: Shape, band: Band, after_tier: str | None) -> Places:
    ranges = _ranges(shape, band, after_tier=after_tier)
    found = union_all(*(select(one.limit(MOST).subquery()) for one in ranges)).subquery()
    order = (found.c.tier, found.c.due_on, found.c.last_move_on, found.c.id)
    return (
        select(found.c.id, found.c.tier, found.c.due_on, found.c.last_move_on)
        .order_by(*order)
        .limit(MOST)
    )


@lru_cache(maxsize=SHAPES)
def _places_moved(shape: Shape, *, deep: bool) -> Places:
    given, waits_for = shape.filters, _veiled(Case.waits_for, shape)
    turns = [turn.value for turn in TURNS.get(shape.view, ())]
    conditions = (
        (given.tier, _veiled(Case.tier, shape) == given.tier),
        (given.language, _veiled(Case.language, shape) == bindparam("language")),
        (shape.view is View.MINE, _veiled(Case.assignee_id, shape) == bindparam("member_id")),
        (shape.view is View.UNASSIGNED, _veiled(Case.assignee_id, shape).is_(None)),
        (shape.view is View.LATE, Case.due_on < bindparam("today")),
        (turns, waits_for.in_(turns)),
        (deep, tuple_(Case.last_move_on, Case.id) > _behind("last_move_on", "id")),
    )
    wanted = _open_cases(shape).where(*(condition for holds, condition in conditions if holds))
    return wanted.order_by(Case.last_move_on, Case.id).limit(MOST)


def _places_by_move(queue: Queue, after: Place | None, most: int) -> list[Place]:
    return _read(queue, *places_by_move(queue, after=after, most=most))


def _places_by_due_day(queue: Queue, after: Place | None, most: int) -> list[Place]:
    places: list[Place] = []
    for band in _bands_from(queue, after):
        if (room := most - len(places)) > 0:
            here = after if after and band_of(after.due_on, today=queue.today) is band else None
            places += _read(queue, *places_in(queue, band, after=here, most=room))
    return places


def _bands_of(view: View) -> list[Band]:
    return [Band.LATE] if view is View.LATE else list(Band)


def _bands_from(queue: Queue, after: Place | None) -> list[Band]:
    bands = _bands_of(queue.view)
    if after is None:
        return bands
    here = list(Band).index(band_of(after.due_on, today=queue.today))
    return [band for band in bands if list(Band).index(band) >= here]


def _read(queue: Queue, wanted: Places, values: Values) -> list[Place]:
    return [
        Place(day=queue.today, tier=tier, due_on=due_on, last_move_on=last_move_on, id=id_)
        for id_, tier, due_on, last_move_on in db.session.execute(wanted, values)
    ]


def _ranges(shape: Shape, band: Band, *, after_tier: str | None = None) -> list[Places]:
    return [
        _range(every, band, tier, deep=tier == after_tier)
        for every in _all_of(shape)
        for tier in TIERS
        if shape.filters.tier in ("", tier) and (after_tier is None or tier >= after_tier)
    ]


def _range(every: Places, band: Band, tier: str, *, deep: bool) -> Places:
    wanted = every.where(
        Case.tier == tier,
        Case.due_on >= bindparam(f"{band}_first"),
        Case.due_on <= bindparam(f"{band}_last"),
    )
    if not deep:
        return wanted
    place = tuple_(Case.due_on, Case.last_move_on, Case.id)
    return wanted.where(place > _behind("due_on", "last_move_on", "id"))


def _behind(*names: str) -> ColumnElement[Any]:
    return tuple_(*(BEHIND[name] for name in names))


def _open_cases(shape: Shape) -> Places:
    wanted = select(Case.id, Case.tier, Case.due_on, Case.last_move_on)
    return wanted.where(Case.team_id == bindparam("team_id"), IS_OPEN, *_narrowed(shape.filters))


def _all_of(shape: Shape) -> list[Places]:
    """All open cases of a view, each query in the order of the index that serves it."""
    wanted, order = _open_cases(shape), (Case.tier, Case.due_on, Case.last_move_on, Case.id)
    shows = _by_language(shape)
    if shape.filters.language:
        spoken = Case.language if shows else _veiled(Case.language, shape)
        wanted = wanted.where(spoken == bindparam("language"))
    if shape.view is View.UNASSIGNED and shows:
        return [wanted.where(_veiled(Case.assignee_id, shape).is_(None)).order_by(*order)]
    if shape.view is View.UNASSIGNED:  # else PostgreSQL does not see that the index is in order
        return [wanted.where(Case.assignee_id.is_(None)).order_by(Case.assignee_id, *order)]
    if shape.view is View.MINE:
        return [wanted.where(Case.assignee_id == bindparam("member_id")).order_by(*order)]
    waits_for = _veiled(Case.waits_for, shape) if shows else Case.waits_for
    turns = TURNS.get(shape.view)
    if turns is None:
        return [wanted.order_by(*order)]
    return [wanted.where(waits_for == turn.value).order_by(*order) for turn in turns]


def _by_language(shape: Shape) -> bool:
    """Whether the index of a language is read: where the view has few cases, its own is shorter."""
    return bool(shape.filters.language) and shape.view not in FEW


def _veiled(column: InstrumentedAttribute[Any], shape: Shape) -> ColumnElement[Any]:
    """The same value; for SQLite, which cannot tell which index is shorter, no reason to read by
    one that begins with it.
    """
    return func.nullif(column, "", type_=column.type) if shape.veils else column.expression


def _narrowed(given: Filters) -> list[ColumnElement[bool]]:
    conditions = (
        (given.status, Case.status == given.status),
        (given.owner, Case.assignee_id == bindparam("owner")),
        (given.tag, Case.tags.contains(f" {given.tag} ", autoescape=True)),
        (given.since, Case.received_on >= bindparam("since")),
        (given.until, Case.received_on <= bindparam("until")),
    )
    return [condition for wanted, condition in conditions if wanted]


@lru_cache(maxsize=SHAPES)
def _count_of_bands(shape: Shape, bands: tuple[Band, ...]) -> Counts:
    return select(*(_count(_ranges(shape, band)) for band in bands))


@lru_cache(maxsize=SHAPES)
def _count_of_all(shapes: tuple[Shape, ...]) -> Counts:
    return select(*(_count(_whole(shape)) for shape in shapes))


def _whole(shape: Shape) -> list[Places]:
    if shape.filters.tier or shape.view is View.LATE:
        return [one for band in _bands_of(shape.view) for one in _ranges(shape, band)]
    return _all_of(shape)


def _count(found: Sequence[Places]) -> ScalarSelect[int]:
    limited = [select(one.limit(COUNTED + 1).subquery()) for one in found]
    rows = union_all(*limited).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _counted(wanted: Counts, queue: Queue) -> Sequence[int]:
    """How many cases each list has, all asked for at once: the way to a database is long."""
    return [count or 0 for count in db.session.execute(wanted, _values(queue)).one()]
