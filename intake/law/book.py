"""The law book: every number that rules read, as in force on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from intake.frozen import frozen

Value = int | tuple[int, ...] | tuple[date, ...]


class Confidence(StrEnum):
    """The trust in a number."""

    VERIFIED = "verified"
    """Read in the source that is named."""
    KNOWLEDGE = "knowledge"
    """Long-standing law, cited but not read again; a lawyer must confirm."""
    PROPOSAL = "proposal"
    """Ours, not the law's."""
    CONTESTED = "contested"
    """In court, changing, or sources disagree."""


class Binds(StrEnum):
    """The day whose value of a number governs a case."""

    EVENT = "event"
    """The start of the clock: the decision, the notice, the arrival, the end of status."""
    HEARING = "hearing"
    FILING = "filing"
    RECEIPT = "receipt"
    """The day on which this desk received the request."""


@frozen
class Parameter:
    """One value of one number, as it stands from one day until another, both included.

    ``alternative`` is the value it would have if a pending dispute ended the other way, and
    ``alternative_if`` says how it would have to end. ``signatures`` are the name, the state and
    the bar number of each lawyer who answers for it, with the day. Only a fee has a ``waiver``:
    what asks for less, or ``none``.
    """

    id: str
    what: str
    value: Value
    from_day: date
    until: date | None = None
    source: str
    checked_by: str
    checked_on: date
    review_by: date
    confidence: Confidence
    alternative: int | None = None
    alternative_if: str = ""
    binds: Binds = Binds.EVENT
    signatures: tuple[tuple[str, date], ...] = ()
    waiver: str = ""

    @property
    def citation(self) -> str:
        """The source without a web address."""
        return self.source.partition("http")[0].rstrip(". ")

    def in_force(self, on: date) -> bool:
        """Return true where this row is the law on a day."""
        return self.from_day <= on and (self.until is None or on <= self.until)

    def stale(self, on: date) -> bool:
        """Return true once its review is overdue."""
        return self.review_by < on

    def tells_value(self, on: date) -> bool:
        """Return true where applicants may read it as an amount or as the end of a program.

        One in dispute or overdue for review is for staff alone. Days of law are always told.
        """
        return self.confidence is not Confidence.CONTESTED and not self.stale(on)

    @property
    def fingerprint(self) -> str:
        """A hash of all that a lawyer signs: whatever changes in it needs a new one."""
        signed = (
            *(self.id, self.value, self.from_day, self.until, self.source, self.confidence.value),
            *(self.alternative, self.alternative_if, self.binds.value, self.waiver, self.review_by),
        )
        return sha256(repr(signed).encode()).hexdigest()[:16]

    @property
    def is_law(self) -> bool:
        """True for law, which a lawyer signs; not for our own policy."""
        return self.confidence is not Confidence.PROPOSAL

    @property
    def is_unsigned(self) -> bool:
        """True where a lawyer has still to sign it."""
        return self.is_law and not self.signatures


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
        values = {
            id_: [(row.value, row.from_day, row.until, row.alternative) for row in rows]
            for id_, rows in self.by_id.items()
        }
        return {id_: sha256(repr(of).encode()).hexdigest()[:16] for id_, of in values.items()}

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


@cache
def shipped() -> LawBook:
    """Return the law book of this release, read once."""
    return LawBook(rows=read_all())


DATA = Path(__file__).parent / "data"

NEEDED = {
    "id": str,
    "what": str,
    "from": date,
    "source": str,
    "checked_by": str,
    "checked_on": date,
    "review_by": date,
    "confidence": str,
}
AT_WILL = {
    "until": date,
    "alternative": int,
    "alternative_if": str,
    "binds": str,
    "signed_by": str,
    "signed_on": date,
    "waiver": str,
}


class BadRow(ValueError):
    """A row of the law's data lacks something, has something unknown, or says it in a wrong way."""


def read_all(folder: Path = DATA) -> tuple[Parameter, ...]:
    """Return every row of every file, in the order of the files' names."""
    return tuple(
        _parameter(row)
        for file in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(file.read_text("utf-8"))["parameter"]
    )


def _parameter(row: Mapping[str, Any]) -> Parameter:
    name = row.get("id", "a row without id")
    for key, kind in (NEEDED | AT_WILL).items():
        if (key in NEEDED or key in row) and (type(row.get(key)) is not kind or row[key] == ""):
            raise BadRow(f"{name}: {key} is missing, empty, or of the wrong kind")
    if unknown := set(row) - {*NEEDED, *AT_WILL, "value"}:
        raise BadRow(f"{name}: {min(unknown)} is not known")
    if row["confidence"] == Confidence.CONTESTED and not row.get("alternative_if"):
        raise BadRow(f"{name}: contested, but alternative_if does not say what may change")
    if ("signed_by" in row) != ("signed_on" in row):
        raise BadRow(f"{name}: who signed it and when are said together")
    given = {"from_day" if key == "from" else key: part for key, part in row.items()}
    given |= {"value": _value(row), "confidence": Confidence(row["confidence"])}
    if by := given.pop("signed_by", ""):
        given["signatures"] = ((by, given.pop("signed_on")),)
    return Parameter(**given | {"binds": Binds(row.get("binds", Binds.EVENT))})


def _value(row: Mapping[str, Any]) -> Value:
    value = row.get("value")
    if isinstance(value, list) and value:
        for kind in (int, date):
            if all(type(item) is kind for item in value):
                return tuple(value)
    elif type(value) is int:
        return value
    raise BadRow(f"{row['id']}: value is neither a whole number nor a list of numbers or days")
