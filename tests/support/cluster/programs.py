"""Find or install the programs that the drills need from Debian."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

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
