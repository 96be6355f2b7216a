"""How the database is asked by many at once."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from intake import engine_options
from intake.extensions import tune_sqlite


def test_a_file_that_many_at_once_have_opened_is_not_opened_anew(tmp_path: Path) -> None:
    address, opened = f"sqlite:///{tmp_path}/intake.db", list[object]()
    engine = create_engine(address, **engine_options(address))
    tune_sqlite(engine)
    event.listen(engine, "connect", lambda *_: opened.append(1))

    for _ in range(3):
        with ExitStack() as many:
            for _ in range(12):
                many.enter_context(engine.connect()).execute(text("SELECT 1"))

    assert len(opened) == 12
    engine.dispose()


def test_who_cannot_begin_hears_it_as_of_any_statement(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/intake.db")
    tune_sqlite(engine)
    with engine.connect() as one, engine.connect() as other:
        other.execute(text("PRAGMA busy_timeout = 1"))
        other.rollback()
        one.execution_options(writes=True).execute(text("SELECT 1"))

        with pytest.raises(OperationalError):
            other.execution_options(writes=True).execute(text("SELECT 1"))
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "pinged"),
    [("sqlite:////srv/intake.db", False), ("postgresql+psycopg://apply@/intake", True)],
)
def test_only_a_server_is_asked_whether_it_still_answers(address: str, *, pinged: bool) -> None:
    assert engine_options(address).get("pool_pre_ping", False) is pinged
