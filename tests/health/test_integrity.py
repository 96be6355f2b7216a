"""Damage to the database is found at start and each night, or reported by PostgreSQL."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import make_url, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import scoped_session

from intake import clock as time
from intake.actions.health.check import Moment
from intake.actions.health.server import check_integrity, check_tables
from intake.actions.upkeep.jobs import is_due, last_night
from intake.cli import housekeeping
from intake.cli.housekeeping import repeat_housekeeping
from intake.extensions import db
from intake.settings import Settings
from intake.upkeep import runs
from tests.health.causes import damage
from tests.support.databases.fixtures import ON_POSTGRESQL, ON_SQLITE

Db = scoped_session[Session]
ZONE = ZoneInfo("America/New_York")


@ON_SQLITE
def test_each_night_the_file_is_checked_once(house):
    """A nightly check is due after three in the morning in New York; it is ten."""
    checked_at = [run_housekeeping(house)]
    for hours in (1, 15, 1, 2, 1):
        house.clock.shift(hours=hours)
        checked_at.append(run_housekeeping(house))

    ten = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    three = ten + timedelta(hours=17)
    assert checked_at == [ten, ten, ten, three, three, three]


@ON_SQLITE
def test_make_run_checks_the_file_at_start(app, clock, monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(housekeeping, "renew", stop.set)
    with app.app_context():
        runs.record_run(runs.INTEGRITY, now=time.now() - timedelta(minutes=5))
        db.session.commit()

    repeat_housekeeping(app, stop=stop)

    with app.app_context():
        last_runs = runs.last_runs()
        assert {name: run.at for name, run in last_runs.items()} == {
            job: time.now() for job in (runs.INTEGRITY, runs.WIPE, runs.HOUSEKEEPING)
        }


@ON_SQLITE
def test_damage_ends_the_command_with_1_and_is_no_reason_to_leave_the_rest_undone(house, caplog):
    damage(house, "desk_views")
    house.clock.shift(days=1)

    done = house.app.test_cli_runner().invoke(args=["housekeeping", "run"])

    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("Error: The database is damaged")
    assert "cases erased" in done.output
    assert "the database is damaged" in caplog.text


def test_only_sqlite_is_checked_by_us(db_session):
    is_sqlite = db.engine.dialect.name == "sqlite"

    assert is_due(now=time.now(), zone=ZONE) == is_sqlite


@pytest.mark.parametrize(
    "now, night", [("02:59", "2026-11-23 03:00"), ("03:00", "2026-11-24 03:00")]
)
def test_a_night_begins_at_three(now, night):
    at = datetime.fromisoformat(f"2026-11-24 {now}").replace(tzinfo=ZONE)

    assert last_night(now=at, zone=ZONE) == datetime.fromisoformat(night).replace(tzinfo=ZONE)


def test_pages_that_postgresql_finds_damaged_are_counted(postgresql, app_of_postgresql):
    with app_of_postgresql.app_context():
        for statement in ("CREATE TABLE one (id int)", "INSERT INTO one SELECT 1"):
            db.session.execute(text(statement))
        db.session.commit()
        asked = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('one')"
        file = Path(str(db.session.scalar(text(asked))))
        assert found_in(app_of_postgresql) == "good"
        db.session.remove()
        db.engine.dispose()

        postgresql.stop()
        page = bytearray(file.read_bytes())
        page[4000] ^= 0xFF
        file.write_bytes(page)
        postgresql.start()
        with pytest.raises(InternalError, match="invalid page"):
            db.session.execute(text("SELECT * FROM one"))
        db.session.remove()

        assert found_in(app_of_postgresql) == "damaged"


def test_a_server_without_checksums_is_told(postgresql, app_of_postgresql):
    with app_of_postgresql.app_context():
        assert found_in(app_of_postgresql) == "good"
        db.session.remove()
        db.engine.dispose()

        postgresql.stop()
        postgresql.run("pg_checksums", "--disable")
        postgresql.start()

        assert found_in(app_of_postgresql) == "no_checksums"


@ON_POSTGRESQL
def test_an_applicants_role_that_counts_rows_is_told(app):
    found = []
    for change in ("GRANT {} TO intake_apply", "REVOKE {} FROM intake_apply"):
        with app.app_context():
            counting = change.format("EXECUTE ON FUNCTION pg_stat_get_live_tuples")
            db.session.execute(text(counting))
            db.session.commit()
            moment = Moment(settings=app.config["SETTINGS"], now=time.now())
            found.append(check_tables(moment).finding)

    assert found == ["counted", "good"]


def run_housekeeping(house):
    """Run the command; return the time of the last check, when the file was written anew too."""
    house.run("housekeeping", "run")
    with house.app.app_context():
        last = runs.last_runs()
        assert last[runs.WIPE].at == last[runs.INTEGRITY].at
        return last[runs.INTEGRITY].at


def found_in(app):
    moment = Moment(settings=app.config["SETTINGS"], now=time.now())
    state = check_integrity(moment).finding
    db.session.rollback()
    return state


@pytest.fixture
def app_of_postgresql(postgresql, tmp_path):
    """Return a database on a server used by this test only."""
    url = make_url(postgresql.url).set(drivername="postgresql+psycopg")
    address = url.render_as_string(hide_password=False)
    app = Flask("alone")
    settings = Settings(secret_key="for this test", database_url=address, var=tmp_path)
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=address)
    db.init_app(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
