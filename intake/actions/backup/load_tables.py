"""Load dumped rows into empty tables, or dumped wraps into rows that exist."""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
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
from sqlalchemy.types import NullType, TypeEngine

from intake.actions.backup.dump_tables import AT_ONCE, Tally, all_tables
from intake.sealing.at_rest import AtRest, encrypted

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
    """Set the wraps of rows that exist. Other rows were erased, and stay so.

    Rows of an older release have older values in some of these columns, which are emptied first.
    """
    emptied = set[str]()
    for target, rows in read_batches(content):
        (key,) = all_tables().tables[target.name].primary_key.columns
        names = [name for name in rows[0] if name != key.name]
        if target.name not in emptied:
            connection.execute(update(target).values(dict.fromkeys(names)))
            emptied.add(target.name)
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
            rows.append(_row(target, parsed))
        if rows and target is not None and (isinstance(parsed, dict) or len(rows) == AT_ONCE):
            yield target, rows
            rows = []
        if isinstance(parsed, dict):
            target = _table(parsed) if "table" in parsed else target
            dumped_tally = parsed.get("tally")
    if dumped_tally != tally.to_json():
        raise Damaged


def _row(target: TableClause, values: list[Any]) -> Row:
    pairs = zip(target.c, values, strict=True)
    return {column.name: _read(value, target.name, column.name) for column, value in pairs}


def _table(header: dict[str, Any]) -> TableClause:
    """Return the table with the columns of these lines, which may be of an older release."""
    model = all_tables().tables.get(header["table"])
    types = {} if model is None else {column.name: _raw_type(column) for column in model.columns}
    names: list[str] = header["columns"]
    return table(header["table"], *(column(name, types.get(name, NullType())) for name in names))


def _raw_type(column: Column[Any]) -> TypeEngine[Any]:
    return LargeBinary() if isinstance(column.type, AtRest) else column.type


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
