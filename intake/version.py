"""The version of this release, and the revision of the source that runs."""

from functools import cache
from pathlib import Path

VERSION = "1.0.0"
"""The only place of the version; ``pyproject.toml`` and the pages read it, a test the changelog."""

ARCHIVED = "$Format:%H$"
"""The commit, which ``git archive`` writes here (``.gitattributes``); else a placeholder."""

ROOT = Path(__file__).parents[1]
SHORT = 12


@cache
def revision(root: Path = ROOT) -> str:
    """Return the first digits of the commit, from the archive or checkout; empty if neither tells.

    It is read once, so that a later ``git pull`` does not change the answer of a running process.
    """
    commit = _checked_out(root / ".git") if ARCHIVED.startswith("$") else ARCHIVED
    return commit[:SHORT]


def _checked_out(git: Path) -> str:
    """Return the commit of a checkout, without calling git, which refuses other users' folders."""
    head = _text(git / "HEAD")
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    packed = (line.partition(" ") for line in _text(git / "packed-refs").splitlines())
    return _text(git / name) or next((commit for commit, _, ref in packed if ref == name), "")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        return ""
