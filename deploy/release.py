"""Make the files of a release in ``dist/``: ``make release``, or ``make release TAG=v1.0.0``.

The archive holds the committed files and depends on the commit alone, so that two people who build
one tag get the same bytes. The SBOM and the licences list the packages that a server runs.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
VERSION = re.compile(r'^VERSION = "([^"]+)"', re.MULTILINE)
HEADING = re.compile(r"^## ", re.MULTILINE)


def main(commit: str, sbom: Path) -> int:
    """Write archive, licences, notes and checksums of *commit* beside the *sbom*."""
    folder = sbom.parent
    version = version_of(commit)
    tar = source_tar(commit, version)
    (folder / f"intake-desk-{version}.tar.gz").write_bytes(gzip.compress(tar, mtime=0))
    bill = json.loads(sbom.read_text("utf-8"))
    bill["metadata"]["component"]["version"] = version
    sbom.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", "utf-8")
    packages = bill["components"]
    (folder / f"licences-{version}.md").write_text(licences(packages), "utf-8")
    notes = release_notes(_show(commit, "CHANGELOG.md"), version)
    notes += f"\nSHA-256 of the archive before compression: `{sha256(tar).hexdigest()}`\n"
    (folder / f"notes-{version}.md").write_text(notes, "utf-8")
    (folder / "SHA256SUMS").write_text(checksums(folder, version), "utf-8")
    sys.stdout.write(notes)
    return 0


def version_of(commit: str) -> str:
    """Return the version that the source of *commit* names."""
    match = VERSION.search(_show(commit, "intake/version.py"))
    if match is None:
        raise SystemExit(f"{commit} has no version in intake/version.py.")
    return match[1]


def source_tar(commit: str, version: str, *, root: Path = ROOT) -> bytes:
    """Return the committed files as a tar archive; the time of each is that of the commit."""
    options = ("--format=tar", f"--prefix=intake-desk-{version}/", commit)
    # The umask of the person who builds would change the modes of files.
    return _git("-c", "tar.umask=0022", "archive", *options, root=root)


def release_notes(changelog: str, version: str) -> str:
    """Return the part of the changelog about *version*, with its steps of upgrading."""
    parts = HEADING.split(changelog)[1:]
    notes = next((part for part in parts if part.split()[0] == version), "")
    if "### Upgrading" not in notes:
        raise SystemExit(f"CHANGELOG.md does not say how to upgrade to {version}.")
    return f"# {notes.strip()}\n"


def licences(packages: list[dict[str, Any]]) -> str:
    """Return a table of packages with their versions and licences; fail if one has none."""
    rows = sorted((package["name"], package["version"], _licence(package)) for package in packages)
    if nameless := [name for name, _, licence in rows if not licence]:
        raise SystemExit(f"No licence is known of: {', '.join(nameless)}.")
    lines = (f"| {name} | {version} | {licence} |" for name, version, licence in rows)
    return "\n".join(("| package | version | licence |", "|---|---|---|", *lines)) + "\n"


def checksums(folder: Path, version: str) -> str:
    """Return a line for each file of the release, as ``sha256sum --check`` reads it."""
    files = sorted(file for file in folder.glob(f"*-{version}*") if file.is_file())
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def _licence(package: dict[str, Any]) -> str:
    """Return the licences of a package of the SBOM; its own expression before classifiers."""
    listed = package.get("licenses", [])
    expressions = [entry["expression"] for entry in listed if "expression" in entry]
    names = [
        entry["license"].get("id") or entry["license"].get("name", "").rpartition(" :: ")[2]
        for entry in listed
        if "license" in entry
    ]
    return " AND ".join(expressions or dict.fromkeys(filter(None, names)))


def _show(commit: str, name: str) -> str:
    return _git("show", f"{commit}:{name}").decode()


def _git(*arguments: str, root: Path = ROOT) -> bytes:
    return subprocess.run(("git", *arguments), cwd=root, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
