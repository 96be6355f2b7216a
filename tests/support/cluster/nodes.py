"""An app node as ``deploy/`` sets it up: both doors under gunicorn, and a worker."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from tests.support.cluster.processes import Program

ROOT = Path(__file__).parents[3]
PYTHON = (sys.executable, "-m")
GUNICORN = (*PYTHON, "gunicorn", "--config", "deploy/gunicorn.conf.py")
FLASK = (*PYTHON, "flask", "--app", "wsgi")
COMMAND_TIMEOUT = 120.0


class AppNode:
    """One machine of the product: the process groups of its units."""

    def __init__(self, number, *, ports, environs):
        self.number, self.ports = number, ports
        self.folder = Path(tempfile.mkdtemp(prefix=f"intake-node-{number}-"))
        (self.folder / "var").mkdir(mode=0o700)
        own = {"VAR": str(self.folder / "var"), "PATH": os.environ["PATH"]}
        self.environs = {name: {**own, **environ} for name, environ in environs.items()}
        self.apply = self._door("apply", ports[0])
        self.desk = self._door("desk", ports[1])
        self.worker = self._program("worker", *FLASK, "outbox", "work")

    @property
    def programs(self):
        """Return the programs of the applicants' door, of the desk, and of the worker."""
        return (self.apply, self.desk, self.worker)

    def begin(self):
        """Start all of it, and wait for nothing."""
        for program in self.programs:
            program.start()

    def start(self):
        """Start all of it, and wait until both doors are ready."""
        self.begin()
        self.wait_until_ready()

    def wait_until_ready(self):
        """Wait until both doors answer ``/readyz``."""
        for door, port in zip((self.apply, self.desk), self.ports, strict=True):
            door.wait_until(partial(is_ready, port))

    def stop(self):
        """End all of it as ``systemctl stop`` does."""
        for program in self.programs:
            program.ask_to_end()
        for program in self.programs:
            program.stop()

    def kill(self):
        """Kill all of it at once."""
        for program in self.programs:
            program.kill()

    def remove(self):
        """Kill it and remove its files."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def flask(self, *words, role="owner"):
        """Run a command of the product with the settings of a role; return what it prints."""
        done = subprocess.run(
            [*FLASK, *words],
            cwd=ROOT,
            env=self.environs[role],
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_TIMEOUT,
        )
        if done.returncode:
            raise AssertionError(f"flask {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def _door(self, name, port):
        return self._program(name, *GUNICORN, "--bind", f"127.0.0.1:{port}", "wsgi:app")

    def _program(self, name, *command):
        log = self.folder / f"{name}.log"
        return Program(command, log=log, environ=self.environs[name], folder=ROOT)


def is_ready(port):
    """Return whether the door at this port says that it is ready."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
