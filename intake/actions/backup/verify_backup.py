"""Verify the files of a backup by loading them again, batch by batch, in bounded memory.

Each batch goes into an empty database in memory, is dumped from there, and is deleted. The tallies
of both dumps must agree. Uniqueness and references reach across batches: for these a keyed hash
of each key is kept, in a temporary file once there are many. The key of the hashes is lost with
the process, so that what stays of the file on the disk tells nothing.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    insert,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateTable

from intake.actions.backup.dump_tables import Plan, Tally, dump_rows
from intake.actions.backup.load_tables import Damaged, Row, read_batches

CACHED = 16_000
"""KiB of hashes in memory, from which on they go into the temporary file."""

Names = tuple[str, ...]


class NoRoomToVerify(Exception):
    """The temporary file for verifying a backup could not be written."""


class Reference(NamedTuple):
    """The columns that refer to a row, and the table and the columns by which it is found."""

    names: Names
    table: str
    of: Names


class SeenKeys:
    """Keyed hashes of the unique keys of all rows loaded so far.

    Two rows may have equal hashes by chance, once in some million backups of a million rows.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._secret = secrets.token_bytes(32)

    def add(self, table: str, names: Names, values: Iterable[Any]) -> None:
        """Add the key of a row. Raise ``Damaged`` if another row has it."""
        try:
            self._connection.execute(_ADD, (self._hash(table, names, values),))
        except sqlite3.IntegrityError:
            raise Damaged from None

    def check(self, table: str, names: Names, values: Iterable[Any]) -> None:
        """Raise ``Damaged`` if no row has this key."""
        if not self._connection.execute(_FIND, (self._hash(table, names, values),)).fetchone():
            raise Damaged

    def _hash(self, table: str, names: Names, values: Iterable[Any]) -> int:
        key = repr((table, sorted(zip(names, values, strict=True)))).encode()
        digest = blake2b(key, digest_size=8, key=self._secret).digest()
        return int.from_bytes(digest, signed=True)


_ADD = "INSERT INTO seen VALUES (?)"
_FIND = "SELECT 1 FROM seen WHERE hash = ?"


@contextmanager
def seen_keys() -> Iterator[SeenKeys]:
    """Hold the hashes while a backup is verified. Raise :class:`NoRoomToVerify`."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHED}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("CREATE TABLE seen (hash INTEGER PRIMARY KEY)")
        connection.execute("BEGIN")
        yield SeenKeys(connection)
    except sqlite3.OperationalError:
        raise NoRoomToVerify from None
    finally:
        connection.close()


def reloaded_rows(content: Iterable[bytes], plan: Plan, seen: SeenKeys) -> Tally:
    """Load the rows of a dump; return the tally of dumping them again.

    Raise ``Damaged`` if a row cannot be inserted, repeats a key or refers to a missing row.
    """
    unique = {table.name: _unique_keys(table, columns) for table, columns in plan}
    references = {table.name: _references(table) for table, _ in plan}
    tally = Tally()
    for table, rows in _reloaded(content, plan, tally):
        for row in rows:
            for reference in references[table]:
                _check(seen, reference, row)
            for names in unique[table]:
                values = [row[name] for name in names]
                if None not in values:
                    seen.add(table, names, values)
    return tally


def reloaded_wraps(content: Iterable[bytes], plan: Plan, seen: SeenKeys) -> Tally:
    """Load the wraps of rows that were loaded before; return the tally of dumping them again.

    Raise ``Damaged`` as :func:`reloaded_rows` does.
    """
    keys = {table.name: tuple(table.primary_key.columns.keys()) for table, _ in plan}
    tally = Tally()
    for table, rows in _reloaded(content, plan, tally):
        names = keys[table]
        for row in rows:
            seen.check(table, names, [row[name] for name in names])
    return tally


def _reloaded(
    content: Iterable[bytes], plan: Plan, tally: Tally
) -> Iterator[tuple[str, list[Row]]]:
    """Yield the batches, each after it was inserted, dumped again, counted and deleted."""
    by_name = {table.name: (table, columns) for table, columns in plan}
    with _empty_tables(plan) as connection:
        for target, rows in read_batches(content):
            try:
                connection.execute(insert(target), rows)
            except IntegrityError:
                raise Damaged from None
            for line in dump_rows(*by_name[target.name], connection):
                tally.add(target.name, line)
            connection.execute(delete(target))
            yield target.name, rows


@contextmanager
def _empty_tables(plan: Plan) -> Iterator[Connection]:
    """Connect to empty tables in memory, so that the check leaves no data on the disk.

    They do without foreign keys, and what the plan leaves out may be empty.
    """
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    copies = MetaData()
    try:
        with engine.connect() as connection:
            for table, columns in plan:
                copy = table.to_metadata(copies)
                for name in set(copy.columns.keys()) - {column.name for column in columns}:
                    copy.columns[name].nullable = True
                connection.execute(CreateTable(copy, include_foreign_key_constraints=()))
            yield connection
    finally:
        engine.dispose()


def _unique_keys(table: Table, columns: Iterable[Column[Any]]) -> list[Names]:
    """Return the names of columns that are unique together, where the plan has all of them."""
    planned = {column.name for column in columns}
    constraints = [
        constraint.columns.keys()
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]
    indexes = [index.columns.keys() for index in table.indexes if _is_for_all_rows(index)]
    keys = {tuple(names) for names in (*constraints, *indexes)}
    return sorted(names for names in keys if planned.issuperset(names))


def _is_for_all_rows(index: Index) -> bool:
    return bool(index.unique) and all(
        index.dialect_options[dialect]["where"] is None for dialect in ("sqlite", "postgresql")
    )


def _references(table: Table) -> list[Reference]:
    return [
        Reference(
            names=tuple(key.parent.name for key in constraint.elements),
            table=constraint.referred_table.name,
            of=tuple(key.column.name for key in constraint.elements),
        )
        for constraint in table.foreign_key_constraints
    ]


def _check(seen: SeenKeys, reference: Reference, row: Mapping[str, Any]) -> None:
    values = [row[name] for name in reference.names]
    if None not in values:
        seen.check(reference.table, reference.of, values)
