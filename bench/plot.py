"""Plot the rate of each figure beside the three-line application, and the growth of each page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

from bench.figures import Figure

LEFT, WIDTH, ROW, TOP = 260, 400, 30, 44
DECADES = 4
"""The scale runs from a ten-thousandth of the three-line application's rate to its full rate."""

EDGE = 80
"""Width left of the plot of growth."""

RATES = "Rates relative to a three-line Flask application"
GROWTH = "Processor time of a page by the number of cases"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    ' aria-label="{label}">'
)
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1a1a1a }
.note { font-size: 11px; fill: #595959 } .end { text-anchor: end } .mid { text-anchor: middle }
.grid { stroke: #d9d9d9 } .bar { fill: #2f6f8f }
rect.ground { fill: #fff } polyline { fill: none; stroke-width: 2 }"""
COLORS = ("#2f6f8f", "#b3541e", "#3f7d3f", "#7a4b94", "#8a6d00", "#9c2f4f", "#555555")
"""Colors of the lines of pages, in the order of the table."""

PLOT_HEIGHT, LINE = 260, 22
CASES, MILLISECONDS = (3, 6), (0, 3)
"""Powers of ten at both ends of the scales of the plot of growth."""


def plot(figures: Sequence[Figure]) -> str:
    """Return the plot as SVG."""
    shown = [figure for figure in figures if figure.ratio]
    width, height = LEFT + WIDTH + 70, TOP + ROW * len(shown) + 16
    parts = [
        SVG.format(width=width, height=height, label=RATES),
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text x="{LEFT}" y="18">Rate relative to a three-line Flask application</text>',
        *(_grid(power, height) for power in range(-DECADES, 1)),
        *(_bar(figure, TOP + ROW * at) for at, figure in enumerate(shown)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def growth_plot(figures: Sequence[Figure]) -> str:
    """Return the plot of milliseconds over cases as SVG, both on scales of powers of ten."""
    pages: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.cases and figure.cpu:
            pages.setdefault(figure.page, []).append(figure)
    width, height = LEFT + WIDTH, TOP + PLOT_HEIGHT + 30 + LINE * len(pages)
    parts = [
        SVG.format(width=width, height=height, label=GROWTH),
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text x="20" y="18">{GROWTH}</text>',
        *(_line_of_cases(power) for power in range(CASES[0], CASES[1] + 1)),
        *(_line_of_time(power) for power in range(MILLISECONDS[0], MILLISECONDS[1] + 1)),
    ]
    for at, (page, points) in enumerate(pages.items()):
        parts += [_curve(points, COLORS[at % len(COLORS)]), _legend(page, at)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line_of_cases(power: int) -> str:
    x = _at_cases(10**power)
    return (
        f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP}" y2="{TOP + PLOT_HEIGHT}"/>'
        f'<text class="note mid" x="{x}" y="{TOP + PLOT_HEIGHT + 16}">{10**power:,}</text>'
    )


def _line_of_time(power: int) -> str:
    y = _at_time(10**power)
    return (
        f'<line class="grid" x1="{EDGE}" x2="{LEFT + WIDTH - 20}" y1="{y}" y2="{y}"/>'
        f'<text class="note end" x="{EDGE - 8}" y="{y + 4}">{10**power:,} ms</text>'
    )


def _curve(points: Sequence[Figure], color: str) -> str:
    places = [(_at_cases(point.cases), _at_time(point.cpu or 1)) for point in points]
    line = " ".join(f"{x},{y}" for x, y in sorted(places))
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{color}"/>' for x, y in places)
    return f'<polyline points="{line}" stroke="{color}"/>{dots}'


def _legend(page: str, at: int) -> str:
    y, color = TOP + PLOT_HEIGHT + 40 + LINE * at, COLORS[at % len(COLORS)]
    return (
        f'<rect x="{EDGE}" y="{y - 9}" width="14" height="8" fill="{color}"/>'
        f'<text class="note" x="{EDGE + 22}" y="{y}">{escape(page)}</text>'
    )


def _at_cases(cases: int) -> int:
    return EDGE + _along(cases, CASES, LEFT + WIDTH - 50 - EDGE)


def _at_time(milliseconds: float) -> int:
    return TOP + PLOT_HEIGHT - _along(milliseconds, MILLISECONDS, PLOT_HEIGHT)


def _along(value: float, powers: tuple[int, int], length: int) -> int:
    """Return the place of a value on a scale of powers of ten."""
    part = (log10(max(value, 1.0)) - powers[0]) / (powers[1] - powers[0])
    return round(length * min(max(part, 0.0), 1.0))


def _grid(power: int, height: int) -> str:
    x = _x(10.0**power)
    return (
        f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height - 10}"/>'
        f'<text class="note mid" x="{x}" y="{TOP - 12}">{10.0**power:g}</text>'
    )


def _bar(figure: Figure, y: int) -> str:
    ratio = figure.ratio or 0.0
    x = _x(ratio)
    return (
        f'<text class="end" x="{LEFT - 10}" y="{y + 17}">{escape(figure.name)}</text>'
        f'<rect class="bar" x="{LEFT}" y="{y + 4}" width="{x - LEFT}" height="{ROW - 10}"/>'
        f'<text class="note" x="{x + 8}" y="{y + 17}">{ratio:.2g}</text>'
    )


def _x(ratio: float) -> int:
    part = (log10(max(ratio, 10.0**-DECADES)) + DECADES) / DECADES
    return LEFT + round(WIDTH * min(part, 1.0))
