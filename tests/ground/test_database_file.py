"""A connection to a file that is gone or another by now writes nothing that nobody finds again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from intake.connections import engine_options, tune_sqlite
from intake.database_file import watch_file
from intake.storage_faults import StorageFault, storage_fault

COUNT = text("SELECT count(*) FROM a")


def test_nothing_is_written_to_a_file_that_was_moved_away(engine: Engine, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))

    with pytest.raises(OperationalError) as told:
        add_row(engine)
    assert storage_fault(told.value) is StorageFault.MISSING

    folder.with_name("elsewhere").rename(folder)
    add_row(engine)
    assert rows_in(engine) == 2


def test_no_empty_file_is_made_in_its_place(engine: Engine, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()

    with pytest.raises(OperationalError) as told:
        add_row(engine)

    assert storage_fault(told.value) is StorageFault.MISSING
    assert list(folder.iterdir()) == []


def test_another_file_in_its_place_is_opened_by_every_connection(
    engine: Engine, folder: Path
) -> None:
    with engine.connect() as one, engine.connect() as other:
        assert one.scalar(COUNT) == other.scalar(COUNT) == 1
    shutil.copytree(folder, folder.with_name("copy"))
    folder.rename(folder.with_name("elsewhere"))
    folder.with_name("copy").rename(folder)

    add_row(engine)
    add_row(engine)

    assert rows_in(engine) == 3
    elsewhere = create_engine(f"sqlite:///{folder.with_name('elsewhere')}/intake.db")
    assert rows_in(elsewhere) == 1
    elsewhere.dispose()


def test_where_none_was_before_one_is_made(engine: Engine, folder: Path) -> None:
    assert (folder / "intake.db").is_file()


def test_a_database_in_memory_is_not_looked_for() -> None:
    engine = create_engine("sqlite://")
    watch_file(engine)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def add_row(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execution_options(writes=True).execute(text("INSERT INTO a VALUES (1)"))
        connection.commit()


def rows_in(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(COUNT) or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "var").mkdir()
    return tmp_path / "var"


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    """A database with one table and one row, as the product opens it."""
    address = f"sqlite:///{folder}/intake.db"
    engine = create_engine(address, **engine_options(address))
    tune_sqlite(engine)
    watch_file(engine)
    with engine.connect() as connection:
        connection.execution_options(writes=True).execute(text("CREATE TABLE a (b)"))
        connection.commit()
    add_row(engine)
    yield engine
    engine.dispose()
