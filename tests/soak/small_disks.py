"""Fill up real disks, and make one read-only, under each database.

``make test`` does the same with limits that need no rights. Here a disk of 16 MB is mounted, which
needs root; where none can be mounted, the tests fail.
"""

import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from intake import create_app
from intake.actions.health import readiness
from intake.actions.health.check import Moment
from intake.actions.health.readiness import write_fault
from intake.actions.health.server import check_space
from intake.extensions import db
from intake.storage_faults import StorageFault
from tests.health.test_readiness import asked, psycopg_url
from tests.staff.making import NOW
from tests.support.databases.fixtures import ON_SQLITE

pytestmark = ON_SQLITE


def test_a_nearly_full_disk_of_the_file_is_not_enough(mounted, settings):
    app = create_app(replace(settings, database_url=f"sqlite:///{mounted.folder / 'intake.db'}"))

    code, reasons = asked(app)

    assert (code, reasons.split(", ")[0]) == (503, "not ready: space")
    with app.app_context():
        check = check_space(Moment(settings=settings, now=NOW))
    assert check.finding == "nearly_full"
    assert 0 < check.figures["free_bytes"] <= 16 * 2**20


def test_a_full_disk_and_a_read_only_one_are_told_apart(mounted, settings):
    file = mounted.folder / "intake.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE one (id INTEGER)")
    app = create_app(replace(settings, database_url=f"sqlite:///{file}"))
    with app.app_context():
        assert write_fault() == ""

        mounted.fill()
        assert write_fault() == StorageFault.DISK_FULL
        mounted.free()
        mounted.forbid_writing()
        assert write_fault() == StorageFault.READ_ONLY
        mounted.allow_writing()
        assert write_fault() == ""


def test_a_full_disk_of_postgresql_is_named(mounted, settings, postgresql):
    app = create_app(replace(settings, database_url=psycopg_url(postgresql)))
    with app.app_context(), temporary_files_on(mounted):
        assert write_fault() == ""

        mounted.fill()
        assert write_fault() == StorageFault.DISK_FULL
        assert "write" in readiness.not_ready(settings)
        mounted.free()
        assert write_fault() == ""


@pytest.fixture
def mounted(disk):
    assert disk.folder.is_mount(), "no disk can be mounted: run this as root"
    return disk


@contextmanager
def temporary_files_on(disk):
    """Mount this disk where the PostgreSQL server keeps temporary files."""
    data = Path(str(db.session.scalar(text("SELECT current_setting('data_directory')"))))
    db.session.rollback()
    folder = data / "base" / "pgsql_tmp"
    folder.mkdir(exist_ok=True)
    shutil.chown(disk.folder, user=data.owner(), group=data.group())
    subprocess.run(["mount", "--bind", str(disk.folder), str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
