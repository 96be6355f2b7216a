"""Read tables from their lines into empty ones, or give rows that are there what opens them."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    TableClause,
    bindparam,
    column,
    insert,
    table,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import NullType

from intake.actions.backup.all_tables import all_tables
from intake.actions.backup.dump_tables import AT_ONCE, Tally
from intake.sealing.at_rest import AtRest, encrypted

Row = dict[str, Any]


class Damaged(Exception):
    """What was read is not what was written: rows are missing, or another number of them."""


def load_rows(content: Iterable[bytes], connection: Connection) -> None:
    """Put rows into empty tables; :class:`Damaged` where the tally at the end is another, or a row
    points to one that is missing.
    """
    for into, rows in _batches(content):
        try:
            connection.execute(insert(into), rows)
        except IntegrityError:
            raise Damaged from None


def load_wraps(content: Iterable[bytes], connection: Connection) -> None:
    """Give what opens them to the rows that are there. Others were erased, and stay so.

    Rows of an older release come with some of it, which is of their own time: it goes first.
    """
    emptied = set[str]()
    for into, rows in _batches(content):
        (key,) = all_tables().tables[into.name].primary_key.columns
        names = [name for name in rows[0] if name != key.name]
        if into.name not in emptied:
            connection.execute(update(into).values(dict.fromkeys(names)))
            emptied.add(into.name)
        same = update(into).where(into.c[key.name] == bindparam("row"))
        wanted = same.values({name: bindparam(f"to_{name}") for name in names})
        given = [
            {"row": row[key.name], **{f"to_{name}": row[name] for name in names}} for row in rows
        ]
        connection.execute(wanted, given)


def _batches(content: Iterable[bytes]) -> Iterator[tuple[TableClause, list[Row]]]:
    tally, into, rows = Tally(), None, list[Row]()
    told: dict[str, Any] | None = None
    for line in _lines(content):
        if told is not None:
            raise Damaged
        said = json.loads(line)
        if isinstance(said, list) and into is not None:
            tally.add(into.name, line)
            values = zip(into.c, said, strict=True)
            rows.append({at.name: _read(value, into.name, at.name) for at, value in values})
        if rows and into is not None and (isinstance(said, dict) or len(rows) == AT_ONCE):
            yield into, rows
            rows = []
        if isinstance(said, dict):
            into, told = _table(said) if "table" in said else into, said.get("tally")
    if told != tally.to_json():
        raise Damaged


def _table(said: dict[str, Any]) -> TableClause:
    """The table as these lines have it, which may be that of an older release."""
    known = all_tables().tables.get(said["table"])
    types = {} if known is None else {one.name: one.type for one in known.columns}
    kinds = {name: LargeBinary() if isinstance(of, AtRest) else of for name, of in types.items()}
    names: list[str] = said["columns"]
    return table(said["table"], *(column(name, kinds.get(name, NullType())) for name in names))


def _read(value: Any, in_table: str, name: str) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, said),) = value.items()
    match kind:
        case "bytes":
            return b64decode(said)
        case "at":
            return datetime.fromisoformat(said)
        case "on":
            return date.fromisoformat(said)
        case "at_rest":
            return encrypted(said, of=f"{in_table}.{name}")
        case _:
            return said


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for some in content:
        *whole, waiting = (waiting + some).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if waiting:
        raise Damaged
