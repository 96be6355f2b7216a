"""Database connections: pooled, opened without touching SQLite's locks, closed before forks."""

import os
import subprocess
import sys
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from textwrap import indent

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from intake.cli import serve
from intake.cli.processes import WebServer
from intake.engines import ConnectionCrossedFork, close_before_fork, engine_options, tune_sqlite
from intake.extensions import db
from tests.house.source import ROOT
from tests.support.clients.clicks import engine_of
from tests.support.storm.database_files import holders, unlocked_holders

PRELOAD = """
import wsgi
from intake.extensions import db
with wsgi.app.app_context():
    pool = db.engine.pool
"""

PRAGMAS = """
with db.engine.connect() as connection:
    names = ("synchronous", "journal_mode", "secure_delete", "foreign_keys")
    values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    print(*(f"{name}={value}" for name, value in zip(names, values)))
"""

REFUSED = 7
"""Exit status of the child that was refused a connection."""


def test_connections_to_a_file_are_pooled(tmp_path):
    address, opened = f"sqlite:///{tmp_path}/intake.db", list[object]()
    engine = create_engine(address, **engine_options(address))
    tune_sqlite(engine)
    event.listen(engine, "connect", lambda *_: opened.append(1))

    for _ in range(3):
        with ExitStack() as connections:
            for _ in range(12):
                connections.enter_context(engine.connect()).execute(text("SELECT 1"))

    assert len(opened) == 12
    engine.dispose()


def test_a_failed_begin_raises_the_error_of_sqlalchemy(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/intake.db")
    tune_sqlite(engine)
    with engine.connect() as writer, engine.connect() as waiter:
        waiter.execute(text("PRAGMA busy_timeout = 1"))
        waiter.rollback()
        writer.execution_options(writes=True).execute(text("SELECT 1"))

        with pytest.raises(OperationalError):
            waiter.execution_options(writes=True).execute(text("SELECT 1"))
    engine.dispose()


def test_a_vanished_database_server_is_noticed_within_seconds():
    connect_args = engine_options("postgresql+psycopg://apply@h1/intake")["connect_args"]

    idle = connect_args["keepalives_idle"]
    idle += connect_args["keepalives_interval"] * connect_args["keepalives_count"]
    assert idle <= 11
    assert connect_args["tcp_user_timeout"] <= 6_000


def test_an_option_in_the_address_of_a_server_wins():
    address = "postgresql+psycopg://apply@h1/intake?tcp_user_timeout=60000"

    assert "tcp_user_timeout" not in engine_options(address)["connect_args"]


def test_a_server_accepts_the_options(postgresql_server):
    engine = create_engine(postgresql_server, **engine_options(postgresql_server))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_second_connection_keeps_the_locks_of_the_first(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/intake.db")
    tune_sqlite(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letters (id INTEGER PRIMARY KEY)"))
    with engine.connect() as first:
        first.execute(text("SELECT * FROM letters"))
        with engine.connect() as second:
            second.execute(text("SELECT * FROM letters"))

        assert os.getpid() in holders(tmp_path / "intake.db")
        assert unlocked_holders(tmp_path / "intake.db", patience=0.5) == []
    engine.dispose()


def test_a_process_with_a_connection_in_use_may_not_fork(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/intake.db")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(ConnectionCrossedFork):
            close_before_fork(engine)

    close_before_fork(engine)

    assert open_files(tmp_path) == []


def test_a_connection_opened_before_a_fork_is_refused_after_it(app):
    engine = engine_of(app)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))

    child = get_context("fork").Process(target=_exit_with_refusal, args=(engine,))
    child.start()
    child.join()

    assert child.exitcode == REFUSED


def test_the_web_server_keeps_connections_out_of_its_workers(app, tmp_path):
    server = WebServer(app)
    with app.app_context():
        db.session.execute(text("SELECT 1"))
    assert open_files(tmp_path)

    server.cfg.pre_fork(None, None)

    assert open_files(tmp_path) == []


def test_a_server_that_loads_the_application_before_it_forks_opens_no_connection(
    sqlite_database, postgresql_server, tmp_path
):
    for address in (sqlite_database, postgresql_server):
        settings = {"VAR": str(tmp_path), "DATABASE_URL": address}

        assert preload(settings, "print(pool.checkedin() + pool.checkedout())") == "0"


def test_a_commit_returns_when_the_disk_has_it_and_deleted_rows_are_overwritten(
    sqlite_database, tmp_path
):
    settings = {"VAR": str(tmp_path), "DATABASE_URL": sqlite_database}

    values = preload(settings, PRAGMAS)

    assert values == "synchronous=2 journal_mode=wal secure_delete=1 foreign_keys=1"


def preload(settings, then):
    """Load the application as Gunicorn does, then run this in its context; return the output."""
    script = f"{PRELOAD}{indent(then, '    ')}"
    command = [sys.executable, "-c", script]
    environ = {**os.environ, **settings, "SECRET_KEY": "an-invented-secret-0123456789-abcdefghij"}
    return subprocess.check_output(command, cwd=ROOT, env=environ, text=True).strip()


def test_preparing_to_serve_leaves_no_connection_open(sqlite_database, tmp_path):
    environ = {"VAR": str(tmp_path), "DATABASE_URL": sqlite_database}

    serve.say_where(serve.prepare(environ), environ)

    assert open_files(tmp_path) == []


def _exit_with_refusal(engine):
    try:
        engine.connect()
    except ConnectionCrossedFork:
        os._exit(REFUSED)
    os._exit(0)


def open_files(folder):
    """Return the database files that this process has open."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    targets = [str(link.readlink()) for link in links]
    return [target for target in targets if target.startswith(f"{folder}/intake.db")]


@pytest.fixture
def database(sqlite_database):
    return sqlite_database
