"""Encrypt everything at rest under a new ``SECRET_KEY``. Safe to run twice.

A value is replaced only if its bytes are still those that were read, so that a change in between
is kept. Once no value is under an older secret, that secret can be dropped.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    LargeBinary,
    literal,
    select,
    type_coerce,
    union_all,
    update,
)

from intake.extensions import Model, db, fetch
from intake.frozen import frozen
from intake.sealing.at_rest import AtRest, SecretAge, decrypted, encrypted, standing

AT_ONCE = 500
"""Values that are read and encrypted anew in one transaction."""

LETTERS = "outbox"
"""The table of emails. One whose address cannot be read is parked, which shows by itself."""


@frozen
class Batch:
    """Some values of a column: those under an older secret by id, and counts."""

    column: Column[Any]
    older: Mapping[Any, bytes]
    count: Mapping[SecretAge, int]


def columns() -> list[Column[Any]]:
    """Return all columns with values at rest."""
    tables = Model.metadata.sorted_tables
    columns = (column for table in tables for column in table.columns)
    return [column for column in columns if isinstance(column.type, AtRest)]


def batches(column: Column[Any]) -> Iterator[Batch]:
    """Yield the values of a column in batches. Reads only."""
    (key,) = Model.metadata.tables[column.table.name].primary_key.columns
    query = select(key, _raw(column)).where(column.is_not(None)).order_by(key).limit(AT_ONCE)
    is_end, behind = False, query
    while not is_end:
        rows = db.session.execute(behind).all()
        standings = {id_: standing(value, of=_name(column)) for id_, value in rows}
        yield Batch(
            column=column,
            older={id_: value for id_, value in rows if standings[id_] is SecretAge.OLDER},
            count=Counter(standings.values()),
        )
        if not (is_end := len(rows) < AT_ONCE):
            behind = query.where(key > rows[-1][0])


def encrypt_anew(batch: Batch) -> int:
    """Encrypt the values under an older secret under the current one; return how many."""
    column, table = batch.column, Model.metadata.tables[batch.column.table.name]
    (key,) = table.primary_key.columns
    for id_, old_value in batch.older.items():
        new_value = encrypted(decrypted(old_value, of=_name(column)), of=_name(column))
        unchanged = update(table).where(key == id_, _raw(column) == old_value)
        db.session.execute(unchanged.values({column: type_coerce(new_value, LargeBinary)}))
    return len(batch.older)


def count() -> Mapping[SecretAge, int]:
    """Count all values at rest by the secret that encrypts them."""
    total: Counter[SecretAge] = Counter()
    for column in columns():
        for batch in batches(column):
            total.update(batch.count)
    return total


def is_unreadable() -> bool:
    """Return true if a value about staff is under no known secret. Emails are not checked."""
    rows = fetch(_all_of_staff()).all()
    return any(standing(value, of=name) is SecretAge.UNKNOWN for name, value in rows)


@cache
def _all_of_staff() -> CompoundSelect[str, Any]:
    """Build the query of :func:`is_unreadable` once: each view of the queue runs it."""
    queries = [
        select(literal(_name(column)), _raw(column).label("value")).where(column.is_not(None))
        for column in columns()
        if column.table.name != LETTERS
    ]
    return union_all(*queries)


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary)


def _name(column: Column[Any]) -> str:
    return str(column.type.of) if isinstance(column.type, AtRest) else ""
