"""The queue: open cases by band, tier, day and last change; or by the last change alone.

Cases in quarantine are left out. Order and filters use clear columns only. Each band is read as one
short range of an index for each tier, and for P0 of a flood, so that a page costs the same among a
hundred cases as among a hundred thousand. Statements are built once for each shape (a view with its
kinds of filter), then only filled with values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from intake.cases import store
from intake.cases.loans import not_elsewhere
from intake.cases.models import (
    IS_QUEUED,
    IS_READABLE,
    IS_UNCOUNTED,
    NOT_ASIDE,
    OF_FLOOD,
    P0_OF_FLOOD,
    Case,
)
from intake.cases.pipeline import Turn
from intake.cases.views import (
    EVERY_OFFICE,
    Band,
    Cursor,
    Filters,
    Order,
    Queue,
    View,
    band_of,
    days_of,
)
from intake.extensions import db, fetch, first_row
from intake.frozen import frozen
from intake.triage.deadlines import Tier

PAGE = 50
RANKS = (Tier.P0.value, P0_OF_FLOOD, *(tier.value for tier in Tier if tier is not Tier.P0))
RANK = case((and_(Case.tier == Tier.P0.value, OF_FLOOD), P0_OF_FLOOD), else_=Case.tier)
"""The place of a case in its band, as ``Case.rank`` tells it."""

CaseQuery = Select[str, str, date, date]
Values = Mapping[str, Any]
IS_OPEN = Case.status != literal_column("'closed'")

TURNS = {View.US: (Turn.US, Turn.REPLY), View.THEM: (Turn.THEM,), View.REPLIES: (Turn.REPLY,)}
"""The turns of the cases that a view shows."""

FEW = frozenset({View.MINE, View.REPLIES})
"""Views that have few cases, however many the team has."""

ANY = "any"
"""Placeholder in a shape for the value of a filter that has many values."""
SHAPES = 256
"""Statements of each kind that are cached."""

MOST = bindparam("most", type_=Integer)
HIDDEN = bindparam("hidden", expanding=True, type_=String)
LENT = bindparam("lent", expanding=True, type_=String)
ABSENT = bindparam("absent", expanding=True, type_=String)
HERE = not_elsewhere(bindparam("elsewhere", expanding=True, type_=String))
BEHIND: Mapping[str, BindParameter[Any]] = {
    name: bindparam(f"after_{name}", type_=kind)
    for name, kind in {"due_on": Date, "last_move_on": Date, "id": String}.items()
}
"""Parameters for the position after which a page begins."""


@frozen
class Shape:
    """The part of a query on which the text of its statement depends.

    A filter with many values is ``ANY`` where it is set. ``veils`` is true on SQLite: see
    :func:`_veiled`. ``hides`` says that some cases are left out by their ids, ``lends``
    that only some are shown, and ``narrows`` that those of other offices are left out;
    ``misses`` that there are owners for whom nobody works.
    """

    view: View
    filters: Filters
    veils: bool
    hides: bool
    lends: bool
    narrows: bool
    misses: bool


@frozen
class Page:
    """Some cases in order, and the position after which the next page begins."""

    cases: tuple[Case, ...]
    next_cursor: Cursor | None


def page_of(queue: Queue, *, after: Cursor | None, size: int = PAGE) -> Page:
    """Return the cases that follow *after*, or the first ones without it."""
    if queue.order is Order.DUE:
        cursors = _page_by_band(queue, after, size + 1)
    else:
        cursors = _read_cursors(queue, *query_by_last_change(queue, after=after, most=size + 1))
    shown = cursors[:size]
    return Page(
        cases=tuple(store.with_ids([cursor.id for cursor in shown])),
        next_cursor=shown[-1] if len(cursors) > size else None,
    )


def query_of_view(queue: Queue) -> tuple[CaseQuery, Values]:
    """Return the query for all open cases of a view with its filters, in no order."""
    query = _query_by_last_change(shape_of(queue), deep=False).order_by(None).limit(None)
    return query.where(IS_READABLE) if queue.readable else query, values_of(queue)


def query_of_band(
    queue: Queue, band: Band, *, after: Cursor | None, most: int
) -> tuple[CaseQuery, Values]:
    """Return the query for one band: a range of the index for each rank, then merged."""
    query = _query_of_band(shape_of(queue), band, after.tier if after else None)
    return query, values_of(queue, after, most)


def query_by_last_change(
    queue: Queue, *, after: Cursor | None, most: int
) -> tuple[CaseQuery, Values]:
    """Return the query for the cases changed longest ago: one range of its index."""
    query = _query_by_last_change(shape_of(queue), deep=after is not None)
    return query, values_of(queue, after, most)


def shape_of(queue: Queue) -> Shape:
    """Return what the text of a statement for *queue* depends on."""
    filters = queue.filters
    kinds = replace(
        filters,
        language=filters.language and ANY,
        owner=filters.owner and ANY,
        office=filters.office if filters.office in ("", EVERY_OFFICE) else ANY,
        since=filters.since and date.min,
        until=filters.until and date.max,
        facts="",
    )
    return Shape(
        view=queue.view,
        filters=kinds,
        veils=db.engine.dialect.name == "sqlite",
        hides=bool(queue.hidden),
        lends=queue.lent is not None,
        narrows=queue.is_narrowed,
        misses=bool(queue.absent),
    )


def values_of(queue: Queue, after: Cursor | None = None, most: int = 0) -> Values:
    """Return the values of all parameters."""
    filters, days = queue.filters, {band: days_of(band, today=queue.today) for band in Band}
    return {
        "team_id": queue.team_id,
        "member_id": queue.member_id,
        "today": queue.today,
        "language": filters.language,
        "owner": filters.owner,
        "since": filters.since,
        "until": filters.until,
        "most": most,
        "hidden": queue.hidden,
        "lent": queue.lent or (),
        "office": filters.office,
        "elsewhere": queue.elsewhere,
        "absent": queue.absent,
        **{f"{band}_first": first for band, (first, _) in days.items()},
        **{f"{band}_last": last for band, (_, last) in days.items()},
        **{parameter.key: after and getattr(after, name) for name, parameter in BEHIND.items()},
    }


@lru_cache(maxsize=SHAPES)
def _query_of_band(shape: Shape, band: Band, after_tier: str | None) -> CaseQuery:
    ranges = ranges_of(shape, band, after_tier=after_tier)
    merged = union_all(*(select(part.limit(MOST).subquery()) for part in ranges)).subquery()
    order = (merged.c.tier, merged.c.due_on, merged.c.last_move_on, merged.c.id)
    return (
        select(merged.c.id, merged.c.tier, merged.c.due_on, merged.c.last_move_on)
        .order_by(*order)
        .limit(MOST)
    )


@lru_cache(maxsize=SHAPES)
def _query_by_last_change(shape: Shape, *, deep: bool) -> CaseQuery:
    filters, waits_for = shape.filters, _veiled(Case.waits_for, shape)
    moved_on = _veiled(Case.last_move_on, shape) if filters.call else Case.last_move_on.expression
    owner = _veiled(Case.assignee_id, shape)
    is_missed = [owner.in_(ABSENT)] if shape.misses else []
    turns = [turn.value for turn in TURNS.get(shape.view, ())]
    conditions = (
        (filters.tier, _veiled(Case.tier, shape) == filters.tier),
        (filters.language, _veiled(Case.language, shape) == bindparam("language")),
        (shape.view is View.MINE, owner == bindparam("member_id")),
        (shape.view is View.UNASSIGNED, or_(owner.is_(None), *is_missed)),
        (shape.view is View.LATE, Case.due_on < bindparam("today")),
        (turns, waits_for.in_(turns)),
        (deep, tuple_(moved_on, Case.id) > _behind("last_move_on", "id")),
    )
    query = _open_cases(shape).where(*(condition for applies, condition in conditions if applies))
    return query.order_by(moved_on, Case.id).limit(MOST)


def _page_by_band(queue: Queue, after: Cursor | None, most: int) -> list[Cursor]:
    cursors, bands = list[Cursor](), bands_of(queue.view)
    if after is not None:
        first = list(Band).index(band_of(after.due_on, today=queue.today))
        bands = [band for band in bands if list(Band).index(band) >= first]
    for band in bands:
        if (room := most - len(cursors)) > 0:
            is_here = after and band_of(after.due_on, today=queue.today) is band
            begin = after if is_here else None
            cursors += _read_cursors(queue, *query_of_band(queue, band, after=begin, most=room))
    return cursors


def bands_of(view: View) -> list[Band]:
    """Return the bands in which a view has cases."""
    return [Band.LATE] if view is View.LATE else list(Band)


def _read_cursors(queue: Queue, query: CaseQuery, values: Values) -> list[Cursor]:
    return [
        Cursor(day=queue.today, tier=tier, due_on=due_on, last_move_on=last_move_on, id=case_id)
        for case_id, tier, due_on, last_move_on in fetch(query, **values)
    ]


def ranges_of(shape: Shape, band: Band, *, after_tier: str | None = None) -> list[CaseQuery]:
    """Return the queries for a band, one for each rank from *after_tier* on.

    The range of *after_tier* begins behind the case after which the page begins.
    """
    return [
        _range(query, band, rank, deep=rank == after_tier)
        for query in queries_of_all(shape)
        for rank in RANKS
        if shape.filters.tier in ("", rank[:2]) and (after_tier is None or rank >= after_tier)
    ]


def _range(query: CaseQuery, band: Band, rank: str, *, deep: bool) -> CaseQuery:
    if rank.startswith(Tier.P0):
        query = query.where(OF_FLOOD if rank == P0_OF_FLOOD else ~OF_FLOOD)
    ranged = query.where(
        Case.tier == rank[:2],
        Case.due_on >= bindparam(f"{band}_first"),
        Case.due_on <= bindparam(f"{band}_last"),
    )
    if not deep:
        return ranged
    position = tuple_(Case.due_on, Case.last_move_on, Case.id)
    return ranged.where(position > _behind("due_on", "last_move_on", "id"))


def _behind(*names: str) -> ColumnElement[Any]:
    return tuple_(*(BEHIND[name] for name in names))


def _open_cases(shape: Shape) -> CaseQuery:
    query = select(Case.id, RANK.label("tier"), Case.due_on, Case.last_move_on)
    is_queued = (IS_OPEN, NOT_ASIDE)
    query = query.where(Case.team_id == bindparam("team_id"), *is_queued, *_conditions(shape))
    query = query.where(Case.id.in_(LENT)) if shape.lends else query
    query = query.where(HERE) if shape.narrows else query
    return query.where(Case.id.not_in(HIDDEN)) if shape.hides else query


def queries_of_all(shape: Shape) -> list[CaseQuery]:
    """Return queries for all open cases of a view, each in the order of the index it uses."""
    query, order = _open_cases(shape), (Case.tier, Case.due_on, Case.last_move_on, Case.id)
    by_language = (  # its index is shorter than the view's own, and that of calls
        bool(shape.filters.language) and not shape.filters.call and shape.view not in FEW
    )
    by_filter = bool(shape.filters.call) or by_language  # by an index shorter than the view's own
    if shape.filters.language:
        language = Case.language if by_language else _veiled(Case.language, shape)
        query = query.where(language == bindparam("language"))
    assignee = _veiled(Case.assignee_id, shape) if by_filter else Case.assignee_id.expression
    if shape.view is View.UNASSIGNED:  # PostgreSQL needs the column to see the index's order
        unowned_order = order if by_filter else (assignee, *order)
        unowned = query.where(assignee.is_(None)).order_by(*unowned_order)
        missed = query.where(assignee.in_(ABSENT)).order_by(*order)
        return [unowned, missed] if shape.misses else [unowned]
    if shape.view is View.MINE:
        return [query.where(assignee == bindparam("member_id")).order_by(*order)]
    waits_for = _veiled(Case.waits_for, shape) if by_filter else Case.waits_for
    turns = TURNS.get(shape.view)
    if turns is None:
        return [query.order_by(*order)]
    return [query.where(waits_for == turn.value).order_by(*order) for turn in turns]


def _veiled(column: InstrumentedAttribute[Any], shape: Shape) -> ColumnElement[Any]:
    """Hide a column from SQLite's choice of an index, which does not know which one is shorter.

    The value stays the same, as no column holds an empty string.
    """
    return func.nullif(column, "", type_=column.type) if shape.veils else column.expression


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    filters, owner = shape.filters, Case.assignee_id.expression
    owner = _veiled(Case.assignee_id, shape) if filters.call else owner
    conditions = (
        (filters.status, Case.status == filters.status),
        (filters.owner, owner == bindparam("owner")),
        (filters.call, Case.call_asked_on.is_not(None)),
        (filters.office == ANY, Case.office_id == bindparam("office")),
        (filters.tag, Case.tags.contains(f" {filters.tag} ", autoescape=True)),
        (filters.since, Case.received_on >= bindparam("since")),
        (filters.until, Case.received_on <= bindparam("until")),
    )
    return [condition for is_set, condition in conditions if is_set]


def uncounted(
    team_id: str, first: date, until: date, *, invented: bool
) -> Sequence[Row[date, str, str, int]]:
    """Return day received, tier, language and number of cases that no tally holds yet.

    Only of those received from *first* up to and without *until*.
    """
    kind = (Case.received_on, Case.tier, Case.language)
    query = select(*kind, func.count()).where(
        Case.team_id == team_id,
        IS_UNCOUNTED,
        Case.invented.is_(invented),
        Case.received_on >= first,
        Case.received_on < until,
    )
    return db.session.execute(query.group_by(*kind)).all()


def first_uncounted(team_id: str) -> date | None:
    """Return the first day of receipt of a real case that no tally holds yet, or ``None``."""
    real = Case.team_id == team_id, IS_UNCOUNTED, Case.invented.is_(False)
    return first_row(Case.received_on, *real, by=(Case.received_on,))


def load_of_members(team_id: str, *, today: date) -> Sequence[Row[str | None, int, int]]:
    """Return member id, number of open cases, and of those due before today.

    The id is ``None`` for cases that are assigned to no member. Cases in quarantine do not count.
    """
    overdue = func.count().filter(Case.due_on < today)
    query = select(Case.assignee_id, func.count(), overdue).where(
        Case.team_id == team_id, IS_QUEUED
    )
    return db.session.execute(query.group_by(Case.assignee_id)).all()
