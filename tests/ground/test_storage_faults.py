"""Faults of the database and the disk are classified, from real causes on both databases."""

import errno
import re
import sqlite3

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from intake.engines import tune_sqlite
from intake.storage_faults import StorageFault, storage_fault
from tests.support.servers.ports import hold_port
from tests.support.tables import beside

PAGE = 4096

POSTGRESQL = {
    "SELECT * FROM no_such_table": StorageFault.NO_TABLES,
    "SELECT no_such_column FROM cases": StorageFault.NO_TABLES,
    "SELECT no_such_function()": StorageFault.NO_TABLES,
    "SET TRANSACTION READ ONLY; DELETE FROM cases": StorageFault.READ_ONLY,
    "SET LOCAL ROLE intake_apply; DELETE FROM cases": StorageFault.NOT_ALLOWED,
    "SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)": StorageFault.BUSY,
    "SELECT pg_terminate_backend(pg_backend_pid())": StorageFault.AWAY,
    "SELECT 1 / 0": None,
}
"""Statements that PostgreSQL refuses."""

RAISED = {
    "53100": StorageFault.DISK_FULL,
    "53300": StorageFault.BUSY,
    "58030": StorageFault.DAMAGED,
    "XX001": StorageFault.DAMAGED,
    "XX002": StorageFault.DAMAGED,
    "57P03": StorageFault.AWAY,
    "42804": StorageFault.BUSY,
    "22012": None,
}
"""Codes whose causes a test cannot produce; PostgreSQL is told to raise them."""


def test_a_file_that_may_not_grow_is_a_full_disk(sqlite):
    with sqlite.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))

        failure = raised(lambda: connection.execute(text(f"INSERT INTO a VALUES ({BIG})")))

    assert storage_fault(failure) is StorageFault.DISK_FULL


def test_a_connection_that_may_only_read_is_read_only(sqlite):
    with sqlite.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))

        failure = raised(lambda: connection.execute(text("INSERT INTO a VALUES (1)")))

    assert storage_fault(failure) is StorageFault.READ_ONLY


def test_an_overwritten_page_is_damage(sqlite, file):
    sqlite.dispose()
    content = bytearray(file.read_bytes())
    content[2 * PAGE : 3 * PAGE] = b"\xff" * PAGE
    file.write_bytes(content)

    failure = raised(lambda: execute(sqlite, "SELECT sum(length(b)) FROM a"))

    assert storage_fault(failure) is StorageFault.DAMAGED


def test_a_file_that_is_no_database_is_damage(sqlite, file):
    sqlite.dispose()
    file.write_bytes(b"no database" * PAGE)

    assert storage_fault(raised(lambda: execute(sqlite, "SELECT 1 FROM a"))) is StorageFault.DAMAGED


def test_a_folder_that_is_gone_is_a_missing_database(sqlite, file):
    sqlite.dispose()
    file.parent.rename(file.parent.with_name("elsewhere"))

    assert storage_fault(raised(lambda: execute(sqlite, "SELECT 1 FROM a"))) is StorageFault.MISSING


def test_a_lock_of_another_connection_is_busy(sqlite):
    with sqlite.connect() as writer, sqlite.connect() as waiter:
        waiter.execute(text("PRAGMA busy_timeout = 1"))
        waiter.rollback()
        writer.execution_options(writes=True).execute(text("SELECT 1"))

        failure = raised(lambda: waiter.execution_options(writes=True).execute(text("SELECT 1")))

    assert storage_fault(failure) is StorageFault.BUSY


def test_missing_tables_are_distinguished_from_wrong_sql(sqlite):
    assert (
        storage_fault(raised(lambda: execute(sqlite, "SELECT 1 FROM b"))) is StorageFault.NO_TABLES
    )
    assert (
        storage_fault(raised(lambda: execute(sqlite, "SELECT c FROM a"))) is StorageFault.NO_TABLES
    )
    assert storage_fault(raised(lambda: execute(sqlite, "SELECT FROM"))) is None


@pytest.mark.parametrize("statement, fault", POSTGRESQL.items())
def test_refusals_of_postgresql_are_classified_by_code(postgresql_engine, statement, fault):
    assert storage_fault(raised(lambda: execute(postgresql_engine, statement))) is fault


@pytest.mark.parametrize("code, fault", RAISED.items())
def test_codes_of_a_broken_server_are_classified(postgresql_engine, code, fault):
    statement = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"

    assert storage_fault(raised(lambda: execute(postgresql_engine, statement))) is fault


def test_a_server_that_cannot_be_reached_is_away():
    engine = create_engine(f"postgresql+psycopg://nobody@127.0.0.1:{hold_port()}/nothing")

    assert storage_fault(raised(lambda: execute(engine, "SELECT 1"))) is StorageFault.AWAY


def test_a_pool_without_a_free_connection_is_busy(file):
    engine = create_engine(f"sqlite:///{file}", pool_size=1, max_overflow=0, pool_timeout=0.01)

    with engine.connect():
        failure = raised(lambda: execute(engine, "SELECT 1"))

    engine.dispose()
    assert storage_fault(failure) is StorageFault.BUSY


@pytest.mark.parametrize(
    "number, alone, wrapped",
    beside(__file__),
)
def test_a_missing_file_counts_only_if_it_is_the_database(number, alone, wrapped):
    failure = OSError(getattr(errno, number), "invented")

    assert (storage_fault(failure) or "") == alone
    assert (storage_fault(OperationalError(None, None, failure)) or "") == wrapped


def test_the_cause_of_an_exception_counts():
    with pytest.raises(ValueError, match="invented") as caught:
        raise ValueError("invented") from OSError(errno.ENOSPC, "invented")

    assert storage_fault(caught.value) is StorageFault.DISK_FULL


def test_other_exceptions_are_no_storage_fault():
    assert storage_fault(ValueError("invented")) is None
    assert storage_fault(sqlite3.IntegrityError("invented")) is None


def test_each_fault_has_a_sentence_that_says_what_to_do():
    sentences = [fault.sentence for fault in StorageFault]

    assert len({*sentences}) == len(StorageFault)
    assert all(re.fullmatch(r".+[.:] .+\.", sentence) for sentence in sentences)


BIG = f"zeroblob({50 * PAGE})"


def raised(act):
    with pytest.raises(SQLAlchemyError) as caught:
        act()
    return caught.value


def execute(engine, statement):
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "var").mkdir()
    return tmp_path / "var" / "intake.db"


@pytest.fixture
def sqlite(file):
    """Yield the engine of a file with one table of a few pages."""
    engine = create_engine(f"sqlite:///{file}")
    tune_sqlite(engine)
    with engine.execution_options(writes=True).connect() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
        for _ in range(40):
            connection.execute(text("INSERT INTO a VALUES (zeroblob(900))"))
        connection.commit()
    yield engine
    engine.dispose()
