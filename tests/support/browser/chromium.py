"""Find the browser that tests use, or install it (``python -m tests.support.browser.chromium``)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without a window. It needs half the time for a page."""

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
"""No sandbox, because root may run it; no connection to the vendor."""


FONTS = ("fonts-noto-core", "fonts-wqy-zenhei")
"""Debian's packages with every script in which people write their names, and with Chinese."""


class NoChromium(Exception):
    """No Chromium is installed, and none can be installed."""


class NoFont(Exception):
    """No font that is installed has some letters, which would be empty boxes in a picture."""


def shell() -> str:
    """Return the path of the headless shell, or else of a full Chromium."""
    return shutil.which(SHELL) or chromium()


def chromium() -> str:
    """Return the path of an installed Chromium: the system's, or that of npm."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if (FOLDER / "@sparticuz").is_dir():
        return _output_of("node", "-e", UNPACK)
    raise NoChromium("Install chromium, or run make test, which does it.")


def install() -> str:
    """Return the path of a Chromium; where there is none, install Debian's or that of npm.

    The fonts come with it: how wide words are, and so where lines end, depends on them.
    """
    whole = () if any(shutil.which(name) for name in NAMES) else ("chromium",)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for name in (SHELL, *whole, *FONTS):  # not every Debian has the shell
            _install(name)
    try:
        chromium()
        return shell()
    except NoChromium:
        pass
    npm = ["npm", "install", "--no-save", "--silent", "--prefix", str(FOLDER.parent), PACKAGE]
    subprocess.run(npm, check=True)
    return chromium()


def fonts_for(text: str):
    """Raise :class:`NoFont` if no installed font has a letter of *text*."""
    if letters := _letters_without_font(text):
        raise NoFont(f"Install {' and '.join(FONTS)}: no font has {letters}.")


def _letters_without_font(text: str) -> str:
    return "".join(
        letter
        for letter in sorted(set(text))
        if letter.isprintable() and not _output_of("fc-list", f":charset={ord(letter):x}")
    )


def _install(package: str):
    """Install a Debian package; update the package lists only if that fails."""
    install_package = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package]
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(install_package, check=False, env=environ).returncode:
        for command in (["apt-get", "update", "-qq"], install_package):
            subprocess.run(command, check=False, env=environ)


def _output_of(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=FOLDER.parent)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.stdout.write(f"Browser tests drive {install()}\n")
