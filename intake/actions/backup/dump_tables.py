"""Write tables down as lines, and tell whether two tellings are of the same rows.

A line is JSON: of a table its name and columns, of a row its values in their order. Bytes, days
and instants say what they are; what is kept at rest is written as it reads, for its secret is
this machine's and not the next one's.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, or_, select, type_coerce
from sqlalchemy.types import JSON

from intake.actions.backup.all_tables import all_tables
from intake.sealing.at_rest import AtRest, decrypted
from intake.sealing.envelope import SealBroken
from intake.sealing.wraps import wraps

LEFT_OUT = frozenset(
    {
        "challenges",
        "enrolments",
        "halfway_sessions",
        "looks",
        "server_errors",
        "staff_sessions",
        "typed_forms",
        "upkeep_runs",
    }
)
"""What is true of open browsers, or of this one machine: after a restore both begin anew."""

AT_ONCE = 500
"""So many rows are held in memory."""


@dataclass(slots=True)
class Tally:
    """How many rows each table has and what they come to, in whatever order they are told."""

    _rows: dict[str, int] = field(default_factory=dict)
    _sums: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, line: bytes) -> None:
        """One more row."""
        found = int.from_bytes(sha256(line).digest(), "big")
        self._rows[table] = self._rows.get(table, 0) + 1
        self._sums[table] = (self._sums.get(table, 0) + found) % (1 << 256)

    def to_json(self) -> dict[str, list[Any]]:
        """By table, the count and the sum."""
        return {name: [count, f"{self._sums[name]:064x}"] for name, count in self._rows.items()}


Plan = Sequence[tuple[Table, Sequence[Column[Any]]]]


def rows_plan() -> Plan:
    """Every table with every column that opens nothing; a table behind those it points to."""
    tables = all_tables()
    opens = set(wraps(tables))
    return [
        (table, [one for one in table.columns if one not in opens])
        for table in tables.sorted_tables
        if table.name not in LEFT_OUT
    ]


def wraps_plan() -> Plan:
    """The columns that open requests and cases, and what these need, with the id of their row."""
    opens = wraps(all_tables())
    tables = dict.fromkeys(column.table for column in opens)
    return [
        (table, [*table.primary_key.columns, *(one for one in opens if one.table is table)])
        for table in tables
        if isinstance(table, Table)
    ]


def dumped(plan: Plan, connection: Connection, tally: Tally) -> Iterator[bytes]:
    """The lines of these tables; at the end, one with the tally."""
    for table, columns in plan:
        names = [column.name for column in columns]
        yield _line({"table": table.name, "columns": names})
        for row in connection.execute(
            _reading(table, columns), execution_options={"yield_per": AT_ONCE}
        ):
            line = _line([_told(value, of) for value, of in zip(row, columns, strict=True)])
            tally.add(table.name, line)
            yield line
    yield _line({"tally": tally.to_json()})


def _reading(table: Table, columns: Iterable[Column[Any]]) -> Any:
    """All rows, those first that others of the same table point to."""
    wanted = select(*(_raw(column) for column in columns))
    marked = [column for column in columns if "wrap" in column.info]
    if marked:
        wanted = wanted.where(or_(*(column.is_not(None) for column in marked)))
    selves = [key.parent for key in table.foreign_keys if key.column.table is table]
    return wanted.order_by(*(column.is_not(None) for column in selves), *table.primary_key.columns)


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary) if isinstance(column.type, AtRest) else column


def _told(value: Any, of: Column[Any]) -> Any:
    if value is None:
        return None
    if isinstance(of.type, AtRest):
        return _at_rest(value, of.type.of)
    if isinstance(of.type, JSON):
        return {"json": value}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _at_rest(kept: bytes, of: str) -> dict[str, str]:
    """What it says; the bytes themselves where no known secret reads them."""
    try:
        return {"at_rest": decrypted(bytes(kept), of=of)}
    except SealBroken:
        return {"bytes": b64encode(bytes(kept)).decode()}


def _line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
