"""A release: an archive that two people build alike, notes, and the licence of every package."""

import os
import re
import subprocess
import tarfile
from io import BytesIO

import pytest

from deploy.release import licences, release_notes, source_tar
from intake.version import VERSION
from tests.house.source import ROOT

ALLOWED = {
    *(".ci", ".dockerignore", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml"),
    *("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSES", "Makefile", "README.md", "REUSE.toml"),
    *("bench", "deploy", "docs", "intake", "migrations", "publiccode.yml", "pyproject.toml"),
    *("requirements", "requirements.txt", "static", "templates", "tests", "typings", "wsgi.py"),
}
"""Names in the root of the repository. A new file belongs into one of the folders."""


def test_the_root_holds_what_a_stranger_looks_for_and_no_more():
    listed = subprocess.run(
        ("git", "ls-tree", "--name-only", "HEAD"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(listed.stdout.split()) - ALLOWED == set()


def test_two_builds_of_one_commit_are_bit_equal(tmp_path, monkeypatch):
    """Build here, and from the clone of a person with another umask and time zone."""
    clone = tmp_path / "clone.git"
    subprocess.run(("git", "clone", "--quiet", "--bare", "--shared", ROOT, clone), check=True)
    here = source_tar("HEAD", "1.0.0")

    monkeypatch.setenv("TZ", "Asia/Kabul")
    umask = os.umask(0o077)
    try:
        away = source_tar("HEAD", "1.0.0", root=clone)
    finally:
        os.umask(umask)

    assert here == away
    with tarfile.open(fileobj=BytesIO(here)) as archive:
        version = archive.extractfile("intake-desk-1.0.0/intake/version.py")
        assert version
        assert re.search(rb'^ARCHIVED = "[0-9a-f]{40}"$', version.read(), re.MULTILINE)
        assert {entry.mode for entry in archive if entry.isfile()} == {0o644, 0o755}


def test_the_notes_of_this_release_say_how_to_upgrade():
    notes = release_notes((ROOT / "CHANGELOG.md").read_text("utf-8"), VERSION)

    assert notes.startswith(f"# {VERSION}")
    assert "### Upgrading" in notes


def test_a_release_without_steps_of_upgrading_is_refused():
    with pytest.raises(SystemExit, match="does not say how to upgrade"):
        release_notes("# Changes\n\n## 9.0.0\n\nFaster.\n", "9.0.0")


def test_every_package_is_listed_with_its_licence():
    flask = {"name": "flask", "version": "3.1", "licenses": [{"expression": "BSD-3-Clause"}]}
    mail = {"name": "mail", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}

    assert "| flask | 3.1 | BSD-3-Clause |\n| mail | 1 | MIT |" in licences([mail, flask])
    with pytest.raises(SystemExit, match="No licence is known of: bare"):
        licences([flask, {"name": "bare", "version": "1"}])
