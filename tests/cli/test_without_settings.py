"""With refused settings, only help and commands without settings work; others exit with 2."""

import json
import os
import subprocess
import sys

import click
import pytest

from intake.cli import COMMANDS, Commands, serve
from intake.storage_faults import StorageFault
from tests.house.source import ROOT
from tests.support.refused_settings import REFUSED
from tests.support.waiting import PATIENCE

SECRET = {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuv"}
MISSING = "SECRET_KEY is missing or weak"
FIRST_OF_EACH = {name: (environ, text) for name, environ, text in reversed(REFUSED)}
NEEDS_ARGUMENTS = {
    "staff invite": ("a@example.org", "--role", "attorney"),
    "staff disable": ("a@example.org",),
    "keys open-wall": ("4QRK-7TXB",),
    "outbox retry": ("1",),
    "outbox arrived": ("1",),
    "outbox drop": ("1", "--yes"),
    "backup archive": ("file",),
    "backup create": ("file",),
    "backup restore": (str(ROOT / "README.md"),),
}


@pytest.mark.parametrize("name", sorted(FIRST_OF_EACH))
def test_a_command_ends_with_2_and_says_which_setting_is_wrong(flask, name):
    environ, text = FIRST_OF_EACH[name]

    refused = flask("doctor", **(SECRET | environ))

    assert refused.exit_code == 2
    assert refused.output.startswith("Error: ")
    assert (name in refused.output, text in refused.output) == (True, True)
    assert len(refused.output.splitlines()) == 1


@pytest.mark.parametrize("refused", REFUSED)
def test_make_run_ends_with_2_and_leaves_nothing_behind(
    monkeypatch,
    capsys,
    var,
    refused,
):
    name, environ, text = refused
    for setting, value in environ.items():
        monkeypatch.setenv(setting, value)

    status = serve.main()

    captured = capsys.readouterr()
    assert status == 2
    assert (name in captured.err, text in captured.err) == (True, True)
    assert len(captured.err.splitlines()) == 1
    assert not var.exists()


@pytest.mark.parametrize("value", ["nowhere.invalid", "203.0.113.1"])
def test_make_run_says_that_a_host_is_not_of_this_machine(monkeypatch, capsys, var, value):
    monkeypatch.setenv("HOST", value)

    assert serve.main() == 2
    assert f"HOST is {value}, which is not an address of this machine" in capsys.readouterr().err
    assert not var.exists()


@pytest.mark.parametrize(
    "environ, sentence",
    [
        ({"VAR": "/proc/intake"}, "VAR names a folder that cannot be created or written"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/x"}, "Cannot reach the database"),
        (
            {"DATABASE_URL": "sqlite:////nowhere/x.db"},
            "The database is not where DATABASE_URL says",
        ),
        ({"DATABASE_URL": f"sqlite:///{ROOT}"}, "The database is not where DATABASE_URL says"),
        ({"DATABASE_URL": f"sqlite:///{ROOT}/LICENSE"}, "is not an SQLite database"),
        ({"PUBLIC_URL": "https://desk.example.org"}, "SECRET_KEY is missing or weak"),
        (
            {"PUBLIC_URL": "https://desk.example.org", **SECRET},
            "No keys exist yet: run flask keys init",
        ),
        (
            {"RECOVERY_FINGERPRINT": "-".join(["abcd"] * 8)},
            "RECOVERY_FINGERPRINT, or seen_epochs.json",
        ),
    ],
)
def test_make_run_says_that_what_it_needs_is_not_there(
    monkeypatch,
    capsys,
    var,
    environ,
    sentence,
):
    for setting, value in environ.items():
        monkeypatch.setenv(setting, value)

    assert serve.main() == 2
    captured = capsys.readouterr().err
    assert sentence in captured
    assert len(captured.splitlines()) == 1
    assert not (var / "recovery").exists()


def test_every_command_tells_its_help_without_a_secret(flask):
    assert set(COMMANDS) <= set(flask("--help").output.split())

    for words in paths_of_commands():
        result = flask(*words, "--help")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "Usage:" in result.output


@pytest.mark.parametrize(
    "words",
    [("law", "check"), ("languages", "check"), ("questionnaire", "print", "--language", "es")],
)
def test_what_reads_no_secret_works_without_one(flask, words):
    result = flask(*words)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.output


def test_answers_are_explained_without_a_secret_by_the_practice(flask, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"location_kind": "in_us", "us_state": "NJ"}))
    words = ("explain", str(answers), "--today", "2026-11-24")

    here, elsewhere = flask(*words), flask(*words, SERVICE_AREA="NY")

    assert (here.exit_code, elsewhere.exit_code) == (0, 0)
    assert json.loads(here.output)["eligibility"] != json.loads(elsewhere.output)["eligibility"]
    assert flask(*words, SERVICE_AREA="ZZ").exit_code == 2
    amended = flask(*words, "--amended")
    assert (amended.exit_code, MISSING in amended.output) == (2, True)
    assert flask(*words, "--amended", **SECRET).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("outbox", "work", "--once"), ("housekeeping", "run"), ("staff", "list"), ("audit", "verify")],
)
def test_what_needs_the_database_runs_in_an_application_of_its_own(flask, words):
    without_database = flask(*words, **SECRET)

    assert without_database.exit_code == 1
    assert without_database.output.endswith(f"Error: {StorageFault.MISSING.sentence}\n")


