"""Plot the rate of each figure relative to the three-line application."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

from bench.figures import Figure

LEFT, WIDTH, ROW, TOP = 260, 400, 30, 44
DECADES = 4
"""The scale runs from a ten-thousandth of the three-line application's rate to its full rate."""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    ' aria-label="Rates relative to a three-line Flask application">'
)
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1a1a1a }
.note { font-size: 11px; fill: #595959 } .end { text-anchor: end } .mid { text-anchor: middle }
.grid { stroke: #d9d9d9 } .bar { fill: #2f6f8f }
rect.ground { fill: #fff }"""


def plot(figures: Sequence[Figure]) -> str:
    """Return the plot as SVG."""
    shown = [figure for figure in figures if figure.ratio]
    width, height = LEFT + WIDTH + 70, TOP + ROW * len(shown) + 16
    parts = [
        SVG.format(width=width, height=height),
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text x="{LEFT}" y="18">Rate relative to a three-line Flask application</text>',
        *(_grid(power, height) for power in range(-DECADES, 1)),
        *(_bar(figure, TOP + ROW * at) for at, figure in enumerate(shown)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


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
