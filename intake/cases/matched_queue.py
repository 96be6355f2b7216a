"""A view of the queue, of which filters by facts of cards leave some cases."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from intake.cases import queue as queue_pages
from intake.cases import queue_counts, store
from intake.cases.queue import PAGE, Page, query_of_view
from intake.cases.views import Band, Cursor, Order, Queue, band_of
from intake.extensions import db
from intake.frozen import frozen

FEW = 5000
"""Cases up to which they are looked up by their ids; of more, the whole view is read."""

AT_ONCE = 500
"""Ids in one query."""

BANDS = list(Band)

Row = tuple[str, str, date, date]
"""The id of a case, its tier, the day by which it is due, and that of its last change."""


@frozen
class MatchedView:
    """All matching cases of a view in order; ``bands`` has their number by band."""

    queue: Queue
    rows: tuple[Row, ...]
    bands: Mapping[Band, int]

    def page(self, *, after: Cursor | None, size: int = PAGE) -> Page:
        """Return the cases that follow *after*, or the first ones without it."""
        place = _order_of(self.queue)
        first = 0
        if after is not None:
            behind = place((after.id, after.tier, after.due_on, after.last_move_on))
            first = bisect_right(self.rows, behind, key=place)
        shown = self.rows[first : first + size]
        return Page(
            cases=tuple(store.with_ids([row[0] for row in shown])),
            next_cursor=_cursor(shown[-1], self.queue.today)
            if len(self.rows) > first + size
            else None,
        )


def matched_view(queue: Queue, ids: Collection[str]) -> MatchedView:
    """Return the cases of a view that are among *ids*."""
    rows = sorted(_rows(queue, ids), key=_order_of(queue))
    bands = Counter(band_of(due_on, today=queue.today) for _, _, due_on, _ in rows)
    return MatchedView(queue=queue, rows=tuple(rows), bands=bands)


def page_of(queue: Queue, *, after: Cursor | None, size: int = PAGE) -> Page:
    """Return a page of a view, with or without filters by facts of cards."""
    if queue.only is None:
        return queue_pages.page_of(queue, after=after, size=size)
    return matched_view(queue, queue.only).page(after=after, size=size)


def count_of(queue: Queue) -> int:
    """Return the number of cases of a view, which is exact with filters by facts of cards."""
    if queue.only is None:
        return queue_counts.count_of(queue)
    return len(_rows(queue, queue.only))


def _rows(queue: Queue, ids: Collection[str]) -> list[Row]:
    if len(ids) > FEW:
        matching = frozenset(ids)
        return [row for row in _read(queue) if row[0] in matching]
    allowed = list(ids if queue.lent is None else frozenset(ids).intersection(queue.lent))
    starts = range(0, len(allowed), AT_ONCE)
    return [row for start in starts for row in _read(queue, allowed[start : start + AT_ONCE])]


def _read(queue: Queue, ids: Collection[str] | None = None) -> list[Row]:
    asked = queue if ids is None else replace(queue, lent=tuple(ids))
    query, values = query_of_view(asked)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query, values)]


def _order_of(queue: Queue) -> Any:
    """Return the key that sorts rows as the queue does."""
    if queue.order is Order.MOVED:
        return lambda row: (row[3], row[0])
    today = queue.today
    return lambda row: (BANDS.index(band_of(row[2], today=today)), row[1], row[2], row[3], row[0])


def _cursor(row: Row, day: date) -> Cursor:
    case_id, tier, due_on, last_move_on = row
    return Cursor(day=day, tier=tier, due_on=due_on, last_move_on=last_move_on, id=case_id)
