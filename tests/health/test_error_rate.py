"""Failed responses are counted over all processes, also while the database fails."""

import pytest

from intake import clock as time
from intake import create_app
from intake.extensions import db
from intake.upkeep.runs import errors_in_last_hour
from intake.web.faults import error_rate
from tests.health.conftest import breaks
from tests.support.clients.clicks import engine_of
from tests.support.databases import refusing_servers
from tests.support.databases.fixtures import ON_EITHER, ON_POSTGRESQL


@ON_EITHER
def test_what_two_processes_answered_adds_up(app, settings, make_breaking):
    for client in (make_breaking(app), make_breaking(create_app(settings))):
        fail(client)
        fail(client)

    assert counted(app) == 4


@ON_EITHER
def test_what_was_not_found_or_not_ready_is_no_failure(app, clock):
    client = app.test_client()
    for path in ("/en/nothing-here", "/readyz"):
        client.get(path).close()

    assert counted(app) == 0


@ON_POSTGRESQL
def test_while_the_database_fails_they_are_kept_for_later(app, make_breaking, monkeypatch):
    make_breaking(app)
    monkeypatch.setattr(error_rate, "AFTER_FAULT_SECONDS", 0.0)
    with refusing_servers.read_only(engine_of(app)):
        fail(app)
    assert counted(app) == 0

    app.test_client().get("/healthz").close()

    assert counted(app) == 1


def test_the_database_is_told_seldom(app, make_breaking, monkeypatch):
    make_breaking(app)
    monkeypatch.setattr(error_rate, "EVERY_SECONDS", 3600.0)

    for _ in range(3):
        fail(app)

    assert counted(app) == 1


@pytest.fixture
def make_breaking(monkeypatch):
    """Return an application with a view that fails."""
    monkeypatch.setattr(error_rate, "EVERY_SECONDS", 0.0)

    def with_fault(app):
        app.add_url_rule("/en/breaks", view_func=breaks)
        return app

    return with_fault


def fail(app):
    response = app.test_client().get("/en/breaks")
    assert response.status_code == 500
    response.close()


def counted(app):
    with app.app_context():
        errors = errors_in_last_hour(time.now())
        db.session.rollback()
        return errors
