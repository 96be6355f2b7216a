"""The law book: every number that rules read, as in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from hashlib import sha256

from intake.law.parameter import Confidence, Parameter, Value
from intake.law.read_rows import read_all

__all__ = ["Confidence", "LawBook", "Parameter", "UnknownParameter", "Value", "shipped"]


TABLES = ("tps_", "parole_", "sijs_state_age_", "bond_hearing_circuit_")
"""Beginnings of ids by country, state or circuit, of which one may end with no other behind it."""


class UnknownParameter(LookupError):
    """A rule asks for a number that no row of the law book has, or for one of another kind."""


@dataclass(frozen=True, kw_only=True)
class LawBook:
    """Rows of parameters. A row laid on later covers the earlier ones of its id on its days."""

    rows: tuple[Parameter, ...]
    holidays: frozenset[date] = field(init=False, repr=False)
    by_id: Mapping[str, tuple[Parameter, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_id: dict[str, tuple[Parameter, ...]] = {}
        for row in self.rows:
            by_id[row.id] = (row, *by_id.get(row.id, ()))
        object.__setattr__(self, "by_id", by_id)
        object.__setattr__(self, "holidays", frozenset(self._closed()))

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Return a hash of the values of each parameter and their times, by its id.

        Who checked a value changes no deadline. Computed once, because each page of the queue
        compares them.
        """
        return {id_: _fingerprint(rows) for id_, rows in self.by_id.items()}

    def amended(self, rows: Iterable[Parameter]) -> LawBook:
        """Return a new book with other rows laid over those of this one."""
        return LawBook(rows=(*self.rows, *rows))

    def ended(self, id_: str, *, on: date) -> LawBook:
        """Return a new book in which a number ends on a day, and no row of it follows."""
        rows = (row for row in self.rows if row.id != id_ or row.from_day <= on)
        return LawBook(
            rows=tuple(
                replace(row, until=min(row.until or on, on)) if row.id == id_ else row
                for row in rows
            )
        )

    def signed(self, signatures: Mapping[str, tuple[tuple[str, date], ...]]) -> LawBook:
        """Return a new book with these lawyers and days at the rows with these fingerprints."""
        signed = ((row, signatures.get(row.fingerprint)) for row in self.rows)
        return LawBook(rows=tuple(replace(row, signatures=by) if by else row for row, by in signed))

    def parameter(self, id_: str, *, on: date) -> Parameter:
        """Return the row in force on a day.

        Where none is, the one that ended last before that day stands in (and is stale), else the
        earliest of all: a gap in the book must not leave a person without an answer.
        """
        rows = self.by_id.get(id_)
        if not rows:
            raise UnknownParameter(id_)
        for row in rows:
            if row.in_force(on):
                return row
        before = [row for row in rows if row.until and row.until < on]
        if before:
            return max(before, key=lambda row: row.until or on)
        return min(rows, key=lambda row: row.from_day)

    def number(self, id_: str, *, on: date) -> int:
        """Return the value on a day, which must be one number."""
        value = self.parameter(id_, on=on).value
        if not isinstance(value, int):
            raise UnknownParameter(id_)
        return value

    def numbers(self, id_: str, *, on: date) -> tuple[int, ...]:
        """Return the value on a day, which must be a list of numbers."""
        value = self.parameter(id_, on=on).value
        if isinstance(value, int):
            raise UnknownParameter(id_)
        return tuple(number for number in value if isinstance(number, int))

    def has(self, id_: str, *, on: date) -> bool:
        """Return true where a row of this id is in force on a day."""
        return any(row.in_force(on) for row in self.by_id.get(id_, ()))

    def days(self, id_: str, *, on: date) -> tuple[date, ...]:
        """Return the value on a day, where it is a list of days."""
        value = self.parameter(id_, on=on).value
        if isinstance(value, int):
            raise UnknownParameter(id_)
        return tuple(day for day in value if isinstance(day, date))

    def missing(self, *, on: date) -> tuple[str, ...]:
        """Return the ids that have no value in force on a day."""
        return tuple(row.id for row in self._in_use(on) if not row.in_force(on))

    def stale(self, *, on: date) -> tuple[Parameter, ...]:
        """Return the rows in use on a day that are due for review or have ended."""
        return tuple(row for row in self._in_use(on) if row.stale(on) or not row.in_force(on))

    def unsigned(self, *, on: date) -> tuple[Parameter, ...]:
        """Return the rows of law in use on a day that no lawyer has signed."""
        return tuple(row for row in self._in_use(on) if row.is_unsigned)

    def _in_use(self, on: date) -> Iterator[Parameter]:
        """Yield the row of each id on a day; none of a row of a table that has ended."""
        for id_ in self.by_id:
            row = self.parameter(id_, on=on)
            if row.in_force(on) or not id_.startswith(TABLES):
                yield row

    def _closed(self) -> Iterator[date]:
        for row in self.by_id.get("federal_holidays", ()):
            for day in () if isinstance(row.value, int) else row.value:
                if isinstance(day, date) and self.parameter(row.id, on=day) is row:
                    yield day


def _fingerprint(rows: tuple[Parameter, ...]) -> str:
    values = [(row.value, row.from_day, row.until, row.alternative) for row in rows]
    return sha256(repr(values).encode()).hexdigest()[:16]


@cache
def shipped() -> LawBook:
    """Return the law book of this release, read once."""
    return LawBook(rows=read_all())
