"""Hidden figures cannot be worked out from the published ones, by programs that try.

They know the rules, and try every table that would be published in the same way.
"""

from collections import defaultdict
from itertools import product
from random import Random

import pytest

from intake.reports.tallies import FEWEST, Line, publish

Column = tuple[int, ...]
Table = dict[str, list[int]]


@pytest.mark.parametrize(
    "column", [(10, 9, 9), (10, 10, 9), (12, 9, 9, 9), (0, 19), (9, 9), (0, 0, 11, 10)]
)
def test_a_hidden_figure_of_a_quarter_may_be_one_of_ten(column):
    assert fewest_values(column, columns_like(column)) >= FEWEST


def test_a_hidden_figure_of_any_quarter_may_be_one_of_ten():
    groups = defaultdict(list)
    for column in product(range(29), repeat=3):
        lines = published_of(column)
        unknown = sum(column) - sum(figure or 0 for figure in lines[:-1])
        if unknown < 29:  # every split of it is among these columns
            groups[lines].append(column)

    assert len(groups) > 1000
    assert [lines for lines, like in groups.items() if fewest_values(like[0], like) < FEWEST] == []


@pytest.mark.parametrize("seed", [0, 1, 19, 29])
def test_a_hidden_figure_may_be_one_of_ten_by_its_year_too(seed):
    random = Random(seed)
    small = [random.choice((0, 2, 4, 7, 9)) for _ in range(4)]
    mixed = [random.choice((1, 3, 5, 7, 12)) for _ in range(4)]
    large = [random.choice((24, 45)) for _ in range(4)]
    rows = (small, mixed, [20] * 4, large) if seed % 2 else (small, [20] * 4, mixed, large)
    table = dict(zip("abcd", rows, strict=True))
    published = publish(table, has_year=True)

    for quarter in range(4):
        seen = values_in(quarter, table, published)
        hidden = [code for code, line in published.rows.items() if line.quarters[quarter] is None]
        assert {code for code in hidden if len(seen[code]) < FEWEST} == set(), quarter


def test_figures_under_ten_are_hidden_and_never_alone():
    published = publish({"a": [3], "b": [40], "c": [12], "d": [90]}, has_year=False)

    assert [line.quarters[0] for line in published.rows.values()] == [None, 40, 12, None]
    assert published.total == Line(quarters=(145,), year=None)


def test_a_quarter_with_fewer_than_ten_shows_nothing():
    published = publish({"a": [3], "b": [6]}, has_year=False)

    assert [line.quarters for line in published.rows.values()] == [(None,), (None,)]
    assert published.total.quarters == (None,)


def test_a_year_is_shown_where_its_quarters_are():
    published = publish({"a": [30, 30, 30, 30], "b": [20, 20, 20, 20]}, has_year=True)

    assert [line.year for line in published.rows.values()] == [120, 80]
    assert published.total.year == 200


def test_a_year_is_shown_beside_quarters_that_it_leaves_open():
    table = {
        "a": [8, 3, 0, 9],
        "b": [9, 8, 8, 9],  # three of them at nine leave seven for the fourth
        "c": [50, 50, 50, 50],
        "d": [90, 90, 90, 90],
    }
    published = publish(table, has_year=True)

    assert [line.year for line in published.rows.values()] == [20, None, 200, None]
    assert published.total.year == 614


def test_a_quarter_looks_the_same_when_its_year_has_ended():
    random = Random(7)
    for _ in range(12):
        table = invented_table(random)
        early = publish({code: row[:2] for code, row in table.items()}, has_year=False)
        late = publish(table, has_year=True)

        assert {code: line.quarters for code, line in early.rows.items()} == {
            code: line.quarters[:2] for code, line in late.rows.items()
        }


def test_one_row_alone_shows_a_year_only_if_each_quarter_may_be_anything():
    assert publish({"": [9, 9, 50, 50]}, has_year=True).total.year is None  # both would be nine
    assert publish({"": [4, 50, 50, 50]}, has_year=True).total.year is None
    assert publish({"": [4, 5, 6, 50]}, has_year=True).total.year == 65
    assert publish({"": [0, 0, 0, 9]}, has_year=True).total.year is None


def invented_table(random):
    sizes = random.choice(((0, 4), (0, 12), (0, 30), (5, 80)))
    return {str(row): [random.randint(*sizes) for _ in range(4)] for row in range(7)}


def published_of(column):
    """Return what is published of a quarter: its rows and its total."""
    published = publish({str(row): [figure] for row, figure in enumerate(column)}, has_year=False)
    return *(line.quarters[0] for line in published.rows.values()), published.total.quarters[0]


def columns_like(column):
    """Return every column that is published in the same way."""
    lines = published_of(column)
    *shown, total = lines
    sums = range(FEWEST) if total is None else [total]
    return [
        other for known in sums for other in splits(shown, known) if published_of(other) == lines
    ]


def splits(shown, total):
    """Yield every column with the figures that are shown, and the total."""
    if not shown:
        if total == 0:
            yield ()
        return
    first, *rest = shown
    for figure in range(total + 1) if first is None else [first]:
        for others in splits(rest, total - figure):
            yield (figure, *others)


def fewest_values(column, like):
    """Return the least number of values of a hidden figure among columns that look like it."""
    *lines, _ = published_of(column)
    values = [len(set(figures)) for figures in zip(*like, strict=True)]
    return min((n for n, line in zip(values, lines, strict=True) if line is None), default=FEWEST)


def values_in(quarter, table, published):
    """Return the figures of a quarter, by row, in tables of a year that look like this one."""
    columns = [columns_like(column) for column in zip(*table.values(), strict=True)]
    here = columns.pop(quarter)
    others = sums_of(columns)
    known = [line.year for line in published.rows.values()]
    seen: dict[str, set[int]] = {code: set() for code in table}
    for column in here:
        if all(figure in seen[code] for code, figure in zip(table, column, strict=True)):
            continue
        for sums, three in others.items():
            years = [figure + rest for figure, rest in zip(column, sums, strict=True)]
            if any(year not in (None, sum_) for year, sum_ in zip(known, years, strict=True)):
                continue
            year = [*three[:quarter], column, *three[quarter:]]
            rows = zip(*year, strict=True)
            if publish(dict(zip(table, rows, strict=True)), has_year=True) == published:
                for code, figure in zip(table, column, strict=True):
                    seen[code].add(figure)
                break
    return seen


def sums_of(columns):
    """Return every sum by rows of one column of each quarter, and the columns that make it."""
    sums: dict[Column, tuple[Column, ...]] = {(0,) * len(columns[0][0]): ()}
    for quarter in columns:
        sums = {
            tuple(map(sum, zip(before, column, strict=True))): (*path, column)
            for before, path in sums.items()
            for column in quarter
        }
    return sums
