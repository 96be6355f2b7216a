"""Read plain values by statements that are compiled once, as pages of the desk do fifty times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVarTuple, cast

from sqlalchemy import CompoundSelect, Dialect, Result, Select

from intake.extensions import db, flushed_connection

Ts = TypeVarTuple("Ts")
STATEMENTS = 1024
"""Statements that stay compiled."""

NO_VALUES: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of a statement for the driver, and its parameters in their order.

    ``constants`` are the values that the statement brings along. ``converters`` are for values
    that the driver does not take as they are, such as days on SQLite.
    """

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    converters: Mapping[str, Callable[[Any], Any]]
    is_positional: bool

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the parameters as the driver takes them. Raise ``KeyError`` if one is missing."""
        given = {
            name: values[name] if name in values else self.constants[name] for name in self.names
        }
        for name, convert in self.converters.items():
            given[name] = convert(given[name])
        return tuple(given[name] for name in self.names) if self.is_positional else given


def fetch(
    statement: Select[*Ts] | CompoundSelect[*Ts], values: Mapping[str, Any] = NO_VALUES
) -> Result[*Ts]:
    """Execute a statement that was built once, in the transaction of the session.

    This takes a quarter of the time that the session takes (D190). A statement with a list among
    its parameters, or whose values must be converted, is executed by the connection as usual.
    """
    connection = flushed_connection()
    prepared = _prepared(statement, connection.dialect.name)
    if prepared is None:
        return connection.execute(statement, values)
    rows = connection.exec_driver_sql(prepared.text, prepared.parameters(values))
    return cast("Result[*Ts]", rows)


@lru_cache(maxsize=STATEMENTS)
def _prepared(statement: Select[Any] | CompoundSelect[Any], _dialect: str) -> Prepared | None:
    """Return the statement for the driver; ``None`` if its text or its values differ each time."""
    dialect = db.engine.dialect
    compiled: Any = statement.compile(dialect=dialect)
    if compiled.post_compile_params or _converts_rows(statement, dialect):
        return None
    converters = {
        name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
        for parameter, name in compiled.bind_names.items()
    }
    order = compiled.positiontup if compiled.positional else compiled.params
    return Prepared(
        text=compiled.string,
        names=tuple(order),
        constants={name: value for name, value in compiled.params.items() if value is not None},
        converters={name: converters[name] for name in order if converters[name]},
        is_positional=compiled.positional,
    )


def _converts_rows(statement: Select[Any] | CompoundSelect[Any], dialect: Dialect) -> bool:
    types = (column.type.dialect_impl(dialect) for column in statement.selected_columns)
    return any(kind.result_processor(dialect, None) for kind in types)
