"""The modes of SQLite's database files."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.support.browser.live import ROOT


@pytest.mark.slow
def test_only_the_owner_may_read_database_files_under_any_umask(tmp_path):
    environ = {
        "PATH": os.environ["PATH"],
        "VAR": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(32),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]

    subprocess.run(command, cwd=ROOT, env=environ, umask=0o022, check=True, capture_output=True)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("intake.db*")}
    assert "intake.db" in modes
    assert set(modes.values()) == {0o600}
