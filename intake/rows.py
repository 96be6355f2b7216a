"""Find, count, change and delete rows of the session by the conditions that they meet."""

from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy import (
    CompoundSelect,
    Result,
    Select,
    SQLColumnExpression,
    TextClause,
    delete,
    func,
    literal_column,
    select,
    update,
)

from intake.driver_statements import driver_statement
from intake.extensions import Model, changed_rows, db, flushed_connection, locking

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Ts = TypeVarTuple("Ts")
What = type[T] | SQLColumnExpression[T]
"""A model or one of its columns."""

Condition = SQLColumnExpression[bool] | TextClause


def all_rows(
    what: What[T],
    *conditions: Condition,
    by: tuple[Any, ...] = (),
    most: int | None = None,
    lock: bool = False,
    skip_locked: bool = False,
) -> list[T]:
    """Return the rows, or the values of a column, that meet all of these conditions.

    They are in the order *by*, at most so many. With *lock* they are locked and read again; with
    *skip_locked* too, without those that others have locked.
    """
    query: Select[Any] = select(what).where(*conditions).order_by(*by).limit(most)
    query = locking(query, skip_locked=skip_locked) if lock or skip_locked else query
    return list(db.session.scalars(query))


def first_row(
    what: What[T], *conditions: Condition, by: tuple[Any, ...] = (), lock: bool = False
) -> T | None:
    """Return the first row, or value, that meets all of these conditions; locked with *lock*."""
    return next(iter(all_rows(what, *conditions, by=by, most=1, lock=lock)), None)


def any_row(model: type[Model], *conditions: Condition) -> bool:
    """Return true if a row meets all of these conditions."""
    query: Select[Any] = select(literal_column("1")).select_from(model).where(*conditions).limit(1)
    return db.session.scalar(query) is not None


def count_rows(model: type[Model], *conditions: Condition) -> int:
    """Return the number of rows that meet all of these conditions."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def add_row(row: M) -> M:
    """Add a row and write it at once; return it."""
    db.session.add(row)
    db.session.flush()
    return row


def change_rows(model: type[Model], *conditions: Condition, **values: Any) -> int:
    """Set these values in the rows that meet all of these conditions; return their number."""
    return changed_rows(update(model).where(*conditions).values(values))


def delete_rows(model: type[Model], *conditions: Condition) -> int:
    """Delete the rows that meet all of these conditions; return their number."""
    return changed_rows(delete(model).where(*conditions))


def fetch(statement: Select[*Ts] | CompoundSelect[*Ts], /, **values: Any) -> Result[*Ts]:
    """Execute a statement that was built once, in the transaction of the session.

    This takes a quarter of the time that the session takes (D190). A statement with a list among
    its parameters, or whose values must be converted, is executed by the connection as usual.
    """
    connection = flushed_connection()
    driver = driver_statement(statement, connection.dialect)
    if not driver.is_plain:
        return connection.execute(statement, values)
    rows = connection.exec_driver_sql(driver.text, driver.parameters(values))
    return cast("Result[*Ts]", rows)
