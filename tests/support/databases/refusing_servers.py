"""Make PostgreSQL refuse writes, as a server does that is read-only or has no more room."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

FILL = """
CREATE FUNCTION refuse_rows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION refuse_rows()
"""
FREE = "DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse_rows()"


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Make every new transaction read-only."""
    setting = f'ALTER DATABASE "{engine.url.database}"'
    _run(engine, f"{setting} SET default_transaction_read_only = on")
    engine.dispose()
    yield
    _run(
        engine,
        "SET default_transaction_read_only = off",
        f"{setting} RESET default_transaction_read_only",
    )
    engine.dispose()


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Refuse each new row of applicants with the code that a full disk has."""
    _run(engine, FILL.format(table="requests"))
    yield
    _run(engine, FREE.format(table="requests"))


def _run(engine: Engine, *statements: str):
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
