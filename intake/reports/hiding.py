"""Hide small figures of a table of quarters and years, and those from which they could be derived.

A quarter is published when it has ended, by its own figures alone, so that no later one changes it:
its figures under ten are hidden, and as many of its other figures as keep the hidden ones from
being worked out from the total. The figures of a year are published as far as the quarters allow:
:func:`_slack` measures for each hidden figure how many values it may have by all published sums.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 10
"""The least figure to publish, and the least number of values that a hidden one may have."""

Place = tuple[int, int]
"""A figure: its row and its quarter, from 0."""

_FREE = ("free", 0)
"""The node of all sums that are not published."""

Node = tuple[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """The published figures of a row; ``None`` where one is hidden. ``year`` if it has ended."""

    quarters: tuple[int | None, ...]
    year: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The rows of a table as published, by their codes, and their sums."""

    rows: Mapping[str, Line]
    total: Line


def publish(table: Mapping[str, Sequence[int]], *, has_year: bool) -> Published:
    """Return what may be published of a table: row code to the figures of the ended quarters.

    *has_year* if all four quarters have ended, so that the year is published as well.
    """
    figures = [list(row) for row in table.values()]
    columns = [list(column) for column in zip(*figures, strict=True)]
    hidden = {
        (row, quarter) for quarter, column in enumerate(columns) for row in _hidden_in(column)
    }
    sums = [sum(column) for column in columns]
    total = Line(
        quarters=tuple(figure if figure >= FEWEST else None for figure in sums),
        year=_total_of_year(sums) if has_year else None,
    )
    shown = _years_shown(figures, hidden, sums) if has_year else frozenset()
    rows = {
        code: Line(
            quarters=tuple(
                None if (row, quarter) in hidden else figure
                for quarter, figure in enumerate(figures[row])
            ),
            year=sum(figures[row]) if row in shown else None,
        )
        for row, code in enumerate(table)
    }
    return Published(rows=rows, total=total)


def _hidden_in(column: Sequence[int]) -> set[int]:
    """Return the rows that are hidden in a quarter; all of them if its total is."""
    if sum(column) < FEWEST:
        return set(range(len(column)))
    hidden = {row for row, figure in enumerate(column) if figure < FEWEST}
    shown = sorted(set(range(len(column))) - hidden, key=lambda row: (column[row], row))
    while hidden and (len(hidden) < 2 or sum(column[row] for row in hidden) < FEWEST):
        hidden.add(shown.pop(0))
    return hidden


def _total_of_year(sums: Sequence[int]) -> int | None:
    """Return the total of a year, or ``None`` if hidden totals of quarters would follow from it.

    A hidden total is known to be at most nine: whatever it is must fit the others.
    """
    hidden = [figure for figure in sums if figure < FEWEST]
    most = FEWEST - 1
    if not hidden or most <= sum(hidden) <= most * (len(hidden) - 1):
        return sum(sums)
    return None


def _years_shown(
    figures: Sequence[Sequence[int]], hidden: Collection[Place], sums: Sequence[int]
) -> frozenset[int]:
    """Return the rows whose year is shown, the greatest first as far as nothing can be derived."""
    rows = range(len(figures))
    shown = {row for row in rows if not any((row, quarter) in hidden for quarter in range(4))}
    if any(figure < FEWEST for figure in sums):
        return frozenset(shown)
    for row in sorted(set(rows) - shown, key=lambda row: (-sum(figures[row]), row)):
        if sum(figures[row]) >= FEWEST and _is_safe(figures, hidden, shown | {row}):
            shown.add(row)
    return frozenset(shown)


def _is_safe(
    figures: Sequence[Sequence[int]], hidden: Collection[Place], shown: Collection[int]
) -> bool:
    return all(_slack(place, figures, hidden, shown) >= FEWEST for place in hidden)


def _slack(
    place: Place,
    figures: Sequence[Sequence[int]],
    hidden: Collection[Place],
    shown: Collection[int],
) -> int:
    """Return how far a hidden figure may be from another that fits all published sums.

    All sums of quarters are published, and those of the years of the rows *shown*. A figure grows
    along a cycle of other hidden figures of which each second one shrinks, and none below zero: the
    most that it can grow or shrink is a maximal flow.
    """
    row, quarter = place
    start, end = _node_of(row, shown), ("quarter", quarter)
    arcs: Counter[tuple[Node, Node]] = Counter()
    for other_row, other_quarter in hidden:
        if (other_row, other_quarter) != place:
            node, column = _node_of(other_row, shown), ("quarter", other_quarter)
            arcs[node, column] += 4 * FEWEST
            arcs[column, node] += figures[other_row][other_quarter]
    grows = _flow(arcs, end, start)
    return grows + min(figures[row][quarter], _flow(arcs, start, end))


def _node_of(row: int, shown: Collection[int]) -> Node:
    return ("year", row) if row in shown else _FREE


def _flow(arcs: Mapping[tuple[Node, Node], int], source: Node, sink: Node) -> int:
    """Return the maximal flow between two nodes, or some flow of at least ``FEWEST``."""
    rooms, flow = Counter(arcs), 0
    while flow < FEWEST and (path := _path(rooms, source, sink)):
        least = min(rooms[arc] for arc in path)
        for start, end in path:
            rooms[start, end] -= least
            rooms[end, start] += least
        flow += least
    return flow


def _path(
    rooms: Mapping[tuple[Node, Node], int], source: Node, sink: Node
) -> list[tuple[Node, Node]]:
    """Return the arcs of a shortest way that has room; empty if there is none."""
    before: dict[Node, Node] = {source: source}
    nodes = deque([source])
    while nodes and sink not in before:
        node = nodes.popleft()
        for (start, end), room in rooms.items():
            if start == node and room > 0 and end not in before:
                before[end] = node
                nodes.append(end)
    if sink not in before:
        return []
    path, node = [], sink
    while node != source:
        path.append((before[node], node))
        node = before[node]
    return path
