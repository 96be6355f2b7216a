"""Print the figures as a table: line by line on the terminal, and for the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from bench.figures import Figure

HEADS = (
    "figure",
    "lines",
    "CPU ms",
    "more ms",
    "a second",
    "ratio",
    "p50 ms",
    "p99 ms",
    "bytes",
    "others",
    "target",
)
WIDTHS = (45, 5, 8, 8, 8, 6, 8, 8, 7, 6, 30)

ABOUT = """\
# How fast it is

`make bench` writes this page and the plot. Each figure stands beside a Flask application of three
lines under the same server (two gunicorn workers of 32 threads each), asked in turns in the same
minute on the same machine. **CPU ms** is the processor time of one response, **more ms** how much
of it is more than the three-line application took; other programs on the machine disturb these
least, so that the targets hold them. *Ratio* is our rate over its rate. *Lines* are connections
that ask at once, each again as soon as it was answered; *bytes* are a whole answer with its
headers. *Others* is the part of all processors that other programs used meanwhile: rates and times
of a line where it is high are too bad, and a target that is missed beside more than 25 % of it says
*not to be trusted*. Everything is real: SQLite with every commit on disk, sealed
drafts, sealed cases, a mail server on loopback.

![Rates beside a three-line Flask application](bench.svg)

[growth.md](growth.md) has pages of the desk with more and more cases.
"""

ABOUT_GROWTH = """\
# How it grows with the cases

`make bench` writes this page and the plot, and `make bench GROWTH=1` these alone. Requests are sent
one at a time to a desk with so many cases, whose cards, keys and dates are sealed as in use: five
days of them are overdue, each hundredth is the member's own, each has two dates. *Target* holds the
processor time within which 95 of 100 responses are made; other programs disturb that less than the
times. [bench.md](bench.md) explains the columns. A case that nobody passed by is compared with all
others when it is opened. Of the queue of a million the first page alone is real; its target is the
time beside the queue of a thousand.

![Processor time of a page by the number of cases](growth.svg)
"""


def head() -> str:
    """Return the header line for the terminal."""
    return _aligned(HEADS)


def row(figure: Figure) -> str:
    """Return the line of a figure for the terminal."""
    return _aligned(_cells(figure))


def page(figures: Sequence[Figure]) -> str:
    """Return the page for the documentation."""
    return _page(ABOUT, figures)


def growth_page(figures: Sequence[Figure]) -> str:
    """Return the page of the figures with a number of cases."""
    return _page(ABOUT_GROWTH, figures)


def _page(about: str, figures: Sequence[Figure]) -> str:
    lines = [HEADS, ("---", *["---:"] * (len(HEADS) - 2), "---"), *map(_cells, figures)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{about}\n{table}\n\n{_machine()}\n"


def _machine() -> str:
    return (
        f"Measured with Python {platform.python_version()} on {platform.system()},"
        f" {os.cpu_count()} processors."
    )


def _aligned(cells: Sequence[str]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    *middle, (last, _) = rest
    numbers = (cell.rjust(width) for cell, width in middle)
    return "  ".join((first[0].ljust(first[1]), *numbers, last))


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        str(figure.lines),
        _number(figure.cpu, 2),
        _number(figure.more, 2),
        _number(figure.rate, 0 if (figure.rate or 0) >= 100 else 1),
        _number(figure.ratio, 3),
        _number(figure.p50, 1),
        _number(figure.p99, 1),
        _number(figure.size, 0),
        "" if figure.others is None else f"{figure.others:.0f} %",
        _target(figure),
    )


def _target(figure: Figure) -> str:
    if figure.measured is None or figure.target is None:
        return ""
    measured, target = f"{figure.measured:.4g} {figure.unit}", f"{figure.target:g}"
    result = "met" if figure.met else "not to be trusted" if figure.is_disturbed else "NOT MET"
    return f"{measured} {'≤' if figure.at_most else '≥'} {target}: {result}"


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
