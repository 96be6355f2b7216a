"""Archives of releases: the committed source, the same with a higher version, and a broken one."""

import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from deploy.release import source_tar
from tests.house.source import ROOT
from tests.support.cluster.cluster import migrations_of_next_release

VERSION = re.compile(r"^VERSION = .*", re.MULTILINE)
BREAK = "raise SystemExit(1)\n"
BROKEN = "intake/cli/processes.py"
"""What both doors import before they serve; commands do without it."""


def first_release(folder):
    """Return the archive of what is committed."""
    archive = folder / "intake-desk-first.tar"
    archive.write_bytes(source_tar("HEAD", "first", root=ROOT))
    return archive


def next_release(first, version, *, broken=False):
    """Return the archive of a later release, which has one more migration; or does not start."""
    source = first.parent / f"intake-desk-{version}"
    with tarfile.open(first) as tar:
        tar.extractall(source, filter="data")
    (inside,) = source.iterdir()
    file = inside / "intake/version.py"
    file.write_text(VERSION.sub(f'VERSION = "{version}"', file.read_text("utf-8")), "utf-8")
    shutil.rmtree(inside / "migrations")
    migrations_of_next_release(inside)
    if broken:
        with (inside / BROKEN).open("a") as module:
            module.write(BREAK)
    archive = Path(f"{source}.tar.gz")
    subprocess.run(("tar", "-czf", archive, "-C", source, inside.name), check=True)
    shutil.rmtree(source)
    return archive
