"""Read, count and change rows in the database session of a test."""

from typing import Any, TypeVar

from sqlalchemy import SQLColumnExpression, func, select, update

from intake.audit import log
from intake.extensions import db

Kind = TypeVar("Kind")
Condition = SQLColumnExpression[bool]


def all_rows(kind: type[Kind] | SQLColumnExpression[Kind], *where: Condition) -> list[Kind]:
    """Return the rows of a model, or the values of a column, on which all of *where* is true."""
    return list(db.session.scalars(select(kind).where(*where)))


def one_row(kind: type[Kind] | SQLColumnExpression[Kind], *where: Condition) -> Kind:
    """Return the only one of :func:`all_rows`."""
    (row,) = all_rows(kind, *where)
    return row


def count_rows(table: Any, *where: Condition) -> int:
    """Count the rows of a model or a table on which all of *where* is true."""
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def change_rows(table: Any, *where: Condition, **values: Any):
    """Set these columns in the rows on which all of *where* is true; the caller commits."""
    db.session.execute(update(table).where(*where).values(values))


def acts_logged(case_id: str) -> list[str]:
    """Return the acts that the log has about a case, in their order."""
    return [entry.act for entry in log.history_of(case_id)]
