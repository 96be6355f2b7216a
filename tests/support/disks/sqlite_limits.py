"""Make SQLite behave as on a full or a read-only disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

READ_ONLY = "query_only = ON"
WRITABLE = "query_only = OFF"
FULL = "max_page_count = 1"
UNBOUNDED = "max_page_count = 4294967294"


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Forbid writes on every connection."""
    with _at_each_use(engine, READ_ONLY):
        yield
    engine.dispose()


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Use up all free pages of the file, and forbid it to grow."""
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE filling (bytes BLOB)"))
        connection.commit()
    with _at_each_use(engine, FULL):
        _fill(engine)
        yield
    with _at_each_use(engine, UNBOUNDED), engine.begin() as connection:
        connection.execute(text("DROP TABLE filling"))
    engine.dispose()


def _fill(engine: Engine):
    for size in (2000, 200, 20):
        with engine.connect() as connection:
            try:
                while True:
                    connection.execute(text(f"INSERT INTO filling VALUES (zeroblob({size}))"))
                    connection.commit()
            except OperationalError:  # the file is full now
                connection.rollback()


@contextmanager
def _at_each_use(engine: Engine, pragma: str) -> Iterator[None]:
    def set_pragma(connection: Any, *_: object):
        connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine, "checkout", set_pragma)
    try:
        yield
    finally:
        event.remove(engine, "checkout", set_pragma)
