"""The version is in one place, and a checkout tells its revision."""

import subprocess
import tomllib

import pytest

from intake import version
from intake.version import VERSION, revision
from tests.house.source import ROOT

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_the_version_is_written_once_and_the_changelog_begins_with_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    newest = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]

    assert "version" in project["project"]["dynamic"]
    assert newest.split()[0] == VERSION


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": COMMIT},
        {"HEAD": "ref: refs/heads/main", "refs/heads/main": COMMIT},
        {"HEAD": "ref: refs/heads/main", "packed-refs": f"# pack\n{COMMIT} refs/heads/main\n"},
    ],
)
def test_a_checkout_tells_its_revision(tmp_path, files):
    for name, text in files.items():
        file = tmp_path / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", "utf-8")

    assert revision(tmp_path) == COMMIT[:12]


def test_an_archive_tells_its_revision_and_a_bare_folder_none(tmp_path, monkeypatch):
    assert revision(tmp_path) == ""

    monkeypatch.setattr(version, "ARCHIVED", COMMIT)
    assert revision(tmp_path / "unpacked") == COMMIT[:12]


def test_git_writes_the_commit_into_an_archive():
    listed = subprocess.run(
        ("git", "check-attr", "export-subst", "intake/version.py"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert listed.stdout.strip().endswith("export-subst: set")
