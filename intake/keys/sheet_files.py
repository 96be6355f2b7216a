"""Find recovery sheets that an older release wrote to the disk."""

from __future__ import annotations

from pathlib import Path

FOLDER = "recovery"
INVITATION = "invitation.txt"
"""The only file that this release writes into the folder, until the first member has joined."""


def sheet_files(var: Path) -> list[Path]:
    """Return all other files in ``recovery`` in the folder ``VAR``, however they are named."""
    return sorted(path for path in (var / FOLDER).glob("*") if path.name != INVITATION)
