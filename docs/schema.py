"""Write ``docs/schema.md`` from the models: ``python -m docs.schema``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table, make_url

from intake.actions.backup.tables import all_tables
from intake.extensions import Model

DIALECT = make_url("postgresql+psycopg://").get_dialect()()
FILE = Path(__file__).parent / "schema.md"
HEADER = """# Tables

Made from the models by `python -m docs.schema`; a test compares the two. Each table says what is
kept in clear, what is encrypted at rest, and what is sealed: [SECURITY.md](SECURITY.md) explains
the three.
"""


def main() -> int:
    """Write the file."""
    FILE.write_text(schema(), "utf-8")
    sys.stdout.write(f"{FILE.name}: {len(all_tables().tables)} tables\n")
    return 0


def schema() -> str:
    """Return the description of every table, in the order of their names."""
    all_tables()
    models = sorted(Model.registry.mappers, key=lambda mapper: str(mapper.local_table))
    return "\n".join([HEADER, *(_described(mapper.class_) for mapper in models)])


def _described(model: type[Model]) -> str:
    table = model.metadata.tables[model.__tablename__]
    place = f"`{model.__module__.replace('.', '/')}.py`, class `{model.__name__}`"
    lines = [f"## {table.name}", "", f"{place}.", "", inspect.getdoc(model) or "", ""]
    lines += ["| column | type | |", "|---|---|---|"]
    lines += [
        f"| `{column.name}` | {_type(column)} | {_notes(column)} |" for column in table.columns
    ]
    return "\n".join([*lines, *_indexes(table), ""])


def _type(column: Column[object]) -> str:
    return str(column.type.compile(DIALECT)).lower()


def _notes(column: Column[object]) -> str:
    notes = ["primary key"] if column.primary_key else []
    notes += [f"of `{key.column.table.name}`" for key in column.foreign_keys]
    notes += ["may be empty"] if column.nullable else []
    return ", ".join(notes)


def _indexes(table: Table) -> Iterator[str]:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    if indexes:
        yield ""
        yield (
            "Indexes: "
            + "; ".join(
                f"`{index.name}` ({', '.join(column.name for column in index.columns)})"
                for index in indexes
            )
            + "."
        )


if __name__ == "__main__":
    sys.exit(main())
