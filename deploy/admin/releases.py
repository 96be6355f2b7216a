"""Releases on a server: add one with its packages, switch to it, and go back."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from deploy.admin.places import Places
from deploy.admin.shell import Failed, output, output_if_possible, run, say, succeeds

RESTARTS = 3
"""Starts by systemd itself after which a release counts as broken."""

KEPT = 3
"""Releases that stay on the disk: the one in use, and two to go back to."""

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "dist", "__pycache__", ".env", ".*_cache")
SOURCE = ("intake", "migrations", "deploy", "wsgi.py")
VERSION = re.compile(r'^VERSION = "([^"]+)"', re.MULTILINE)
COMMIT = re.compile(r'^ARCHIVED = "([0-9a-f]{12})', re.MULTILINE)


class Unhealthy(Failed):
    """The new release did not answer in time, so the one before is in use again."""


def add_release(places: Places, source: Path) -> Path:
    """Copy a release, from a folder or an archive, and install its packages; return its folder.

    A release that is already there with all its packages is used as it is.
    """
    with TemporaryDirectory() as folder:
        unpacked = _unpacked(source, Path(folder)) if source.is_file() else source
        release = places.releases / _name_of(unpacked)
        if not (release / ".venv/.complete").exists():
            shutil.rmtree(release, ignore_errors=True)
            shutil.copytree(unpacked, release, ignore=LEFT_OUT, symlinks=True)
            run("chmod", "--recursive", "u=rwX,go=rX", release)  # a clone has root's umask
            _install_packages(release)
    common = release / ".env"
    common.unlink(missing_ok=True)
    common.symlink_to(places.settings / "common.env")
    say(f"Release {release.name} is ready.")
    return release


def current(places: Places) -> Path | None:
    """Return the folder of the release in use."""
    return places.code.resolve() if places.code.is_symlink() else None


def in_use(places: Places) -> Path:
    """Return the folder of the release in use. Raise `Failed` if there is none."""
    refuse_hand_made(places)
    release = current(places)
    if release is None:
        raise Failed("Nothing is installed here. Run intake-admin install.")
    return release


def refuse_hand_made(places: Places) -> None:
    """Raise `Failed` if the place of the link is taken by a folder."""
    if places.code.exists() and not places.code.is_symlink():
        raise Failed(
            f"{places.code} was made by hand: intake-admin does not manage it. deploy/README.md has"
            " the steps by hand."
        )


def switch(places: Places, release: Path) -> None:
    """Point the link at *release* in one step, and remember the release before."""
    before = current(places)
    if before == release.resolve():
        return
    if before is not None:
        _link(places.previous, before)
    _link(places.code, release.resolve())


def previous(places: Places) -> Path | None:
    """Return the folder of the release that was in use before."""
    return places.previous.resolve() if places.previous.is_symlink() else None


def remember_previous(places: Places, release: Path | None) -> None:
    """Record this release as the one to which ``rollback`` returns, whatever was tried since."""
    places.previous.unlink(missing_ok=True)
    if release is not None:
        _link(places.previous, release)


def wait_until_ready(
    ports: tuple[int, ...], *, units: tuple[str, ...] = (), seconds: float = 30.0
) -> bool:
    """Return true as soon as every door can take requests.

    Return false after *seconds*, and at once if one of *units* fails again and again.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if all(_is_ready(port) for port in ports):
            return True
        if any(map(_fails, units)):
            return False
        time.sleep(0.5)
    return False


def remove_old_releases(places: Places) -> None:
    """Remove the oldest releases, but neither the one in use nor the one before."""
    needed = {link.resolve() for link in (places.code, places.previous) if link.is_symlink()}
    folders = [
        path for path in places.releases.iterdir() if path.is_dir() and not path.is_symlink()
    ]
    folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in [path for path in folders if path.resolve() not in needed][
        max(0, KEPT - len(needed)) :
    ]:
        shutil.rmtree(folder)
        say(f"Release {folder.name} was removed.")


def _unpacked(archive: Path, folder: Path) -> Path:
    run("tar", "--extract", "--no-same-owner", "--file", archive, "--directory", folder)
    (inside,) = folder.iterdir()
    return inside


def _name_of(source: Path) -> str:
    """Return version and revision, by which two builds of one version are told apart."""
    text = (source / "intake/version.py").read_text("utf-8")
    version, commit = VERSION.search(text), COMMIT.search(text)
    if version is None:
        raise Failed(f"{source} is not a release: it has no version.")
    if commit:
        return f"{version[1]}-{commit[1]}"
    if (source / ".git").exists():
        return (
            f"{version[1]}-{output('git', '-C', source, 'rev-parse', '--short=12', 'HEAD').strip()}"
        )
    return version[1]


def _install_packages(release: Path) -> None:
    say("Installing packages …")
    # In the folder of the release: ``python3 -m`` imports what lies where it is called.
    run("python3", "-m", "venv", "--clear", release / ".venv", cwd=release)
    pip = (release / ".venv/bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(
        *pip,
        "install",
        "--require-hashes",
        "--requirement",
        release / "requirements.txt",
        cwd=release,
    )
    # No process may write here, so that each would compile the source anew at every start.
    run(
        *(release / ".venv/bin/python", "-m", "compileall", "-q"),
        *(release / name for name in SOURCE),
        cwd=release,
    )
    (release / ".venv/.complete").touch()


def _link(link: Path, target: Path) -> None:
    part = link.with_name(f".{link.name}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(target)
    part.replace(link)


def _fails(unit: str) -> bool:
    """Return true if systemd has given up a unit, or had to start it several times."""
    if succeeds("systemctl", "is-failed", "--quiet", unit):
        return True
    restarts = output_if_possible("systemctl", "show", "--property=NRestarts", "--value", unit)
    return int(restarts.strip() or 0) >= RESTARTS


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return int(answer.status) == 200
    except (URLError, OSError):
        return False
