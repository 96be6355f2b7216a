"""Somebody who writes to the database: rows are copied as they stand there, and put back later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    LargeBinary,
    TableClause,
    and_,
    column,
    delete,
    exists,
    insert,
    select,
    table,
    update,
)

from intake.extensions import Model, db
from intake.sealing.at_rest import AtRest

Rows = list[dict[str, Any]]


def copy_rows(name: str) -> Rows:
    """All rows of a table, with the very bytes of what is at rest."""
    return [dict(row) for row in db.session.execute(select(_raw(name))).mappings()]


def restore_rows(name: str, rows: Rows) -> None:
    """Each of these rows stands in the table as it was, whether it is there still or not."""
    raw, keys = _raw(name), [key.name for key in Model.metadata.tables[name].primary_key]
    for row in rows:
        same = and_(*(raw.c[key] == row[key] for key in keys))
        if db.session.scalar(select(exists().where(same))):
            db.session.execute(update(raw).where(same).values(row))
        else:
            db.session.execute(insert(raw).values(row))
    _forget()


def delete_rows(name: str) -> None:
    """No row stands in the table."""
    db.session.execute(delete(_raw(name)))
    _forget()


def update_rows(name: str, **values: Any) -> None:
    """Every row of the table says this."""
    db.session.execute(update(_raw(name)).values(values))
    _forget()


def _raw(name: str) -> TableClause:
    columns = Model.metadata.tables[name].columns
    return table(
        name,
        *(
            column(one.name, LargeBinary() if isinstance(one.type, AtRest) else one.type)
            for one in columns
        ),
    )


def _forget() -> None:
    """What is known of rows is read anew."""
    db.session.commit()
    db.session.expunge_all()
