"""Walk a server's life in a bare Debian root: install, back up, upgrade, fail, go back.

It needs root and Debian's mirror. No systemd runs in such a root, so ``systemctl.sh`` starts what
the units name; what only systemd does (confinement, timers, restarts) and certificates are not
tried.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.release import source_tar
from tests.house.source import ROOT

CLEAN = {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin", "HOME": "/root"}
OF_THE_MACHINE = ("etc/resolv.conf", "etc/pip.conf", "etc/ssl/certs/ca-certificates.crt")
"""Files by which a machine reaches mirrors; the root of a test gets copies."""

BREAK = "raise SystemExit(1)\n"
INSTALL = (
    "deploy/intake-admin install --host help.example.org --database sqlite --copy-to /root/copies"
)


class Bare:
    """A bare root: commands are run in it, and end with it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, command: str, *, status: int = 0) -> str:
        """Run a command of the shell; return what it writes."""
        chroot = ("chroot", str(self.root), "sh", "-c", f"cd /root/release && {command}")
        ended = subprocess.run(
            chroot,
            env=CLEAN,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ended.returncode == status, ended.stdout
        return ended.stdout

    def release(self, version: str, *, broken: bool = False) -> str:
        """Make another release beside the one that is installed; return its folder in the root."""
        folder = self.root / "root" / version
        shutil.copytree(self.root / "root/release", folder)
        file = folder / "intake/version.py"
        text = file.read_text("utf-8")
        file.write_text(
            re.sub(r"^VERSION = .*", f'VERSION = "{version}"', text, flags=re.M), "utf-8"
        )
        if broken:
            with (folder / "intake/cli/processes.py").open("a") as module:
                module.write(BREAK)
        return f"/root/{version}"

    def in_use(self) -> str:
        """Return the version that the link names."""
        return (self.root / "opt/intake-desk").readlink().name.partition("-")[0]


def test_a_server_is_installed_upgraded_and_brought_back(bare: Bare) -> None:
    copies = bare.root / "root/copies"
    copies.mkdir()
    (copies / "old.wraps").touch()

    assert bare.run(INSTALL).count("/desk/invitation/") == 1
    assert "/desk/invitation/" not in bare.run(INSTALL), "a second run makes no second keys"

    bare.run("intake-admin backup")
    assert not (copies / "old.wraps").exists()
    assert len(list(copies.glob("*.wraps"))) == 1

    bare.run(f"intake-admin upgrade {bare.release('9.0.0')}")
    assert bare.in_use() == "9.0.0"
    refused = bare.run(f"intake-admin upgrade {bare.release('9.1.0', broken=True)}", status=1)
    assert "did not answer in time" in refused
    assert bare.in_use() == "9.0.0"

    bare.run("intake-admin rollback")
    assert bare.in_use() != "9.0.0"
    assert "Database: readable and writable." in bare.run("intake-admin status; true")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    assert os.geteuid() == 0, "A bare root needs root: run this test with sudo."
    if shutil.which("debootstrap") is None:
        subprocess.run(("apt-get", "install", "--yes", "--quiet=2", "debootstrap"), check=True)
    root = tmp_path / "root"
    packages = "--include=python3,python3-venv,ca-certificates"
    subprocess.run(("debootstrap", "--variant=minbase", packages, "trixie", root), check=True)
    _use_mirrors_of_this_machine(root)
    _unpack_release(root)
    for folder in ("proc", "dev"):
        subprocess.run(("mount", "--bind", f"/{folder}", root / folder), check=True)
    try:
        yield Bare(root)
    finally:
        _end_processes(root)
        for folder in ("proc", "dev"):
            subprocess.run(("umount", "--lazy", root / folder), check=True)


def _use_mirrors_of_this_machine(root: Path) -> None:
    for name in OF_THE_MACHINE:
        if (Path("/") / name).is_file():
            shutil.copyfile(Path("/") / name, root / name)
    options = "etc/apt/apt.conf.d"
    shutil.copytree(Path("/") / options, root / options, dirs_exist_ok=True)


def _unpack_release(root: Path) -> None:
    shim = root / "usr/local/bin/systemctl"
    shutil.copyfile(ROOT / "tests/soak/systemctl.sh", shim)
    shim.chmod(0o755)
    unpack = ("tar", "--extract", "--strip-components=1", "--directory", root / "root/release")
    (root / "root/release").mkdir()
    subprocess.run(unpack, input=source_tar("HEAD", "1.0.0"), check=True)


def _end_processes(root: Path) -> None:
    """End what was started in the root; its processes see it as their own root."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "root").readlink() == root:
                os.kill(int(process.name), signal.SIGKILL)
