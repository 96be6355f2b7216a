"""The newest team keys that each process has seen, in a folder of its own."""

from __future__ import annotations

from deploy.admin.flask_commands import database_of, flask
from deploy.admin.install import units_of
from deploy.admin.places import Places
from deploy.admin.shell import say


def accept_epoch(places: Places) -> None:
    """Have every process accept the team keys of a restored backup; asks for two sheets each time.

    A process that has never run has no folder, and refuses nothing.
    """
    for unit in units_of(database_of(places)):
        folder = places.root / "var/lib" / unit
        if folder.is_dir():
            say(f"For {unit}:")
            flask(places, "keys", "accept-epoch", var=folder)
