"""Tables of a report, and the charts beside them, which the server draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDEST = 85
"""Percent of the chart's width that the longest bar takes: its number stands behind it."""

NAME, BAR, GAP = 18, 14, 10
"""Heights in pixels: of a name, of a bar, and between two groups."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A bar: its place from the top and its width in percent, its number, and which series."""

    y: int
    width: str
    text: str
    series: int

    @property
    def text_y(self) -> int:
        """Return the base line of the number."""
        return self.y + BAR - 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The bars of one name, and the base line of the name."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of horizontal bars. ``series`` are the names of its series, in their order."""

    height: int
    groups: tuple[Group, ...]
    series: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table with its title, a note, the names of its columns, its rows, and perhaps a chart."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    chart: Chart | None = None


def chart_of(series: Sequence[str], groups: Sequence[tuple[str, Sequence[int]]]) -> Chart | None:
    """Return a chart of the groups, each a name with one number for each series.

    It is ``None`` if all numbers are zero. All bars begin at zero and have one scale.
    """
    most = max((number for _, numbers in groups for number in numbers), default=0)
    if not most:
        return None
    drawn, top = [], 0
    for name, numbers in groups:
        bars = tuple(
            Bar(
                y=top + NAME + at * (BAR + 2),
                width=f"{number * WIDEST / most:.1f}%",
                text=str(number),
                series=at + 1,
            )
            for at, number in enumerate(numbers)
        )
        drawn.append(Group(name=name, y=top + NAME - 4, bars=bars))
        top += NAME + len(numbers) * (BAR + 2) + GAP
    return Chart(height=top, groups=tuple(drawn), series=tuple(series))
