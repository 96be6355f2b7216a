"""``make bench``: measure everything, print the table, write ``docs/bench.md`` and the plot.

With ``--small`` measure the doors with few people and cases, and only print.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.plot import plot
from bench.run import SMALL, WHOLE, all_figures
from bench.table import head, page, row

DOCS = Path(__file__).parents[1] / "docs"


def main() -> int:
    """Return 0 even if a target is missed, since the machine may be busy."""
    figures, small = [], "--small" in sys.argv[1:]
    print(head(), flush=True)
    with TemporaryDirectory(prefix="bench-") as folder:
        for figure in all_figures(Path(folder), SMALL if small else WHOLE):
            print(row(figure), flush=True)
            figures.append(figure)
    if small:
        return 0
    DOCS.mkdir(exist_ok=True)
    (DOCS / "bench.md").write_text(page(figures), "utf-8")
    (DOCS / "bench.svg").write_text(plot(figures), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
