"""After a change of ``SECRET_KEY``: everything at rest goes under the new one. Safe to run twice.

A value is put in place of the very bytes that were read, so that whatever changed meanwhile
stays as it is. Once nothing is under an older secret, that secret can be forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

from intake.extensions import Model, db
from intake.sealing.at_rest import AtRest, Standing, decrypted, encrypted, standing
from intake.staff import store as staff

AT_ONCE = 500
"""So many values are looked at, and renewed, in one transaction."""

LETTERS = "outbox"
"""Letters say by themselves when their address cannot be read: they are parked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Some values of a column: those under an older secret by id, how all stand, where to go on."""

    column: Column[Any]
    older: Mapping[Any, bytes]
    count: Mapping[Standing, int]
    after: Any | None


def columns() -> list[Column[Any]]:
    """Every column whose values are kept at rest."""
    tables = Model.metadata.sorted_tables
    return [one for table in tables for one in table.columns if isinstance(one.type, AtRest)]


def stretches(column: Column[Any]) -> Iterator[Stretch]:
    """All of a column, some at a time; only reads."""
    after: Any | None = None
    while True:
        found = _look(column, after)
        yield found
        if (after := found.after) is None:
            return


def renew(found: Stretch) -> int:
    """Put what is under an older secret under that of now; gives how many."""
    column, table = found.column, Model.metadata.tables[found.column.table.name]
    (key,) = table.primary_key.columns
    for id_, kept in found.older.items():
        anew = encrypted(decrypted(kept, of=_name(column)), of=_name(column))
        same = update(table).where(key == id_, _raw(column) == kept)
        db.session.execute(same.values({column: type_coerce(anew, LargeBinary)}))
    return len(found.older)


def find_members_anew(*, secrets: tuple[str, ...]) -> int:
    """The keyed hashes by which addresses are found go with the secret; gives how many."""
    return staff.rekey_addresses(secrets=secrets)


def count() -> Mapping[Standing, int]:
    """How everything at rest stands."""
    total: Counter[Standing] = Counter()
    for column in columns():
        for found in stretches(column):
            total.update(found.count)
    return total


def is_unreadable() -> bool:
    """Whether something of the staff's is under no secret that is known; looks at letters not."""
    rows = db.session.execute(_all_of_staff()).all()
    return any(standing(value, of=name) is Standing.UNKNOWN for name, value in rows)


@cache
def _all_of_staff() -> CompoundSelect[str, Any]:
    """What asks for it, made once: the queue asks at each look."""
    of_staff = [one for one in columns() if one.table.name != LETTERS]
    kept = [
        select(literal(_name(one)), _raw(one).label("kept")).where(one.is_not(None))
        for one in of_staff
    ]
    return union_all(*kept)


def _look(column: Column[Any], after: Any | None) -> Stretch:
    (key,) = Model.metadata.tables[column.table.name].primary_key.columns
    wanted = select(key, _raw(column)).where(column.is_not(None)).order_by(key).limit(AT_ONCE)
    rows = db.session.execute(wanted if after is None else wanted.where(key > after)).all()
    stand = {id_: standing(kept, of=_name(column)) for id_, kept in rows}
    return Stretch(
        column=column,
        older={id_: kept for id_, kept in rows if stand[id_] is Standing.OLDER},
        count=Counter(stand.values()),
        after=rows[-1][0] if len(rows) == AT_ONCE else None,
    )


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary)


def _name(column: Column[Any]) -> str:
    return str(column.type.of) if isinstance(column.type, AtRest) else ""
