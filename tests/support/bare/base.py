"""Make a bare Debian root with debootstrap, which each machine of a walk is a copy of."""

import os
import shutil
import subprocess
from pathlib import Path

TOOLS = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "slirp4netns": "slirp4netns",
    "ip": "iproute2",
}
"""Programs that a walk needs, and the Debian package of each."""

SUITE = "trixie"
PACKAGES = "python3,python3-venv,ca-certificates,systemd,systemd-sysv,dbus"
"""What any Debian server has before the product is installed, beside the smallest root."""

FROM_HERE = ("etc/resolv.conf", "etc/hosts")
HERE_TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATES = "of-the-walk.crt"
"""How this computer reaches the mirrors of Debian and Python; a root does the same.

The root's own list of authorities is written by its packages, so this one lies beside it.
"""


class NoBareRoot(Exception):
    """No bare root can be made here; the text says why, and what to do."""


def make_base(root, *, tools=TOOLS, packages=PACKAGES):
    """Make a root of Debian 13 with some packages, unless it is there.

    An empty folder is filled. Raise `NoBareRoot` where that is not possible.
    """
    _need(tools)
    if (root / "etc/debian_version").exists():
        return
    part = root.with_name(f".{root.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    include = (f"--include={packages}",) if packages else ()
    command = ("debootstrap", "--variant=minbase", *include, SUITE, str(part))
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if ended.returncode:
        last = ended.stdout.decode(errors="replace").strip().splitlines()[-1:]
        raise NoBareRoot(f"debootstrap could not make Debian {SUITE} here: {''.join(last)}")
    _use_mirrors_as_here(part)
    part.rename(root)


def _use_mirrors_as_here(root):
    for name in FROM_HERE:
        shutil.copyfile(Path("/") / name, root / name)
    certificates = root / f"etc/ssl/{CERTIFICATES}"
    certificates.parent.mkdir(exist_ok=True)
    shutil.copyfile(HERE_TRUSTED, certificates)
    (root / "etc/pip.conf").write_text(f"[global]\ncert = /etc/ssl/{CERTIFICATES}\n", "utf-8")


def copy_base(base, root):
    """Copy a root, sharing its blocks where the file system can."""
    subprocess.run(("cp", "-a", "--reflink=auto", str(base), str(root)), check=True)


def _need(tools):
    """Install the programs that are missing; raise `NoBareRoot` if that cannot be done."""
    if os.geteuid() != 0:
        raise NoBareRoot("A bare Debian root needs root: run this test with sudo.")
    missing = [package for tool, package in tools.items() if shutil.which(tool) is None]
    if not missing:
        return
    install = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *missing)
    try:
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        raise NoBareRoot(f"Install these Debian packages first: {' '.join(missing)}") from None
