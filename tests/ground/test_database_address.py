"""``DATABASE_URL`` with several servers, in the notation of libpq, tried on a real server."""

import socket
import time
from contextlib import closing, contextmanager

import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from intake.engines import engine_options
from intake.settings.databases import database_address, has_several_hosts
from tests.support.databases.fixtures import hosts_of, new_postgresql_database
from tests.support.servers.ports import hold_port
from tests.support.tables import beside


@pytest.mark.parametrize(
    "url, expected",
    beside(__file__),
)
def test_psycopg_gets_the_whole_address(url, expected):
    arguments = connect_arguments(database_address(url))

    for name, value in (pair.split("=") for pair in expected.split()):
        assert str(arguments[name]) == value


def test_a_single_server_need_not_accept_writes():
    assert "target_session_attrs" not in connect_arguments(database_address("postgresql://h/x"))


@pytest.mark.parametrize("url", ["postgresql://h1:5432,h2:5433/x", "postgresql:///x?host=h1,h2"])
def test_an_address_tells_that_it_names_several_servers(url):
    assert has_several_hosts(database_address(url))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://h/x",
        "postgresql:///x?host=/run/pg",
        "postgresql://u,v:p,q@h/x,y",
        "sqlite:////srv/intake,intake.db",
    ],
)
def test_an_address_of_one_server_is_told_apart(url):
    assert not has_several_hosts(database_address(url))


def test_a_password_among_the_options_is_hidden_in_output():
    address = database_address("postgresql://h1,h2/x?user=u&password=hidden")

    assert "hidden" not in make_url(address).render_as_string(hide_password=True)


def test_a_server_that_is_down_is_skipped(hosts):
    begun = time.monotonic()

    url = f"postgresql://postgres@127.0.0.1:{hold_port()},{hosts}"
    with engine_of(url) as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1

    assert time.monotonic() - begun < 30


def test_a_server_that_never_answers_is_skipped_in_time(hosts):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        begun = time.monotonic()
        url = f"postgresql://postgres@127.0.0.1:{silent.getsockname()[1]},{hosts}?connect_timeout=2"
        with engine_of(url) as engine, engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1

    assert 1.5 < time.monotonic() - begun < 30


def test_a_read_only_server_is_skipped(hosts):
    address, _, name = hosts.partition("/")
    standby = f"postgresql://postgres@{address},{address}/{name}"
    with engine_of(f"postgresql://postgres@{hosts}") as engine, engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))

    with engine_of(standby) as engine, pytest.raises(OperationalError, match="read-only"):
        engine.connect()
    with engine_of(f"{standby}?target_session_attrs=any") as engine:
        engine.connect().close()


def connect_arguments(address):
    """Return the arguments that SQLAlchemy passes to psycopg; check that libpq accepts them."""
    engine = create_engine(address)
    _, arguments = engine.dialect.create_connect_args(engine.url)
    options = {name: value for name, value in arguments.items() if name != "context"}
    make_conninfo(**options)
    return options


@contextmanager
def engine_of(url):
    """Yield the application's engine for this address."""
    address = database_address(url)
    engine = create_engine(address, **engine_options(address))
    yield engine
    engine.dispose()


@pytest.fixture
def hosts(postgresql_server):
    """Yield the part of a new database's address after the user."""
    with new_postgresql_database(postgresql_server) as address:
        yield hosts_of(address)
