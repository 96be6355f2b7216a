"""The fixture ``database``: a test that uses it runs on SQLite and on PostgreSQL."""

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zlib import crc32

import psutil
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from intake.actions.backup.tables import all_tables
from intake.engines import tune_sqlite
from intake.extensions import db
from intake.revisions import newest
from tests.support.databases.door_roles import grant_roles
from tests.support.servers.postgresql import lock_of_servers, start_server
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[3]
SERVERS, OURS = Path(tempfile.gettempdir()), "intake-pg-"

DATABASES = ["sqlite", "postgresql"]

SQL = {
    *("audit", "backup", "cases", "diary", "ground", "health", "house", "outbox", "sessions"),
    *("simulation", "staff", "upkeep"),
}
"""Folders of tests that a database decides, by its SQL, locks or rights: each runs on both."""

ON_EITHER = pytest.mark.on_either
"""Mark of the tests there that no database decides: each runs on one, chosen by its name."""

ON_BOTH = pytest.mark.on_both
"""Mark of the tests elsewhere that a database decides; the others run on either."""

ON_SQLITE, ON_POSTGRESQL = (
    pytest.mark.parametrize("database", [database], indirect=True) for database in DATABASES
)
"""Marks of the tests of one database."""

ONE_IN = 10
"""One in so many of the others runs on PostgreSQL, where a test takes nearly twice as long."""


def pytest_configure(config: pytest.Config):
    """Register the marks."""
    config.addinivalue_line("markers", "on_either: runs on one of both databases")
    config.addinivalue_line("markers", "on_both: runs on both databases")
    config.addinivalue_line("markers", "elsewhere: on the database that was not chosen for it")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc):
    """Choose the database of a test on either by its name; ``EVERY_DATABASE`` adds the other."""
    test = metafunc.definition
    is_on_both = SQL & set(test.path.parts) or test.get_closest_marker("on_both")
    if "database" not in metafunc.fixturenames:
        return
    fixtures = metafunc._arg2fixturedefs.get("database")
    if not fixtures or not fixtures[-1].params:
        return  # a module has one of its own, or a test names it itself
    if is_on_both and not test.get_closest_marker("on_either"):
        return
    if any("database" in mark.args[0] for mark in test.iter_markers("parametrize")):
        return
    chosen = DATABASES[crc32(test.nodeid.encode()) % ONE_IN == 1]
    databases: list[Any] = [chosen]
    if os.environ.get("EVERY_DATABASE"):
        others = (name for name in DATABASES if name != chosen)
        databases += (pytest.param(other, marks=pytest.mark.elsewhere) for other in others)
    test.add_marker(pytest.mark.parametrize("database", databases, indirect=True))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Return the address of a database with all tables and no rows."""
    address: str = request.getfixturevalue(f"{request.param}_database")
    return address


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the address of a new SQLite file for this test."""
    (tmp_path / "intake.db").touch(mode=0o600)  # as the product makes it
    shutil.copyfile(sqlite_template, tmp_path / "intake.db")
    return f"sqlite:///{tmp_path}/intake.db"


@pytest.fixture
def postgresql_database(postgresql_engine: Engine) -> str:
    """Return the address of this worker's PostgreSQL database, emptied."""
    with postgresql_engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
        if large := connection.scalars(text(LARGE_TABLES)).all():
            connection.execute(text(f"TRUNCATE {', '.join(large)} CASCADE"))
        connection.execute(text("; ".join(f'DELETE FROM "{name}"' for name in all_tables().tables)))
        _stamp(connection)
    return postgresql_engine.url.render_as_string(hide_password=False)


LARGE_TABLES = """SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'
AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 500000"""
"""Tables that a test has filled. To truncate every table takes a hundred times as long."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of an SQLite file with all tables, to be copied."""
    return make_tables(tmp_path_factory.mktemp("template") / "intake.db")


def make_tables(path: Path) -> Path:
    """Create an SQLite file at *path* with all tables and no rows; return the path."""
    engine = create_engine(f"sqlite:///{path}")
    tune_sqlite(engine)
    all_tables().create_all(engine)
    with engine.begin() as connection:
        _stamp(connection)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_engine(postgresql_server: str) -> Iterator[Engine]:
    """Create a PostgreSQL database with all tables for this worker."""
    with new_postgresql_database(postgresql_server) as address:
        migrate(address)
        engine = create_engine(address, pool_pre_ping=True)  # a test ends all connections
        grant_roles(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Yield the address of the server in ``TEST_DATABASE_URL``, or of one started for the run."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield str(make_url(address).set(drivername="postgresql+psycopg"))
        return
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    with lock_of_servers():
        _end_abandoned_servers()
    server = start_server(SERVERS / f"{OURS}{run[:12]}")
    address = server.get_uri(driver="psycopg")
    for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "wal_recycle"):
        _execute(address, f"ALTER SYSTEM SET {name} = off")
    _execute(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()


@contextmanager
def new_postgresql_database(server: str) -> Iterator[str]:
    """Create a database with a random name on this server; drop it afterwards."""
    name = f"intake_{uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def hosts_of(address: str) -> str:
    """Return the host and the database of *address* as libpq writes them: ``h1:5432/name``."""
    url = make_url(address)
    host = quote(str(url.query.get("host") or url.host), safe="")
    return f"{host}:{url.port}/{url.database}" if url.port else f"{host}/{url.database}"


def migrate(address: str):
    """Run all migrations on an empty database."""
    from alembic import command
    from alembic.config import Config

    app = Flask("migrations")
    app.config.update(SQLALCHEMY_DATABASE_URI=address)
    db.init_app(app)
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with app.app_context():
        command.upgrade(config, "head")
        db.engine.dispose()


def _stamp(connection: Connection):
    """Record the newest revision, as the migrations would."""
    connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest()})


def _end_abandoned_servers():
    """End the servers of runs that were killed: none of the processes that used them lives."""
    for pids in SERVERS.glob(f"{OURS}*/.handle_pids.json"):
        folder, postmaster = pids.parent, pids.parent / "postmaster.pid"
        if any(psutil.pid_exists(pid) for pid in json.loads(pids.read_text() or "[]")):
            continue
        if postmaster.is_file():
            with suppress(psutil.NoSuchProcess):
                _end(psutil.Process(int(postmaster.read_text().split()[0])), folder)
        shutil.rmtree(folder, ignore_errors=True)


def _end(postmaster: psutil.Process, folder: Path):
    """End the server of this folder without waiting for its clients."""
    if str(folder) not in postmaster.cmdline():
        return
    postmaster.send_signal(signal.SIGINT)
    try:
        postmaster.wait(PATIENCE)
    except psutil.TimeoutExpired:
        postmaster.kill()


def _execute(server: str, statement: str):
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
