"""Tables of a report, and the charts beside them, which the server draws."""

from collections.abc import Sequence

from intake.frozen import frozen

WIDEST = 85
"""Percent of the chart's width that the longest bar takes: its number stands behind it."""

NAME, BAR, GAP = 18, 14, 10
"""Heights in pixels: of a name, of a bar, and between two groups."""

COLUMN = 40
"""Height in pixels of the highest upright bar."""


@frozen
class Bar:
    """A bar: its place and size, its number and the place of that, and which series.

    Places and sizes are in pixels down the chart and in percent across it.
    """

    y: int
    width: str
    text: str
    text_x: str
    text_y: int
    x: str = "0%"
    height: int = BAR
    series: int = 1


@frozen
class Group:
    """The bars of one name, and the base line of the name."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@frozen
class Chart:
    """A chart of bars. ``series`` are the names of its series, in their order.

    ``steps`` are the names below upright bars, each with its place across the chart.
    """

    height: int
    groups: tuple[Group, ...]
    series: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()


@frozen
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
            _lying(number, most, y=top + NAME + at * (BAR + 2), series=at + 1)
            for at, number in enumerate(numbers)
        )
        drawn.append(Group(name=name, y=top + NAME - 4, bars=bars))
        top += NAME + len(numbers) * (BAR + 2) + GAP
    return Chart(height=top, groups=tuple(drawn), series=tuple(series))


def upright_chart_of(
    steps: Sequence[str], groups: Sequence[tuple[str, Sequence[int]]]
) -> Chart | None:
    """Return a chart of the groups, each a name with one upright bar for each step.

    It is ``None`` if all numbers are zero. All bars stand on zero and have one scale.
    """
    most = max((number for _, numbers in groups for number in numbers), default=0)
    if not most:
        return None
    drawn, top, places = [], 0, [f"{at * 100 / len(steps):.1f}%" for at in range(len(steps))]
    for name, numbers in groups:
        foot = top + 2 * NAME + COLUMN
        bars = tuple(
            _upright(number, most, x=x, foot=foot, of=len(steps))
            for x, number in zip(places, numbers, strict=True)
        )
        drawn.append(Group(name=name, y=top + NAME - 4, bars=bars))
        top = foot + GAP
    named = tuple(zip(places, steps, strict=True))
    return Chart(height=top + NAME, groups=tuple(drawn), steps=named)


def _lying(number: int, most: int, *, y: int, series: int) -> Bar:
    width = f"{number * WIDEST / most:.1f}%"
    return Bar(y=y, width=width, text=str(number), text_x=width, text_y=y + BAR - 3, series=series)


def _upright(number: int, most: int, *, x: str, foot: int, of: int) -> Bar:
    """Return an upright bar; a zero has neither height nor number, so that few numbers stand."""
    height = -(-number * COLUMN // most)
    return Bar(
        x=x,
        y=foot - height,
        width=f"{WIDEST / of:.1f}%",
        height=height,
        text=str(number or ""),
        text_x=x,
        text_y=foot - height - 3,
    )
