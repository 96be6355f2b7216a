"""While storage fails, doctor and metrics name the fault, and the page shows the other checks."""

import errno
import os
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import Mock

import pytest

from intake import create_app, database_file
from intake.actions.health.check import UNKNOWN
from intake.extensions import db
from intake.storage_faults import StorageFault
from tests.health.causes import damage, file_of
from tests.health.house import words
from tests.health.test_readiness import full_disk
from tests.support.clients.error_pages import engine_of
from tests.support.databases import refusing_servers
from tests.support.disks import sqlite_limits
from tests.support.servers.ports import hold_port

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@ON_SQLITE
def test_on_a_full_disk_every_door_says_that_it_is_full(house):
    with sqlite_limits.full(engine_of(house.app)):
        told_at_every_door(house, full_disk(), StorageFault.DISK_FULL, "The disk is full")


@ON_SQLITE
def test_on_a_read_only_disk_every_door_says_that_it_is_read_only(house):
    with sqlite_limits.read_only(engine_of(house.app)):
        told_at_every_door(house, read_only_disk(), StorageFault.READ_ONLY, "read-only")


@ON_POSTGRESQL
def test_a_server_that_may_only_be_read_is_named_at_every_door(house):
    refusing = refusing_servers.read_only(engine_of(house.app))
    told_at_every_door(house, refusing, StorageFault.READ_ONLY, "read-only")


@ON_SQLITE
def test_without_its_file_doctor_and_numbers_still_tell_the_rest(house):
    file = file_of(house)
    moved = file.rename(file.with_name("moved.db"))

    result = house.app.test_cli_runner().invoke(args=["doctor"])
    numbers = house.numbers()
    moved.rename(file)

    assert result.exit_code == 1
    assert "! Database: The database is not where DATABASE_URL says. " in result.output
    assert "Disk space" in result.output  # a machine may have little of it
    (unknown,) = (line for line in result.output.splitlines() if "Not checked" in line)
    assert unknown.startswith(
        "! Not checked, because the database does not answer: tables, standby,"
    )
    assert 'intake_health{check="database"} 2.0' in numbers
    assert 'intake_health{check="backup"} 1.0' in numbers
    assert "intake_open_cases" not in numbers
    assert house.found()["database"].finding == "good"


@ON_SQLITE
def test_one_damaged_page_is_told_at_once_and_leaves_the_other_checks_alone(house):
    damage(house, "outbox_beats")

    checks = house.found()
    output = house.run("doctor")

    lost = {code for code, check in checks.items() if check.finding == UNKNOWN}
    assert lost == {"clock", "worker", "email_late", "email_readers", "email_failed"}
    assert checks["audit_chain"].finding == "good"
    page = house.page()
    (row,) = (row for row in page.iter("tr") if row.get("data-check") == "worker")
    assert "Not checked, because the database is damaged." in words(row)
    assert "does not answer" not in output
    assert "! Not checked, because the database is damaged: clock, worker, email_late," in output
    assert checks["integrity"].finding == "damaged"
    assert "! Damage in the database: Part of the database is damaged. Work that is saved" in output
    assert "integrity" in house.firing()


@ON_SQLITE
def test_a_damaged_page_in_the_row_of_the_nightly_check_is_told_too(house):
    damage(house, "upkeep_runs")

    assert house.found()["integrity"].finding == "damaged"


@ON_SQLITE
def test_a_file_that_is_no_database_is_damaged(house):
    with house.app.app_context():
        db.session.remove()
        db.engine.dispose()
    file_of(house).write_bytes(b"no database" * 4096)

    result = house.run("doctor")

    assert "! Database: The database is damaged, or DATABASE_URL names a file" in result
    assert "Stop working on the desk. For the server administrator: Stop the server" in result


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_server_that_cannot_be_reached_is_named(settings):
    address = f"postgresql+psycopg://somebody@127.0.0.1:{hold_port()}/nothing"
    app = create_app(replace(settings, database_url=address))

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "! Database: Cannot reach the database. " in result.output
    assert app.test_client().get("/metrics").status_code == 200


def told_at_every_door(house, failing, fault, sentence):
    assert house.found()["database"].finding == "good"
    with failing:
        page = house.page()
        state = house.shown("database").found.finding
        result = house.app.test_cli_runner().invoke(args=["doctor"])
        numbers = house.numbers()

    assert state == fault
    (heading,) = (part for part in page.iter("h2") if part.get("id") == "database")
    assert words(heading)
    assert result.exit_code == 1
    assert sentence in result.output
    assert 'intake_health{check="database"} 2.0' in numbers
    assert "intake_open_cases" in numbers


@contextmanager
def read_only_disk():
    """Make the write that tests the disk fail with ``EROFS``."""
    refusal = OSError(errno.EROFS, os.strerror(errno.EROFS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_file, "TemporaryFile", Mock(side_effect=refusal))
        yield
