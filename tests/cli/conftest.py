import logging
import os
import sys

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import cli as flask_command

from intake.settings import NAMES, Settings
from tests.house.source import ROOT


@pytest.fixture
def bare_app(tmp_path):
    """Return an application with settings and no database."""
    app = Flask("bare")
    app.config["SETTINGS"] = Settings(
        secret_key="a-secret-for-tests-0123456789-abcdefghij",
        database_url="sqlite://",
        var=tmp_path,
    )
    return app


@pytest.fixture
def flask(monkeypatch, var):
    """Return a function that runs ``flask --app wsgi`` in this process."""
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")  # it sets this itself, for good

    def run(*words, **environ):
        monkeypatch.delitem(sys.modules, "wsgi", raising=False)
        return CliRunner().invoke(
            flask_command, ["--app", "wsgi", *words], env=environ, prog_name="flask"
        )

    return run


@pytest.fixture
def var(monkeypatch, tmp_path):
    """Return a folder that does not exist yet, the only setting of the environment."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    umask, root = os.umask(0o077), logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    yield tmp_path / "var"
    os.umask(umask)
    root.setLevel(level)
    root.handlers[:] = handlers  # the product sets up its own
