"""Counts of the cases in a view of the queue, by band and by view.

Most counting stops at :data:`COUNTED`, so that it costs the same among a thousand cases as among a
hundred thousand. Statements are built once for each shape, as those of the pages are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, union_all

from intake.cases.queue import (
    SHAPES,
    CaseQuery,
    Shape,
    bands_of,
    queries_of_all,
    ranges_of,
    shape_of,
    values_of,
)
from intake.cases.views import Band, Filters, Queue, View
from intake.extensions import fetch

COUNTED = 1000
"""The number at which counting stops; the page then says "1,000+"."""

Counts = Select[*tuple[Any, ...]]


def band_counts(queue: Queue, bands: Iterable[Band] = ()) -> Mapping[Band, int]:
    """Return the number of cases in each of *bands*, or in each band of the view.

    Counting stops somewhere beyond :data:`COUNTED`.
    """
    counted = tuple(bands) or tuple(bands_of(queue.view))
    counts = _read_counts(_count_of_bands(shape_of(queue), counted, _count), queue)
    return dict(zip(counted, counts, strict=True))


def exact_band_counts(queue: Queue) -> Mapping[Band, int]:
    """Return the number of cases in each band of the view, however many there are."""
    counted = tuple(bands_of(queue.view))
    counts = _read_counts(_count_of_bands(shape_of(queue), counted, _exact_count), queue)
    return dict(zip(counted, counts, strict=True))


def view_counts(queue: Queue) -> Mapping[View, int]:
    """Return the number of open cases in each view; counting stops beyond :data:`COUNTED`."""
    whole = replace(queue, filters=Filters())
    shapes = tuple(shape_of(replace(whole, view=view)) for view in View)
    return dict(zip(View, _read_counts(_count_of_all(shapes), whole), strict=True))


def count_of(queue: Queue) -> int:
    """Return the number of cases in a view with its filters; counting stops beyond the limit."""
    return _read_counts(_count_of_all((shape_of(queue),)), queue)[0]


@lru_cache(maxsize=SHAPES)
def _count_of_bands(
    shape: Shape,
    bands: tuple[Band, ...],
    count: Callable[[Sequence[CaseQuery]], ColumnElement[int]],
) -> Counts:
    return select(*(count(ranges_of(shape, band)) for band in bands))


@lru_cache(maxsize=SHAPES)
def _count_of_all(shapes: tuple[Shape, ...]) -> Counts:
    return select(*(_count(_whole(shape)) for shape in shapes))


def _whole(shape: Shape) -> list[CaseQuery]:
    if shape.filters.tier or shape.view is View.LATE:
        return [query for band in bands_of(shape.view) for query in ranges_of(shape, band)]
    return queries_of_all(shape)


def _count(queries: Sequence[CaseQuery]) -> ScalarSelect[int]:
    limited = [select(query.limit(COUNTED + 1).subquery()) for query in queries]
    rows = union_all(*limited).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _exact_count(queries: Sequence[CaseQuery]) -> ColumnElement[int]:
    """Return the sum of counts of ranges, each of which the database reads in its index."""
    counted = (query.order_by(None).with_only_columns(func.count()) for query in queries)
    return reduce(add, (query.scalar_subquery() for query in counted))


def _read_counts(query: Counts, queue: Queue) -> Sequence[int]:
    """Return all counts of *query*, which is one statement to save round trips."""
    return [count or 0 for count in fetch(query, **values_of(queue)).one()]
