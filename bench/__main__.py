"""``make bench``: measure everything, print the table, write ``docs/bench.*`` and ``growth.*``.

With ``--small`` measure with few people and cases, and only print. With ``--growth`` measure pages
of the desk with more and more cases, and write ``docs/growth.*``. With ``--against ADDRESS``
measure a page of another server beside a question page, and only print.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.against import BadAddress, against
from bench.figures import Figure
from bench.plot import growth_plot, plot
from bench.run import SMALL, WHOLE, all_figures, growth_figures
from bench.table import growth_page, head, page, row

DOCS = Path(__file__).parents[1] / "docs"


def main() -> int:
    """Return 0 even if a target is missed, since the machine may be busy."""
    options = _options()
    try:
        figures = _measured(options)
    except BadAddress as failure:
        sys.stderr.write(f"{failure}\n")
        return 2
    if not (options.small or options.against):
        _write(figures)
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="make bench")
    one_of = parser.add_mutually_exclusive_group()
    one_of.add_argument("--small", action="store_true")
    one_of.add_argument("--growth", action="store_true")
    one_of.add_argument("--against", metavar="ADDRESS", default="")
    return parser.parse_args()


def _measured(options: Namespace) -> list[Figure]:
    """Return all figures; print each as soon as it is measured."""
    figures = []
    print(head(), flush=True)
    with TemporaryDirectory(prefix="bench-") as folder:
        for figure in _figures(Path(folder), options):
            print(row(figure), flush=True)
            figures.append(figure)
    return figures


def _figures(folder: Path, options: Namespace) -> Iterator[Figure]:
    if options.against:
        return against(options.against, folder)
    if options.growth:
        return growth_figures(folder)
    return all_figures(folder, SMALL if options.small else WHOLE)


def _write(figures: Sequence[Figure]) -> None:
    """Write the pages of what was measured, each with its plot."""
    grown = [figure for figure in figures if figure.cases]
    (DOCS / "growth.md").write_text(growth_page(grown), "utf-8")
    (DOCS / "growth.svg").write_text(growth_plot(grown), "utf-8")
    if len(grown) < len(figures):
        (DOCS / "bench.md").write_text(page(figures), "utf-8")
        (DOCS / "bench.svg").write_text(plot(figures), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
