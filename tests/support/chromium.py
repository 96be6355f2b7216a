"""Which Chromium the browser tests drive; ``python -m tests.support.chromium`` brings one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FOLDER = Path(__file__).parents[2] / "node_modules"
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
    try:
        return chromium()
    except NoChromium:
        pass
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]
        subprocess.run(install, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        if found := shutil.which("chromium"):
            return found
    npm = ["npm", "install", "--no-save", "--silent", "--prefix", str(FOLDER.parent), PACKAGE]
    subprocess.run(npm, check=True)
    return chromium()


def _say(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=FOLDER.parent)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.stdout.write(f"Browser tests drive {bring()}\n")
