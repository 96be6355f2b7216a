"""Make a backup, sealed to the recovery key, and verify it by restoring it once.

The wraps of case keys go into a second file, which is kept for a short time only: without it, an
old file of rows opens nothing that was erased since. The server holds no key that opens either
file. While it writes them it still has the keys of their streams: with these it reads the files
back from the disk into empty tables, a batch at a time, and compares every row.

Each batch goes into an empty database in memory, is dumped from there, and is deleted. The tallies
of both dumps must agree. Uniqueness and references reach across batches: for these a keyed hash
of each key is kept, in a temporary file once there are many. The key of the hashes is lost with
the process, so that what stays of the file on the disk tells nothing.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from pathlib import Path
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

from intake.actions.backup.tables import (
    Damaged,
    Plan,
    Row,
    Tally,
    dump_rows,
    dumped,
    read_batches,
    rows_plan,
    wraps_plan,
)
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.at_rest import seal_stream
from intake.sealing.backups import Label, Part, label, outside, read_outside
from intake.sealing.opening import open_stream
from intake.sealing.seal import SealDamaged, new_key, seal_to
from intake.sealing.sheets import PAIRS

PLANS: dict[Part, Callable[[], Plan]] = {Part.ROWS: rows_plan, Part.WRAPS: wraps_plan}


class NotVerified(Exception):
    """The files could not be restored, or gave other rows. No backup was made."""


def create_backup(
    files: dict[Part, Path], *, installation: str, revision: str, today: date
) -> dict[str, int]:
    """Write both files; return the number of rows of each table.

    The caller's transaction gives a consistent view of the tables and takes no lock. The memory
    needed does not grow with the tables. Raise :class:`NotVerified`, ``NoRoomToVerify``,
    ``FileExistsError``, ``UnreadableRow``, or ``UntrustedTeamKey`` if the recovery key is not the
    pinned one. Files of a backup that fails are removed.
    """
    recipient = keys.recovery_recipient(installation)
    written = []
    with only_whole(files) as drafts:
        for part, path in drafts.items():
            about = new_label(part, installation=installation, revision=revision, today=today)
            key, tally = new_key(), Tally()
            sealed = seal_to(recipient, key, about.key_place())
            lines = dumped(PLANS[part](), db.session.connection(), tally)
            write_sealed(path, about, key, sealed, lines)
            written.append((about, path, key, tally))
        with seen_keys() as seen:
            for about, path, key, tally in written:
                reload = reloaded_rows if about.part is Part.ROWS else reloaded_wraps
                try:
                    with path.open("rb") as file:
                        read_outside(file)
                        content = open_stream(key, file, about.stream_place())
                        found = reload(content, PLANS[about.part](), seen)
                except (SealDamaged, Damaged):
                    raise NotVerified from None
                if found.to_json() != tally.to_json():
                    raise NotVerified
    *_, rows = written[0]
    return {name: count for name, (count, _) in rows.to_json().items()}


def new_label(part: Part, *, installation: str, revision: str, today: date) -> Label:
    """Return the label of a new file, with the recovery keys as each pair of sheets opens them."""
    sheets = {pair: sheet.sealed for pair in PAIRS if (sheet := keys.recovery_sheet(pair))}
    made_on = today.isoformat()
    return label(part, installation=installation, revision=revision, made_on=made_on, sheets=sheets)


@contextmanager
def only_whole(files: dict[Part, Path]) -> Iterator[dict[Part, Path]]:
    """Yield temporary names; rename the files at the end, or remove them after an exception.

    The new names are flushed to the disk, so that they survive a loss of power.
    """
    for path in files.values():
        if path.exists():
            raise FileExistsError
    drafts = {part: path.with_name(f".{path.name}.part") for part, path in files.items()}
    try:
        yield drafts
        for part, path in drafts.items():
            path.rename(files[part])
        for folder in {path.parent for path in files.values()}:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    finally:
        for path in drafts.values():
            path.unlink(missing_ok=True)


def write_sealed(
    path: Path, about: Label, key: bytes, sealed: bytes, lines: Iterable[bytes]
) -> None:
    """Write a file with mode 0600, and flush it to the disk."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        file.write(outside(about, sealed))
        for piece in seal_stream(key, lines, about.stream_place()):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


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
    references = {
        table.name: [
            Reference(
                names=tuple(key.parent.name for key in constraint.elements),
                table=constraint.referred_table.name,
                of=tuple(key.column.name for key in constraint.elements),
            )
            for constraint in table.foreign_key_constraints
        ]
        for table, _ in plan
    }
    tally = Tally()
    for table, rows in _reloaded(content, plan, tally):
        for row in rows:
            for reference in references[table]:
                values = [row[name] for name in reference.names]
                if None not in values:
                    seen.check(reference.table, reference.of, values)
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
