"""Find the browser that tests use, or install it (``python -m tests.support.browser.chromium``)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""The same browser without what people see around a page: a page costs it half as much."""

NAMES = ("chromium", "chromium-browser", "google-chrome")
FOLDER = Path(__file__).parents[3] / "node_modules"
PACKAGE = "@sparticuz/chromium@147.0.0"
UNPACK = "import('@sparticuz/chromium').then(it => it.default.executablePath()).then(console.log)"

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No sandbox, for it may run as root; nothing that calls home."""


class NoChromium(Exception):
    """The browser tests have no browser, and this machine would not give one."""


def shell() -> str:
    """The path of the shell where this machine has it, else of a whole Chromium."""
    return shutil.which(SHELL) or chromium()


def chromium() -> str:
    """The path of a Chromium that is here: the machine's own, or that of npm."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if (FOLDER / "@sparticuz").is_dir():
        return _say("node", "-e", UNPACK)
    raise NoChromium("Install chromium, or run make test, which does it.")


def bring() -> str:
    """Find a Chromium, or install one: Debian's where we may, else that of npm."""
    whole = () if any(shutil.which(name) for name in NAMES) else ("chromium",)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for name in (SHELL, *whole):  # not every Debian has the shell
            _install(name)
    try:
        chromium()
        return shell()
    except NoChromium:
        pass
    npm = ["npm", "install", "--no-save", "--silent", "--prefix", str(FOLDER.parent), PACKAGE]
    subprocess.run(npm, check=True)
    return chromium()


def _install(package: str) -> None:
    """What this machine knows of packages may be old: it is asked to look only then."""
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for commands in ([install], [["apt-get", "update", "-qq"], install]):
        for command in commands if not shutil.which(package) else ():
            subprocess.run(command, check=False, env=quiet)


def _say(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=FOLDER.parent)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.stdout.write(f"Browser tests drive {bring()}\n")
