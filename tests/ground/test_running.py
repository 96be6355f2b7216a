"""Servers that ``make run`` started, as commands find them."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from intake.running import FOLDER, announced, newest

HOLD = """
import os, sys, time
from pathlib import Path
from intake.running import announced
with announced(Path(sys.argv[1]), {"PORT": sys.argv[2]}):
    child = os.fork() if sys.argv[3] == "fork" else 1
    if child:
        print(child, flush=True)
    time.sleep(600)
"""


def test_the_newest_running_server_is_found(
    tmp_path,
):
    with announced(tmp_path, {"PORT": "1"}):
        with announced(tmp_path, {"PORT": "2"}):
            assert newest(tmp_path) == {"PORT": "2"}
            assert len(list((tmp_path / FOLDER).iterdir())) == 2
        assert newest(tmp_path) == {"PORT": "1"}

    assert newest(tmp_path) == {}
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_only_the_owner_may_read_the_file(tmp_path):
    with announced(tmp_path, {"PORT": "1"}):
        paths = [tmp_path / FOLDER, *(tmp_path / FOLDER).iterdir()]
        assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o700, 0o600]


@pytest.mark.slow
def test_a_killed_server_is_not_found_and_the_next_one_removes_its_file(server):
    server.begin("8123")
    assert newest(server.var) == {"PORT": "8123"}

    server.kill()

    assert newest(server.var) == {}
    assert len(list((server.var / FOLDER).iterdir())) == 1
    with announced(server.var, {"PORT": "1"}):
        assert newest(server.var) == {"PORT": "1"}
        assert len(list((server.var / FOLDER).iterdir())) == 1


@pytest.mark.slow
def test_a_server_whose_parent_was_killed_is_found_while_a_child_runs(server):
    child = server.begin("8123", "fork")

    server.kill()

    assert newest(server.var) == {"PORT": "8123"}
    os.kill(child, signal.SIGKILL)


def test_a_missing_folder_and_other_files_are_ignored(tmp_path):
    assert newest(tmp_path / "nowhere") == {}

    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "note").write_text("something else")
    assert newest(tmp_path) == {}


class Server:
    """A process that records its address in a folder, and may fork a child."""

    def __init__(self, var):
        self.var = var
        self.process: subprocess.Popen[str] | None = None

    def begin(self, port, *how):
        """Start the process; return the id of its child, or 1 without one."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self.var), port, *(how or ("alone",))],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def kill(self):
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    yield server
    server.kill()
