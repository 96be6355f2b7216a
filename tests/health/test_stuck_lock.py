"""A write lock of SQLite that another program keeps is told; a writer at work is no fault."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from intake import engines as connections
from intake.actions.health import checks
from intake.extensions import db
from intake.storage_faults import StorageFault
from tests.health.causes import file_of
from tests.health.test_doors import told_at_every_door
from tests.health.test_readiness import asked
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_SQLITE

pytestmark = ON_SQLITE

CHILD = {"filling_for": ["child"]}


def test_a_lock_that_another_program_keeps_is_named_at_every_door(house, monkeypatch):
    """The process that answers need not be the one that could not write."""
    monkeypatch.setattr(checks, "PATIENCE", 0.1)

    failing = stuck_lock(house.app, file_of(house))

    told_at_every_door(house, failing, StorageFault.BUSY, "find the process that holds")


@pytest.mark.usefixtures("started")
def test_a_server_is_not_ready_once_a_request_waited_in_vain_until_the_lock_is_free(app, database):
    someone = Applicant(app)
    someone.begin()
    file = Path(str(make_url(database).database))

    with stuck_lock(app, file):
        assert asked(app) == (200, "ok\n")
        assert someone.post("/en/f/1", CHILD).status_code == 503
        assert asked(app) == (503, "not ready: write\n")
    assert asked(app) == (200, "ok\n")

    assert someone.post("/en/f/1", CHILD).status_code == 200
    with stuck_lock(app, file):
        assert asked(app) == (200, "ok\n"), "no request has waited for this one"


@contextmanager
def stuck_lock(app, file):
    """Keep the write lock of a file; requests do not wait long for it."""
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(connections, "SQLITE_PRAGMAS", (*connections.SQLITE_PRAGMAS, IMPATIENT))
        db.session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(file, isolation_level=None)) as stuck:
            stuck.execute("BEGIN IMMEDIATE")
            yield
    with app.app_context():
        db.engine.dispose()


IMPATIENT = "busy_timeout=1"
