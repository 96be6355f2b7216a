"""Connections notice that the database file was moved or replaced, and write nothing to it."""

import shutil

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from intake.database_file import create_file, watch_file
from intake.engines import engine_options, tune_sqlite
from intake.storage_faults import StorageFault, storage_fault
from tests.support.disks.small_disk import files_of_at_most

COUNT = text("SELECT count(*) FROM a")


def test_nothing_is_written_to_a_file_that_was_moved(engine, folder):
    folder.rename(folder.with_name("elsewhere"))

    with pytest.raises(OperationalError) as failure:
        add_row(engine)
    assert storage_fault(failure.value) is StorageFault.MISSING

    folder.with_name("elsewhere").rename(folder)
    add_row(engine)
    assert rows_in(engine) == 2


def test_no_empty_file_is_created_in_its_place(engine, folder):
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()

    with pytest.raises(OperationalError) as failure:
        add_row(engine)

    assert storage_fault(failure.value) is StorageFault.MISSING
    assert list(folder.iterdir()) == []


def test_every_connection_opens_a_file_that_replaced_it(engine, folder):
    with engine.connect() as first, engine.connect() as second:
        assert first.scalar(COUNT) == second.scalar(COUNT) == 1
    shutil.copytree(folder, folder.with_name("copy"))
    folder.rename(folder.with_name("elsewhere"))
    folder.with_name("copy").rename(folder)

    add_row(engine)
    add_row(engine)

    assert rows_in(engine) == 3
    elsewhere = create_engine(f"sqlite:///{folder.with_name('elsewhere')}/intake.db")
    assert rows_in(elsewhere) == 1
    elsewhere.dispose()


def test_a_connection_opened_on_a_read_only_disk_is_replaced_once_it_can_be_written(
    engine, monkeypatch
):
    engine.dispose()
    monkeypatch.setattr("intake.database_file.os.access", lambda _path, _mode: False)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # as SQLite opens it there

    for _ in range(2):
        with pytest.raises(OperationalError) as failure:
            add_row(engine)
        assert storage_fault(failure.value) is StorageFault.READ_ONLY

    monkeypatch.undo()
    add_row(engine)
    assert rows_in(engine) == 2


def test_a_file_that_may_not_grow_is_a_full_disk_and_not_a_damaged_one(engine, folder):
    longest = max(path.stat().st_size for path in folder.iterdir())
    with files_of_at_most(longest + 1), pytest.raises(OperationalError) as failure:
        add_rows(engine)

    assert storage_fault(failure.value) is StorageFault.DISK_FULL
    add_row(engine)
    assert rows_in(engine) >= 2


def test_a_file_that_never_existed_is_created_only_by_name(folder):
    engine = opened(folder)

    with pytest.raises(OperationalError) as failure:
        rows_in(engine)
    assert storage_fault(failure.value) is StorageFault.MISSING
    assert list(folder.iterdir()) == []

    create_file(engine)
    create_file(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    assert (folder / "intake.db").is_file()
    engine.dispose()


def test_a_file_that_cannot_be_created_is_told_by_its_reason(folder):
    engine = opened(folder / "nowhere")

    with pytest.raises(OperationalError) as failure:
        create_file(engine)
    assert storage_fault(failure.value) is StorageFault.MISSING
    assert isinstance(failure.value.orig, FileNotFoundError)


def test_a_database_in_memory_is_not_watched():
    engine = create_engine("sqlite://")
    watch_file(engine)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def opened(folder):
    """Return the product's engine of a database in this folder."""
    address = f"sqlite:///{folder}/intake.db"
    engine = create_engine(address, **engine_options(address))
    tune_sqlite(engine)
    watch_file(engine)
    return engine


def add_row(engine):
    with engine.connect() as connection:
        connection.execution_options(writes=True).execute(text("INSERT INTO a VALUES (1)"))
        connection.commit()


def add_rows(engine):
    """Add rows until the file or its log has to grow."""
    for _ in range(100):
        add_row(engine)


def rows_in(engine):
    with engine.connect() as connection:
        return int(connection.scalar(COUNT) or 0)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "var").mkdir()
    return tmp_path / "var"


@pytest.fixture
def engine(folder):
    """Yield the product's engine of a database with one table and one row."""
    engine = opened(folder)
    create_file(engine)
    with engine.connect() as connection:
        connection.execution_options(writes=True).execute(text("CREATE TABLE a (b)"))
        connection.commit()
    add_row(engine)
    yield engine
    engine.dispose()
