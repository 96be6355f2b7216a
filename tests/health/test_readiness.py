"""``/readyz`` answers *ok* while requests can be accepted, else the reasons."""

import signal
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from unittest.mock import Mock

import pytest
from sqlalchemy import make_url, text

from intake import create_app, database_file
from intake.actions.health import readiness
from intake.actions.health.readiness import write_fault
from intake.actions.keys.recover import rotate
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.seen_epochs import bind
from intake.storage_faults import StorageFault
from intake.web import health
from tests.staff.making import moment
from tests.support.clients.members import StaffBrowser
from tests.support.databases import refusing_servers
from tests.support.databases.fixtures import ON_EITHER, ON_POSTGRESQL, ON_SQLITE
from tests.support.databases.writing import writing_in
from tests.support.disks.small_disk import files_of_at_most
from tests.support.servers.ports import hold_port
from tests.support.waiting import until

FULL = Path("/dev/full")


def test_a_server_that_can_take_requests_is_ready(ready_client):
    answer = ready_client.get("/readyz", headers={"Host": "10.0.0.7"})

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.mimetype == "text/plain"


def test_without_keys_or_with_another_pin_it_is_not(app, started):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint="another")

    assert asked(app) == (503, "not ready: keys\n")


def test_a_node_that_is_asked_sees_new_keys_and_refuses_older_ones_then(app, started, tmp_path):
    """The applicants' door learns of new keys so, where nobody sends a request."""
    StaffBrowser(app).join(f"/desk/invitation/{started.invitation_token}")
    (tmp_path / "door").mkdir()
    bind(app, tmp_path / "door")
    with writing_in(app):
        rotate(
            started.sheets[0],
            started.sheets[1],
            moment(installation=started.fingerprint),
            team_id=keys.the_team().id,
        )

    assert asked(app) == (200, "ok\n")

    with app.app_context():
        for table in ("grants", "signing_grants"):
            db.session.execute(text(f"DELETE FROM {table} WHERE epoch = 2"))
        db.session.execute(text("DELETE FROM epochs WHERE number = 2"))
        db.session.commit()
    assert asked(app) == (503, "not ready: keys\n")


def test_before_there_are_keys_it_is_not(client):
    assert client.get("/readyz").text == "not ready: keys\n"


@pytest.mark.usefixtures("started")
def test_tables_of_an_older_release_are_not_enough(app):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()

    assert asked(app) == (503, "not ready: migrations\n")


@ON_EITHER
@pytest.mark.usefixtures("started")
def test_a_disk_that_is_nearly_full_is_not_enough(app, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE_BYTES", 2**60)

    assert asked(app) == (503, "not ready: space\n")


@ON_POSTGRESQL
@pytest.mark.usefixtures("started")
def test_a_database_that_may_only_be_read_is_not_enough(app):
    with app.app_context(), refusing_servers.read_only(db.engine):
        response = asked(app)

    assert response == (503, "not ready: write\n")
    assert asked(app) == (200, "ok\n")


@ON_SQLITE
@pytest.mark.usefixtures("started")
def test_a_disk_that_takes_no_more_is_named(app, database):
    for refusing in (full_disk(), no_file_may_grow()):
        assert asked(app) == (200, "ok\n")
        with refusing:
            assert asked(app) == (503, "not ready: write\n")


@ON_SQLITE
@pytest.mark.usefixtures("started")
def test_a_file_that_is_gone_is_named(app, database):
    file = Path(str(make_url(database).database))
    assert asked(app) == (200, "ok\n")

    moved = file.rename(file.with_name("moved.db"))
    assert asked(app) == (503, "not ready: database\n")
    moved.rename(file)

    assert asked(app) == (200, "ok\n")


def test_a_server_that_is_away_is_named(settings):
    address = f"postgresql+psycopg://somebody@127.0.0.1:{hold_port()}/nothing"

    assert asked(create_app(replace(settings, database_url=address))) == (
        503,
        "not ready: database\n",
    )


@ON_SQLITE
@pytest.mark.usefixtures("started")
def test_a_writer_at_work_is_no_fault(app, database):
    with closing(sqlite3.connect(str(make_url(database).database))) as writer:
        writer.isolation_level = None
        writer.execute("BEGIN IMMEDIATE")

        assert asked(app) == (200, "ok\n")

        writer.execute("ROLLBACK")


@ON_EITHER
@pytest.mark.usefixtures("started")
def test_however_many_ask_the_database_is_looked_at_once_a_second(app, monkeypatch):
    look = Mock(return_value=())
    monkeypatch.setattr(health, "not_ready", look)
    client = app.test_client()

    for at in (5.0, 5.3, 5.9, 6.0, 6.9, 7.1):
        monkeypatch.setattr(health, "monotonic", lambda at=at: at)
        assert client.get("/readyz").status_code == 200

    assert look.call_count == 3


@ON_POSTGRESQL
@pytest.mark.usefixtures("started")
def test_a_lock_that_holds_the_keys_makes_it_not_ready_within_seconds(app):
    with app.app_context(), db.engine.begin() as other:
        other.execute(text("LOCK TABLE teams"))
        began = monotonic()

        assert asked(app) == (503, "not ready: keys\n")

        assert monotonic() - began < 4


@ON_EITHER
@pytest.mark.usefixtures("started")
def test_asking_changes_nothing_and_leaves_nothing(app, settings):
    client = app.test_client()
    assert client.get("/readyz").status_code == 200  # it remembers the newest epoch
    before = sorted(path.name for path in settings.var.iterdir())
    with app.app_context():
        rows = everything()

    for _ in range(3):
        assert asked(app) == (200, "ok\n")

    with app.app_context():
        assert everything() == rows
    assert sorted(path.name for path in settings.var.iterdir()) == before


@ON_SQLITE
def test_a_standby_that_commits_wait_for_and_that_is_not_connected_is_named(settings, postgresql):
    app = create_app(replace(settings, database_url=psycopg_url(postgresql)))
    with app.app_context():
        assert write_fault() == ""

        configure("ALTER SYSTEM SET synchronous_standby_names = 'db_two'")
        until(lambda: write_fault() == StorageFault.NO_STANDBY, "the missing standby is noticed")
        assert "write" in readiness.not_ready(settings)

        configure("ALTER SYSTEM SET synchronous_commit = 'local'")
        until(lambda: write_fault() == "", "commits wait for no standby")


def psycopg_url(server):
    return str(make_url(server.url).set(drivername="postgresql+psycopg"))


def configure(command):
    """Change a setting of the PostgreSQL server and reload it."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(command))
        connection.execute(text("SELECT pg_reload_conf()"))


def asked(app):
    """Return the answer to who asks more than a second after the last one."""
    app.extensions.pop("readiness", None)
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.text


def everything():
    """Return the state of each sequence, transaction and file, to detect any change."""
    if db.engine.dialect.name == "sqlite":
        return [db.session.scalar(text("PRAGMA data_version"))]
    return list(db.session.execute(text("SELECT version_num FROM alembic_version")).all())


@contextmanager
def full_disk():
    """Make the write that tests the disk fail with ``ENOSPC``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_file, "TemporaryFile", lambda **_: FULL.open("wb", buffering=0))
        yield


@contextmanager
def no_file_may_grow():
    """Make the write that tests the disk fail with ``EFBIG``."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with files_of_at_most(0):
        yield
    signal.signal(signal.SIGXFSZ, handler)
