"""Hidden figures cannot be worked out from the published ones, by a program that tries."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from intake.reports.hiding import Line, Published, publish

Table = dict[str, list[int]]
Place = tuple[str, int]
Equation = tuple[dict[Place, int], int]
"""Coefficients of unknown figures, and what their sum is."""


@pytest.mark.parametrize("seed", range(16))
def test_no_hidden_figure_follows_from_all_published_ones(seed: int) -> None:
    table = invented_table(Random(seed))
    published = publish(table, has_year=True)

    assert determined(equations_of(table, published)) == set()


@pytest.mark.parametrize("seed", range(6))
def test_each_hidden_figure_may_be_one_of_many(seed: int) -> None:
    random = Random(seed)
    table = {str(row): [random.choice((0, 3, 8, 12, 25)) for _ in range(4)] for row in range(5)}
    published = publish(table, has_year=True)
    seen = values_seen(table, equations_of(table, published), random)

    for code, quarter in hidden_places(published):
        if published.total.quarters[quarter] is not None:
            assert len(seen[code, quarter]) >= 5, (code, quarter)


def test_figures_under_ten_are_hidden_and_never_alone() -> None:
    published = publish({"a": [3], "b": [40], "c": [12], "d": [90]}, has_year=False)

    assert [line.quarters[0] for line in published.rows.values()] == [None, 40, None, 90]
    assert published.total == Line(quarters=(145,), year=None)


def test_a_quarter_with_fewer_than_ten_shows_nothing() -> None:
    published = publish({"a": [3], "b": [6]}, has_year=False)

    assert [line.quarters for line in published.rows.values()] == [(None,), (None,)]
    assert published.total.quarters == (None,)


def test_a_year_is_shown_where_its_quarters_are() -> None:
    published = publish({"a": [30, 30, 30, 30], "b": [20, 20, 20, 20]}, has_year=True)

    assert [line.year for line in published.rows.values()] == [120, 80]
    assert published.total.year == 200


def test_a_year_is_shown_beside_hidden_quarters_that_others_cover() -> None:
    table = {
        "a": [8, 9, 8, 9],
        "b": [9, 7, 9, 8],
        "c": [6, 8, 7, 9],
        "d": [90, 90, 90, 90],
    }
    published = publish(table, has_year=True)

    assert published.rows["a"].year == 34


def test_a_quarter_looks_the_same_when_its_year_has_ended() -> None:
    random = Random(7)
    for _ in range(12):
        table = invented_table(random)
        early = publish({code: row[:2] for code, row in table.items()}, has_year=False)
        late = publish(table, has_year=True)

        assert {code: line.quarters for code, line in early.rows.items()} == {
            code: line.quarters[:2] for code, line in late.rows.items()
        }


def test_one_row_alone_shows_a_year_only_if_each_quarter_may_be_anything() -> None:
    assert publish({"": [9, 9, 50, 50]}, has_year=True).total.year is None  # both would be nine
    assert publish({"": [4, 50, 50, 50]}, has_year=True).total.year is None
    assert publish({"": [4, 5, 6, 50]}, has_year=True).total.year == 65


def invented_table(random: Random) -> Table:
    sizes = random.choice(((0, 4), (0, 12), (0, 30), (5, 80)))
    return {str(row): [random.randint(*sizes) for _ in range(4)] for row in range(7)}


def hidden_places(published: Published) -> list[Place]:
    return [
        (code, quarter)
        for code, line in published.rows.items()
        for quarter, figure in enumerate(line.quarters)
        if figure is None
    ]


def equations_of(table: Table, published: Published) -> list[Equation]:
    """Return every published sum as an equation of the hidden figures."""
    hidden = set(hidden_places(published))
    equations = []
    for code, line in published.rows.items():
        if line.year is not None:
            places = [(code, quarter) for quarter in range(4)]
            equations.append(equation(places, line.year, table, hidden))
    for quarter, total in enumerate(published.total.quarters):
        if total is not None:
            equations.append(equation([(code, quarter) for code in table], total, table, hidden))
    if published.total.year is not None:
        places = [(code, quarter) for code in table for quarter in range(4)]
        equations.append(equation(places, published.total.year, table, hidden))
    return equations


def equation(places: list[Place], total: int, table: Table, hidden: set[Place]) -> Equation:
    shown = sum(table[code][quarter] for code, quarter in places if (code, quarter) not in hidden)
    return {place: 1 for place in places if place in hidden}, total - shown


def reduced(equations: list[Equation]) -> tuple[list[Place], list[list[Fraction]], list[int]]:
    """Return the unknowns, the equations after elimination, and the columns of their pivots."""
    names = sorted({place for terms, _ in equations for place in terms})
    rows = [
        [*(Fraction(terms.get(name, 0)) for name in names), Fraction(result)]
        for terms, result in equations
    ]
    pivots: list[int] = []
    for column in range(len(names)):
        top = len(pivots)
        at = next((i for i in range(top, len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        rows[top], rows[at] = rows[at], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for i, row in enumerate(rows):
            if i != top and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[top], strict=True)]
        pivots.append(column)
    return names, rows, pivots


def determined(equations: list[Equation]) -> set[Place]:
    """Return the unknowns that the equations determine; none is negative."""
    names, rows, _ = reduced(equations)
    known = set()
    for row in rows:
        present = {names[i] for i, value in enumerate(row[:-1]) if value}
        is_sum = all(value >= 0 for value in row[:-1])
        if len(present) == 1 or (is_sum and row[-1] == 0):
            known |= present
    return known


def values_seen(table: Table, equations: list[Equation], random: Random) -> dict[Place, set[int]]:
    """Return the values of each unknown among tables that fit, found on a random walk."""
    names, rows, pivots = reduced(equations)
    moves = []
    for free in set(range(len(names))) - set(pivots):
        move = [0] * len(names)
        move[free] = 1
        for row, pivot in zip(rows, pivots, strict=False):
            move[pivot] = int(-row[free])
        moves.append(move)
    at = [table[code][quarter] for code, quarter in names]
    seen: dict[Place, set[int]] = {name: {value} for name, value in zip(names, at, strict=True)}
    for _ in range(2500 if moves else 0):
        sign, move = random.choice((-1, 1)), random.choice(moves)
        after = [value + sign * step for value, step in zip(at, move, strict=True)]
        if min(after) >= 0:
            at = after
            for name, value in zip(names, at, strict=True):
                seen[name].add(value)
    return seen
