"""Hide small figures of a table of quarters and years, and those from which they could be derived.

These rules are public: a reader may apply them to every table that has the published sums, and rule
out those that would look different. So no rule compares hidden figures with each other or with
shown ones; it asks only which figures are under ten, and for sums that the reader knows as well.
Then a figure under ten may be each number from 0 to 9 by all that is published, and a greater
hidden one has at least as many values:

- Of the figures of a quarter that are not small, the last rows are hidden first, so many that all
  hidden ones together are at least :data:`ENOUGH`. The first of them may take up whatever the small
  ones do not have.
- A quarter is published by its own figures alone, so that no later one changes it.
- The year of a row is published if its hidden quarters add up to a sum that leaves each of them
  every small number, and if the quarter leaves them every small number whatever other rows have.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from intake.frozen import frozen

FEWEST = 10
"""The least figure to publish, and the least number of values that a hidden one may have."""

MOST = FEWEST - 1
"""The greatest small figure."""

ENOUGH = FEWEST + MOST
"""The least sum that leaves one figure every small number, and another at least ``FEWEST``."""


@frozen
class Line:
    """The published figures of a row; ``None`` where one is hidden. ``year`` if it has ended."""

    quarters: tuple[int | None, ...]
    year: int | None


@frozen
class Published:
    """The rows of a table as published, by their codes, and their sums."""

    rows: Mapping[str, Line]
    total: Line


def publish(table: Mapping[str, Sequence[int]], *, has_year: bool) -> Published:
    """Return what may be published of a table: row code to the figures of the ended quarters.

    *has_year* if all four quarters have ended, so that the year is published as well. The figures
    of the last rows are the first to be hidden beside small ones.
    """
    columns = list(zip(*table.values(), strict=True))
    hidden = [_hidden_in(column) for column in columns]
    free = [_free_in(column, rows) for column, rows in zip(columns, hidden, strict=True)]
    rows = {}
    for row, (code, figures) in enumerate(table.items()):
        among = {quarter for quarter, rows_there in enumerate(hidden) if row in rows_there}
        may_have_year = has_year and all(row in free[quarter] for quarter in among)
        rows[code] = Line(
            quarters=tuple(None if i in among else figure for i, figure in enumerate(figures)),
            year=_year(figures, among, is_allowed=may_have_year),
        )
    return Published(
        rows=rows, total=_total([sum(column) for column in columns], has_year=has_year)
    )


def _total(sums: Sequence[int], *, has_year: bool) -> Line:
    """Return the last line of a table, from the totals of its quarters."""
    small = {quarter for quarter, figure in enumerate(sums) if figure < FEWEST}
    return Line(
        quarters=tuple(None if i in small else figure for i, figure in enumerate(sums)),
        year=_year(sums, small, is_allowed=has_year),
    )


def _hidden_in(column: Sequence[int]) -> frozenset[int]:
    """Return the rows that are hidden in a quarter; all of them if its total is."""
    hidden = {row for row, figure in enumerate(column) if figure < FEWEST}
    if not hidden:
        return frozenset()
    for row in [row for row in reversed(range(len(column))) if row not in hidden]:
        hidden.add(row)
        if sum(column[row] for row in hidden) >= ENOUGH:
            break
    return frozenset(hidden)


def _free_in(column: Sequence[int], hidden: Collection[int]) -> frozenset[int]:
    """Return the hidden rows that may have every small figure, whatever those of the others are.

    A row before the last that is shown is known to be small. The hidden rows after that, of which
    one at least is not small, must take up what these do not have.
    """
    last_shown = max(set(range(len(column))) - set(hidden), default=-1)
    small = frozenset(row for row in hidden if row < last_shown)
    remainder = sum(column[row] for row in hidden) - MOST * len(small)
    return small if remainder >= ENOUGH else frozenset()


def _year(figures: Sequence[int], hidden: Collection[int], *, is_allowed: bool) -> int | None:
    """Return the sum of a year, or ``None`` if a hidden quarter could not be every small number."""
    rest = sum(figures[quarter] for quarter in hidden)
    if is_allowed and (not hidden or FEWEST <= rest <= MOST * (len(hidden) - 1)):
        return sum(figures)
    return None
