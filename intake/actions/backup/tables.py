"""Dump tables as lines of JSON, and load such lines, with a tally by which two dumps are compared.

A line is a table with its columns, or a row with its values in that order. Bytes, dates and times
are marked as such. Values at rest are dumped decrypted, because another machine has another
secret.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnClause,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    TableClause,
    bindparam,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import JSON, NullType

from intake.extensions import Model
from intake.sealing.at_rest import AtRest, decrypted, encrypted
from intake.sealing.seal import SealDamaged
from intake.sealing.wraps import wraps

LEFT_OUT = frozenset(
    {
        "arrivals",
        "calendar_feeds",
        "card_packs",
        "challenges",
        "enrolments",
        "halfway_sessions",
        "jobs",
        "kept_duplicates",
        "server_errors",
        "staff_sessions",
        "try_counts",
        "typed_forms",
        "upkeep_runs",
        "worker_hosts",
    }
)
"""Tables about open browsers or these machines, copies of what cards tell, and calendar addresses.

After a restore they begin empty. An older backup does not know which calendar addresses were
revoked since; members make new ones.
"""

AT_ONCE = 500
"""Rows that are held in memory."""


@dataclass(slots=True)
class Tally:
    """The number of rows of each table, and a sum of their hashes that no order changes."""

    _rows: dict[str, int] = field(default_factory=dict)
    _sums: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, line: bytes) -> None:
        """Count a row."""
        value = int.from_bytes(sha256(line).digest(), "big")
        self._rows[table] = self._rows.get(table, 0) + 1
        self._sums[table] = (self._sums.get(table, 0) + value) % (1 << 256)

    def to_json(self) -> dict[str, list[Any]]:
        """Return the count and the sum by table."""
        return {name: [count, f"{self._sums[name]:064x}"] for name, count in self._rows.items()}


class UnreadableRow(Exception):
    """Raised for a value that the type of its column cannot read: it was damaged."""


Plan = Sequence[tuple[Table, Sequence[Column[Any]]]]


def rows_plan() -> Plan:
    """Return all tables in the order of their foreign keys, without the columns that are wraps."""
    tables = all_tables()
    wrap_columns = set(wraps(tables))
    return [
        (table, [column for column in table.columns if column not in wrap_columns])
        for table in tables.sorted_tables
        if table.name not in LEFT_OUT
    ]


def wraps_plan() -> Plan:
    """Return the columns that are wraps, each with the primary key of its row."""
    wrap_columns = wraps(all_tables())
    tables = dict.fromkeys(column.table for column in wrap_columns)
    return [
        (table, [*table.primary_key.columns, *(col for col in wrap_columns if col.table is table)])
        for table in tables
        if isinstance(table, Table)
    ]


def dumped(plan: Plan, connection: Connection, tally: Tally) -> Iterator[bytes]:
    """Yield the lines of these tables, and one with the tally at the end."""
    for table, columns in plan:
        names = [column.name for column in columns]
        yield _line({"table": table.name, "columns": names})
        for line in dump_rows(table, columns, connection):
            tally.add(table.name, line)
            yield line
    yield _line({"tally": tally.to_json()})


def dump_rows(
    table: Table, columns: Sequence[Column[Any]], connection: Connection
) -> Iterator[bytes]:
    """Yield a line for each row of one table. Raise :class:`UnreadableRow`."""
    query = select(*(_raw(column) for column in columns))
    if marked := [column for column in columns if "wrap" in column.info]:
        query = query.where(or_(*(column.is_not(None) for column in marked)))
    # A row comes after those of its own table that it refers to:
    own_keys = [key.parent for key in table.foreign_keys if key.column.table is table]
    order = (*(column.is_not(None) for column in own_keys), *table.primary_key.columns)
    ordered = query.order_by(*order)
    try:
        for row in connection.execute(ordered, execution_options={"yield_per": AT_ONCE}):
            pairs = zip(row, columns, strict=True)
            yield _line([_to_json(value, column) for value, column in pairs])
    except (ValueError, LookupError):  # their text has the value
        raise UnreadableRow from None


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary) if isinstance(column.type, AtRest) else column


def _to_json(value: Any, column: Column[Any]) -> Any:
    if value is None:
        return None
    if isinstance(column.type, AtRest):
        with suppress(SealDamaged):  # without a known secret its bytes are dumped
            return {"at_rest": decrypted(bytes(value), of=column.type.of)}
        value = bytes(value)
    if isinstance(column.type, JSON):
        return {"json": value}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


PACKAGES = Path(__file__).parents[2]


def all_tables() -> MetaData:
    """Import every module of models; return the metadata of all tables."""
    for models in sorted(PACKAGES.glob("*/models.py")):
        import_module(f"intake.{models.parent.name}.models")
    return Model.metadata


Row = dict[str, Any]


class Damaged(Exception):
    """The lines are not those that were written: the tally differs, or a row is missing."""


def load_rows(content: Iterable[bytes], connection: Connection) -> None:
    """Insert rows into empty tables.

    Raise :class:`Damaged` if the tally differs, or a row refers to a missing one.
    """
    for target, rows in read_batches(content):
        try:
            connection.execute(insert(target), rows)
        except IntegrityError:
            raise Damaged from None


def load_wraps(content: Iterable[bytes], connection: Connection) -> None:
    """Set the wraps of rows that exist. Other rows were erased, and stay so."""
    for target, rows in read_batches(content):
        (key,) = all_tables().tables[target.name].primary_key.columns
        names = [name for name in rows[0] if name != key.name]
        by_key = update(target).where(target.c[key.name] == bindparam("row"))
        statement = by_key.values({name: bindparam(f"to_{name}") for name in names})
        parameters = [
            {"row": row[key.name], **{f"to_{name}": row[name] for name in names}} for row in rows
        ]
        connection.execute(statement, parameters)


def read_batches(content: Iterable[bytes]) -> Iterator[tuple[TableClause, list[Row]]]:
    """Yield the rows of a dump, at most ``AT_ONCE`` of one table. Raise :class:`Damaged`."""
    tally, target, rows = Tally(), None, list[Row]()
    dumped_tally: dict[str, Any] | None = None
    for line in _lines(content):
        if dumped_tally is not None:
            raise Damaged
        parsed = json.loads(line)
        if isinstance(parsed, list) and target is not None:
            tally.add(target.name, line)
            pairs = zip(target.c, parsed, strict=True)
            rows.append({col.name: _read(value, target.name, col.name) for col, value in pairs})
        if rows and target is not None and (isinstance(parsed, dict) or len(rows) == AT_ONCE):
            yield target, rows
            rows = []
        if isinstance(parsed, dict):
            target = _table(parsed) if "table" in parsed else target
            dumped_tally = parsed.get("tally")
    if dumped_tally != tally.to_json():
        raise Damaged


def _table(header: dict[str, Any]) -> TableClause:
    """Return the table with the columns of these lines: those of the revision that wrote them."""
    model = all_tables().tables.get(header["table"])
    types = {
        column.name: LargeBinary() if isinstance(column.type, AtRest) else column.type
        for column in (model.columns if model is not None else ())
    }
    names: list[str] = header["columns"]
    columns = (ColumnClause(name, types.get(name, NullType())) for name in names)
    return TableClause(header["table"], *columns)


def _read(value: Any, in_table: str, name: str) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    match kind:
        case "bytes":
            return b64decode(content)
        case "at":
            return datetime.fromisoformat(content)
        case "on":
            return date.fromisoformat(content)
        case "at_rest":
            return encrypted(content, of=f"{in_table}.{name}")
        case _:
            return content


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in content:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        raise Damaged
