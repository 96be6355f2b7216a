"""Start and end the programs of a cluster, each a process with child processes."""

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.support.waiting import until

STOP_TIMEOUT = 30.0
"""Seconds that a program has to end when it is asked to."""


class DidNotStart(Exception):
    """A program ended before it answered; holds what it printed last."""


class Program:
    """One program, which may be started, ended and killed again and again."""

    def __init__(
        self,
        command,
        *,
        log,
        environ=None,
        folder=None,
        user=None,
    ):
        self.command, self.log, self.environ = list(command), log, environ
        self.folder, self.user = folder, user
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self):
        """Return true from :meth:`start` until the program ends."""
        return self.process is not None and self.process.poll() is None

    def start(self):
        """Start the program in a new session; append its output to its log."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
            )

    def wait_until(self, answers):
        """Wait until *answers* is true; raise :class:`DidNotStart` if the program ends first."""

        def answers_or_ended():
            return answers() or not self.is_running

        until(answers_or_ended, f"{self.command[0]} answers")
        if not self.is_running:
            raise DidNotStart(f"{self.command[0]}: {self.printed()[-2000:]}")

    def kill(self):
        """Kill the program and all its children at once, as a loss of power would."""
        if self.process is None:
            return
        for process in _with_children(self.process.pid):
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue  # its parent's death has ended it
        self.process.wait(STOP_TIMEOUT)

    def ask_to_end(self, how=signal.SIGTERM):
        """Send the signal, and wait for nothing."""
        if self.process is not None and self.is_running:
            os.kill(self.process.pid, how)

    def stop(self, how=signal.SIGTERM):
        """Ask the program to end, as systemd does; kill it where it does not."""
        self.ask_to_end(how)
        if self.process is None:
            return
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()

    def printed(self):
        """Return what the program has printed so far."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""


def can_connect(port):
    """Return whether a program takes connections at this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _with_children(pid):
    """Return a process and all that descend from it, the parent first."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


SEARCH_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
START_POLICY = Path("/usr/sbin/policy-rc.d")
START_NOTHING = "#!/bin/sh\nexit 101\n"


class MissingProgram(Exception):
    """This machine lacks a program and cannot install it; names the Debian package."""


def program(name, package):
    """Return the path of a program. Where it is missing, root installs its Debian package.

    Raise :class:`MissingProgram` where that is not possible: the drills fail, and skip nothing.
    """
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(package)
        path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        raise MissingProgram(f"The drills need {name}. On Debian: apt-get install {package}")
    return path


def _install(package):
    """Install from the package lists as they are; where that fails, update the lists and retry."""
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package]
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _services_stay_off():
        for command in (install, ["apt-get", "update", "-qq"], install):
            done = subprocess.run(command, check=False, env=environ, capture_output=True)
            if command is install and done.returncode == 0:
                return


@contextmanager
def _services_stay_off():
    """Keep Debian from starting what it installs: the drills start their own, on other ports."""
    if START_POLICY.exists():
        yield
        return
    START_POLICY.write_text(START_NOTHING)
    START_POLICY.chmod(0o755)
    try:
        yield
    finally:
        START_POLICY.unlink()
