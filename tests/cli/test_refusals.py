"""Faults of the database are reported in a sentence, without a traceback."""

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from click import ClickException
from sqlalchemy.exc import OperationalError, ProgrammingError

from intake import create_app
from intake.cli import faults_as_sentences
from intake.extensions import db
from intake.storage_faults import StorageFault
from tests.support.servers.ports import hold_port

COMMANDS = ("keys status", "staff list", "outbox list", "audit verify", "backup create backup")


@pytest.mark.parametrize("command", COMMANDS)
def test_tables_that_are_not_there_are_named(settings, command):
    with_none = replace(settings, database_url="sqlite://")

    result = run(with_none, command)

    assert result.exit_code == 1
    assert result.output == f"Error: {StorageFault.NO_TABLES.sentence}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_cannot_be_reached_is_named(settings, tmp_path, command):
    for address, fault in (
        (f"sqlite:///{tmp_path}/nowhere/intake.db", StorageFault.MISSING),
        (f"postgresql+psycopg://somebody@127.0.0.1:{hold_port()}/nothing", StorageFault.AWAY),
    ):
        result = run(replace(settings, database_url=address), command)

        assert result.exit_code == 1
        assert result.output.endswith(f"Error: {fault.sentence}\n")


@pytest.mark.parametrize(
    "failure",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError(None, None, OSError(errno.ENOSPC, "No space left on device")),
    ],
)
def test_a_full_disk_is_named(failure):
    with pytest.raises(ClickException, match="The disk is full"), faults_as_sentences():
        raise failure


def test_a_damaged_database_is_named(settings, tmp_path):
    (tmp_path / "damaged.db").write_bytes(b"no database" * 4096)

    result = run(replace(settings, database_url=f"sqlite:///{tmp_path}/damaged.db"), "staff list")

    assert result.exit_code == 1
    assert result.output == f"Error: {StorageFault.DAMAGED.sentence}\n"


def test_other_faults_of_files_are_not_explained_away():
    with pytest.raises(FileNotFoundError), faults_as_sentences():
        Path("nowhere").read_bytes()


def test_what_nobody_foresaw_is_not_explained_away():
    unforeseen = ProgrammingError("SELECT 1", {}, Exception("syntax error"))

    with pytest.raises(ProgrammingError), faults_as_sentences():
        raise unforeseen


def run(settings, command):
    app = create_app(settings)
    result = app.test_cli_runner().invoke(args=command.split())
    with app.app_context():
        db.engine.dispose()
    return result


@pytest.fixture
def database(sqlite_database):
    """Use one database, since each test opens another."""
    return sqlite_database
