"""Fill every table of any revision with two rows: one with every column, one with few."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
)

from intake.extensions import db
from tests.upgrades.databases import database, reflected, upgrade

ROWS = 2
DAY = date(2026, 11, 24)
KNOWN: Mapping[str, Any] = {
    "roles": ["caseworker"],
    "steps": [],
    "wishes": [],
    "status": "new",
    "tier": "P2",
    "language": "en",
    "waits_for": "us",
    "tags": "",
    "calendar": "gregorian",
}
"""Values of columns that a migration reads, by the name of the column."""

BY_SECOND_PERSON = frozenset({"approved_by"})
"""Columns that name another member than the rest of the row."""

BY_TYPE: tuple[tuple[type[Any], Callable[[str, int], Any]], ...] = (
    (JSON, lambda _name, _number: {}),
    (Boolean, lambda _name, number: bool(number)),
    (DateTime, lambda _name, number: datetime(2026, 11, 24, 15, number, tzinfo=UTC)),
    (Date, lambda _name, number: date(2026, 11, 24 + number)),
    (Integer, lambda _name, number: number + 1),
    (Float, lambda _name, number: number + 0.5),
    (LargeBinary, lambda name, number: sha256(f"{name}{number}".encode()).digest()),
    (String, lambda name, number: f"{number}{name}"),
)


OF_OLDER_CODES = frozenset({"locator", "code_salt"})
"""Columns that stay empty: 0121 refuses return codes that have them."""


def fill(connection):
    """Add two rows to each table. The second has nothing in columns that may be empty."""
    added: dict[str, list[dict[str, Any]]] = {}
    for table in reflected(connection).sorted_tables:
        rows = []
        for number in range(ROWS):
            row = {
                column.name: _value(column, number, added)
                for column in table.columns
                if not _is_empty(column, number)
            }
            connection.execute(table.insert().values(row))
            rows.append(row)
        added[table.name] = rows


def _is_empty(column, number):
    """Return true for a column of the second row that may be empty, and for a row's own parent."""
    own = any(key.column.table is column.table for key in column.foreign_keys)
    return bool(column.nullable) and (number > 0 or own or column.name in OF_OLDER_CODES)


def _value(column, number, added):
    for key in column.foreign_keys:
        parent = (number + 1) % ROWS if column.name in BY_SECOND_PERSON else number
        return added[key.column.table.name][parent][key.column.name]
    if column.name in KNOWN:
        known = KNOWN[column.name]
        return (
            str(known) if isinstance(column.type, String) and not isinstance(known, str) else known
        )
    value = next(
        make(_name(column), number) for kind, make in BY_TYPE if isinstance(column.type, kind)
    )
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def _name(column):
    table: Table = column.table
    return f"{table.name}.{column.name}"


def filled_at(folder: Path, revision: str) -> Path:
    """Return a filled SQLite database of a revision."""
    file = folder / "old.db"
    with database(f"sqlite:///{file}"):
        upgrade(revision)
        with db.engine.begin() as connection:
            fill(connection)
    return file
