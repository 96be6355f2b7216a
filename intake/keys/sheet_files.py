"""Find recovery sheets that an older release wrote to the disk."""

from pathlib import Path

from intake.words import N_

FOLDER = "recovery"
INVITATION = "invitation.txt"
"""The only file that this release writes into the folder, until the first member has joined."""

SHEETS_ON_DISK = N_(
    "Recovery sheets that an older release wrote are in var/recovery, and any two of them open "
    "every case. Print them if you have no others, delete the files, then run flask keys "
    "renew-sheets, because copies of the files may exist."
)


def sheet_files(var: Path) -> list[Path]:
    """Return all other files in ``recovery`` in the folder ``VAR``, however they are named."""
    return sorted(path for path in (var / FOLDER).glob("*") if path.name != INVITATION)