def test_a_start_loads_only_what_it_needs():
    """Some commands load no database, the others no pages, and a server no rarely used library."""
    code = """
import sys
from flask.cli import cli
cli(["--app", "wsgi", "law", "list"], standalone_mode=False)
import intake.cli.explain, intake.cli.languages, intake.cli.questionnaire
assert "sqlalchemy" not in sys.modules
cli(["--app", "wsgi", "staff", "--help"], standalone_mode=False)
assert "intake.diary.models" in sys.modules and "intake.web.desk" not in sys.modules
import wsgi
assert wsgi.load().view_functions["work.show"]
rare = {"alembic", "email_validator", "icalendar", "prometheus_client", "rapidfuzz"}
rare |= {"webauthn", "zxcvbn"}
assert not rare & sys.modules.keys(), rare & sys.modules.keys()
"""
    environ = {"PATH": os.environ["PATH"], **SECRET}

    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, check=True, timeout=PATIENCE
    )


def test_every_other_command_that_runs_ends_with_2(flask):
    working = {
        *(("law", "list"), ("law", "check"), ("questionnaire", "print")),
        *(("languages", "check"), ("languages", "compile"), ("explain",)),
    }

    for words in paths_of_commands():
        if words in working or words[0] == "db" or words not in leaves():
            continue
        refused = flask(*words, *NEEDS_ARGUMENTS.get(" ".join(words), ()))
        assert (words, refused.exit_code) == (words, 2)
        assert MISSING in refused.output


@pytest.mark.parametrize("words", [("db", "upgrade"), ("db", "current"), ("routes",), ("run",)])
def test_commands_of_libraries_end_with_2_as_well(flask, words):
    refused = flask(*words)

    assert refused.exit_code == 2
    assert refused.output.startswith(f"Error: {MISSING}")
    assert len(refused.output.splitlines()) == 1


def test_a_command_of_a_library_says_that_the_database_cannot_be_reached(flask):
    refused = flask("db", "upgrade", **SECRET, DATABASE_URL="postgresql://127.0.0.1:9/x")

    assert refused.exit_code == 1
    assert refused.output.endswith(
        "Error: Cannot reach the database. Check DATABASE_URL and that the database is running.\n"
    )


@pytest.mark.slow
def test_a_server_ends_with_3_so_that_it_is_not_begun_again(tmp_path):
    bind = ("--bind", f"unix:{tmp_path}/socket")
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", *bind]

    ended = subprocess.run(
        [*command, "wsgi:app"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR": str(tmp_path), **SECRET, "RETENTION_DAYS": "0"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ended.returncode == 3
    assert "RETENTION_DAYS must be a whole number from 1 to 365" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_the_real_command_speaks_of_its_settings_alone(tmp_path):
    """Flask prints no advice of its own about ``.env``."""
    for name in ("intake", "migrations", "templates", "static", "wsgi.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".env").write_text("INCOME_PERCENT=0\n")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "law"]

    listed, checked = (
        subprocess.run(
            [*command, word],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **SECRET},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        for word in ("list", "check")
    )

    assert (listed.returncode, listed.stderr) == (0, "")
    assert checked.returncode == 2
    assert checked.stderr.startswith("Error: INCOME_PERCENT must be a whole number")
    assert len(checked.stderr.splitlines()) == 1


def paths_of_commands():
    """Return the words that name each group and command of ours, such as ``law list``."""
    return [words for words, _ in _walk(Commands(), ())]


def leaves():
    """Return the words of the commands that are not groups."""
    return {
        words for words, command in _walk(Commands(), ()) if not isinstance(command, click.Group)
    }


def _walk(group, before):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from _walk(command, (*before, name))
