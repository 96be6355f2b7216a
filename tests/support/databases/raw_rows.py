"""Copy, restore, delete and change rows past the models, as an attacker of the database would."""

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
    """Return all rows of a table, with columns at rest as their encrypted bytes."""
    return [dict(row) for row in db.session.execute(select(_raw(name))).mappings()]


def restore_rows(name: str, rows: Rows):
    """Write these rows into the table, over those with the same primary key."""
    raw, keys = _raw(name), [key.name for key in Model.metadata.tables[name].primary_key]
    for row in rows:
        has_key = and_(*(raw.c[key] == row[key] for key in keys))
        if db.session.scalar(select(exists().where(has_key))):
            db.session.execute(update(raw).where(has_key).values(row))
        else:
            db.session.execute(insert(raw).values(row))
    _forget()


def delete_rows(name: str):
    """Delete all rows of a table."""
    db.session.execute(delete(_raw(name)))
    _forget()


def update_rows(name: str, **values: Any):
    """Set these columns in every row of a table."""
    db.session.execute(update(_raw(name)).values(values))
    _forget()


def _raw(name: str) -> TableClause:
    """Return a table whose columns at rest are read and written as bytes."""
    columns = [
        column(each.name, LargeBinary() if isinstance(each.type, AtRest) else each.type)
        for each in Model.metadata.tables[name].columns
    ]
    return table(name, *columns)


def _forget():
    """Commit, and have the session read every row again."""
    db.session.commit()
    db.session.expunge_all()
