"""Fixtures for every test; ``tests/support`` makes them."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.actions.opening.case_keys import Reader
from intake.engines import tune_sqlite
from intake.extensions import db
from intake.settings import Settings
from tests.cases.making import NOW, InventedTeam, new_team
from tests.house.source import suppressions
from tests.support.audited import watch
from tests.support.clients.strict_client import StrictClient
from tests.support.clients.template_cache import TEMPLATES
from tests.support.clock import Clock
from tests.support.databases.door_roles import use_door_roles

pytest_plugins = (
    "tests.support.speedups",
    "tests.support.once",
    "tests.support.telling",
    "tests.support.servers.postgresql",
    "tests.support.databases.fixtures",
    "tests.support.servers.mail_server",
    "tests.support.servers.heartbeat_receiver",
    "tests.support.disks.small_disk",
    "tests.support.browser.live",
    "tests.support.browser.shared_product",
    "tests.support.clients.installation",
    "tests.support.clients.members",
    "tests.support.clients.readability",
    "tests.support.tour.fixtures",
)

LONGER = {"journeys": 900, "by many examples": 300}
"""Seconds after which tests of these kinds count as hanging; for all others it is 240.

What journeys set up counts as well: it waits for browsers, servers and commands.
"""

FIRST = {"journeys", "nets"}
"""Folders whose tests come first."""

SLOW = {"journeys", "web"}
"""Folders that ``make quick`` leaves out: whole journeys, and tests of pages."""

hypothesis.settings.register_profile(
    "explore", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "house",
    hypothesis.settings.get_profile("explore"),
    derandomize=True,
    database=None,
    max_examples=40,
)
hypothesis.settings.register_profile(
    "quick", hypothesis.settings.get_profile("house"), max_examples=20
)
hypothesis.settings.load_profile("house")
"""``make test`` tries the same examples in every run, ``make quick`` half of them; ``make soak``
tries a hundred new ones.
"""


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Create the application with the test's settings, on SQLite and on PostgreSQL."""
    from intake import create_app

    app = create_app(settings)
    app.testing = True
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = TEMPLATES
    watch(app)
    with app.app_context():
        use_door_roles(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a test client that checks each HTML page it receives (:class:`StrictClient`)."""
    return app.test_client()


@pytest.fixture
def db_session(
    request: pytest.FixtureRequest, settings: Settings
) -> Iterator[scoped_session[Session]]:
    """Return the database session: of ``app`` if the test uses it, else of ``doorless_app``."""
    has_doors = {"app", "client"} & set(request.fixturenames)
    app: Flask = request.getfixturevalue("app" if has_doors else "doorless_app")
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def team(db_session: scoped_session[Session]) -> InventedTeam:
    """A team with a key, whose members and cases a test makes."""
    return new_team()


@pytest.fixture
def reader(team: InventedTeam) -> Reader:
    """A caseworker of the team at work."""
    return team.reader()


@pytest.fixture
def doorless_app(settings: Settings) -> Iterator[Flask]:
    """Create an application with only what actions need: the database and the key at rest."""
    from intake.sealing import at_rest

    app = Flask("doorless")
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.database_url)
    at_rest.bind(settings.secret_key, settings.secret_key_fallbacks)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Return the settings of the test; change single ones with ``dataclasses.replace``."""
    return Settings(
        secret_key="a-secret-for-tests-0123456789-abcdefghij",
        database_url=database,
        var=tmp_path,
        public_url="http://localhost",
    )


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Freeze the time at 24 November 2026, 10:00 in New York; ``move_to`` changes it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield Clock(traveller)


def pytest_configure(config: pytest.Config):
    """Register the marks of tests that ``make quick`` and ``make test`` leave out."""
    config.addinivalue_line("markers", "slow: takes seconds; make quick leaves it out")
    config.addinivalue_line("markers", "long: only make soak runs it; a shorter test stands for it")


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Set the timeouts of long tests, and mark those that ``make quick`` leaves out."""
    for item in items:
        if _is_slow(item):
            item.add_marker("slow")
        kinds = set(item.path.parts)
        if hypothesis.is_hypothesis_test(getattr(item, "function", None)):
            kinds.add("by many examples")
        for kind in kinds & set(LONGER):
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(LONGER[kind], func_only=kind != "journeys"))


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_deal_items(items: list[pytest.Item]):
    """Sort the chosen tests for the processes of this run."""
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def dealt(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return the tests in an order in which half of the equal shares begin with the long ones.

    Each process begins with the next share, and takes over the end of one that is behind. A long
    test that begins last keeps one process busy while the others have nothing left to do.
    """
    first = [item for item in items if not FIRST.isdisjoint(item.path.parts)]
    others = [item for item in items if FIRST.isdisjoint(item.path.parts)]
    places = {path: place for place, path in enumerate(dict.fromkeys(i.path for i in first))}
    order: list[pytest.Item] = []
    for process in range(processes):
        own = [i for i in first if places[i.path] % max(1, processes // 2) == process]
        room = max(0, (len(items) - len(order)) // (processes - process) - len(own))
        order += [*own, *others[:room]]
        del others[:room]
    return order + others


def _is_slow(item: pytest.Item) -> bool:
    """Return true for a test of a slow folder, or one that needs PostgreSQL or a running product.

    Single tests that start a process or wait a second carry the mark themselves.
    """
    needs = {"postgresql_server", "live", "run"} & set(getattr(item, "fixturenames", ()))
    call = getattr(item, "callspec", None)
    is_on_postgresql = call is not None and "postgresql" in call.id
    return bool(SLOW & set(item.path.parts) or needs) or is_on_postgresql


def pytest_collection_finish():
    """Exclude everything loaded so far from garbage collection, and collect the rest rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_report_header() -> str:
    """Return the number of suppressions, which ``tests/house`` limits."""
    return f"suppressions: {len(suppressions())}"
