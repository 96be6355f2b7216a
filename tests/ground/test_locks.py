"""The checks by which tests notice that a process loses its locks on an SQLite database.

``tests/journeys/test_database_files.py`` applies them to the running product.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from intake.engines import tune_sqlite
from tests.house.source import ROOT
from tests.support.storm.database_files import deleted_files, unlocked_holders
from tests.support.storm.processes import watch_settings

SOON = 0.5
USE = (
    "import os, sqlite3; opened = sqlite3.connect(os.environ['WATCHED']); "
    "opened.execute('SELECT * FROM sqlite_master'); "
)
FORK = "os.fork() or os._exit(0); os.wait()"
PREPARE_AND_FORK = f"""
import os
from intake.cli import serve
environ = dict(os.environ)
serve.say_where(serve.prepare(environ), environ)
{FORK}
"""


def test_closing_any_descriptor_of_the_database_drops_its_locks(database_file):
    os.close(os.open(database_file, os.O_RDONLY))

    assert unlocked_holders(database_file, patience=SOON) == [
        f"process {os.getpid()} has {database_file} open without a lock of its own"
    ]


def test_a_log_that_was_deleted_under_a_process_is_seen(database_file):
    log = Path(f"{database_file}-wal")
    assert deleted_files(database_file) == []

    log.unlink()

    assert deleted_files(database_file) == [f"process {os.getpid()} holds {log} (deleted)"]


@pytest.mark.parametrize(
    "code",
    [
        "open(os.environ['WATCHED']).close()",
        "os.close(os.open(os.environ['WATCHED'].encode(), os.O_RDONLY))",
        "os.chdir(os.path.dirname(os.environ['WATCHED'])); open('intake.db', 'rb').close()",
        "os.chmod(os.environ['WATCHED'] + '-wal', 0o600)",
        "import shutil; shutil.copyfile(os.environ['WATCHED'], os.devnull)",
    ],
)
def test_code_that_touches_a_file_of_the_database_is_reported(report_of, code):
    assert "of a database file at " in report_of(f"import os; {code}")


def test_a_fork_with_the_database_open_is_reported(report_of):
    assert "os.fork with the database open at <string>:1" in report_of(USE + FORK)


@pytest.mark.slow
def test_make_run_prepares_without_touching_the_files_and_forks_without_a_connection(
    tmp_path,
):
    var, report = tmp_path / "var", tmp_path / "report.txt"
    environ = {"VAR": str(var), **watch_settings(var / "intake.db", report)}
    environ["PYTHONPATH"] = os.pathsep.join((environ["PYTHONPATH"], str(ROOT)))

    subprocess.run([sys.executable, "-c", PREPARE_AND_FORK], env=environ, check=True)

    assert (var / "intake.db").exists()
    assert not report.exists(), report.read_text("utf-8")


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/intake.db")
    tune_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def database_file(engine):
    """Yield the file of a database that this process keeps open."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letters (id INTEGER PRIMARY KEY)"))
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM letters"))
        yield Path(str(engine.url.database))


@pytest.fixture
def report_of(database_file, tmp_path):
    """Return a function that runs code in another process and returns the report about it."""
    report = tmp_path / "report.txt"

    def run(code):
        environment = watch_settings(database_file, report)
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        return report.read_text("utf-8") if report.exists() else ""

    return run
