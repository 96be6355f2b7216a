"""Statements of SQLAlchemy in the form that the driver of the database takes, compiled once."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Insert

from intake.frozen import record

STATEMENTS = 1024
"""Statements that stay compiled."""


@record
class DriverStatement:
    """The text of a statement for the driver, and its parameters in their order.

    ``fixed`` are the values that the statement brings along, ``default_makers`` the functions that
    return defaults of columns. ``converters`` are for values that the driver does not take as they
    are, such as days on SQLite. ``is_plain`` is true if the text is the same for all values and the
    driver's rows need no conversion.
    """

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]
    default_makers: Mapping[str, Callable[[Any], Any]]
    converters: Mapping[str, Callable[[Any], Any]]
    is_positional: bool
    is_plain: bool

    def parameters(self, row: Mapping[str, Any]) -> Any:
        """Return the parameters of one execution. Raise ``KeyError`` if one is missing."""
        values = {**self.fixed, **row}
        for name, make in self.default_makers.items():
            if name not in row:
                values[name] = make(None)
        parameters = {name: values[name] for name in self.names}
        for name, convert in self.converters.items():
            parameters[name] = convert(parameters[name])
        return tuple(parameters[name] for name in self.names) if self.is_positional else parameters


@lru_cache(maxsize=STATEMENTS)
def driver_statement(
    statement: Any, dialect: Dialect, columns: tuple[str, ...] = ()
) -> DriverStatement:
    """Compile a statement; *columns* are those that the rows of an ``INSERT`` name."""
    is_insert = isinstance(statement, Insert)
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns if is_insert else None)
    names = tuple(compiled.positiontup if compiled.positional else compiled.params)
    defaults = {column.key: column.default for column in getattr(compiled, "insert_prefetch", ())}
    converters = {
        name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
        for parameter, name in compiled.bind_names.items()
    }
    selected: Any = getattr(statement, "selected_columns", ())
    kinds = (column.type.dialect_impl(dialect) for column in selected)
    converts_rows = any(kind.result_processor(dialect, None) for kind in kinds)
    return DriverStatement(
        text=compiled.string,
        names=names,
        fixed={
            **{
                name: compiled.params[name]
                for parameter, name in compiled.bind_names.items()
                if not parameter.required and name not in defaults
            },
            **{name: default.arg for name, default in defaults.items() if default.is_scalar},
        },
        default_makers={
            name: default.arg for name, default in defaults.items() if default.is_callable
        },
        converters={name: converters[name] for name in names if converters.get(name)},
        is_positional=compiled.positional,
        is_plain=not (compiled.post_compile_params or converts_rows),
    )
