"""Remember the newest epoch of each team that this node has seen, in a file outside the database.

An epoch's signature proves that the holder of an older signing key made it. It does not prove that
the database still shows the newest one. This file is a ratchet: it refuses a lower number, and
another fingerprint for a number it has seen.
"""

import json
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, current_app

from intake.sealing.teams import BrokenChain, SignedEpoch, fingerprint

FILE = "seen_epochs.json"
NAME = "seen_epochs"

logger = logging.getLogger(__name__)


class EpochRolledBack(BrokenChain):
    """The database shows an older epoch of a team than this node has seen, or a forged one."""


class SeenEpochsUnreadable(EpochRolledBack):
    """The file cannot be read or is damaged, so nothing tells which epochs this node has seen."""


class SeenEpochs:
    """The ratchet of a node: a file that its processes share, read at each check."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsaved: dict[str, tuple[int, str]] = {}
        """Seen while the file could not be written."""

    def check(self, team_id: str, epochs: Sequence[SignedEpoch]) -> None:
        """Raise :class:`EpochRolledBack` unless *epochs* go on from the newest one seen.

        *epochs* are all of the team's, from the first, their signatures verified. Newer ones are
        remembered.
        """
        newest = (epochs[-1].number, epoch_fingerprint(epochs[-1]))
        number, seen = self.newest(team_id)
        if (number, seen) == newest:
            return
        if number > len(epochs) or (number and epoch_fingerprint(epochs[number - 1]) != seen):
            raise EpochRolledBack
        try:
            self._write(self._read() | {team_id: newest})
            self._unsaved.pop(team_id, None)
        except OSError as fault:  # sealing goes on: this process still remembers
            self._unsaved[team_id] = newest
            logger.error("seen epochs not saved", extra={"code": fault.errno})

    def newest(self, team_id: str) -> tuple[int, str]:
        """Return the number and fingerprint of the newest epoch seen; 0 before any.

        Raise :class:`SeenEpochsUnreadable`.
        """
        seen = (epochs.get(team_id, (0, "")) for epochs in (self._read(), self._unsaved))
        return max(seen, key=lambda epoch: epoch[0])

    def accept(self, team_id: str, epoch: SignedEpoch) -> None:
        """Save this epoch as the newest, whatever was seen before; replace a damaged file.

        Raise `OSError` if the file cannot be written.
        """
        try:
            rows = self._read()
        except SeenEpochsUnreadable:
            rows = {}
        self._write(rows | {team_id: (epoch.number, epoch_fingerprint(epoch))})
        self._unsaved.pop(team_id, None)

    def _read(self) -> dict[str, tuple[int, str]]:
        try:
            rows = json.loads(self.path.read_bytes())
            return {team_id: (int(number), seen) for team_id, (number, seen) in rows.items()}
        except FileNotFoundError:
            return {}
        except OSError as fault:
            logger.error("seen epochs not readable", extra={"code": fault.errno})
            raise SeenEpochsUnreadable from None
        except (ValueError, TypeError, AttributeError):
            logger.error("seen epochs not readable", extra={"code": "damaged"})
            raise SeenEpochsUnreadable from None

    def _write(self, rows: dict[str, tuple[int, str]]) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False) as file:
            json.dump(rows, file)
            file.flush()
            os.fsync(file.fileno())
        if os.geteuid() == 0:  # an operator writes for the user of the process that reads it
            folder = self.path.parent.stat()
            os.chown(file.name, folder.st_uid, folder.st_gid)
        Path(file.name).replace(self.path)


def epoch_fingerprint(epoch: SignedEpoch) -> str:
    """Return the fingerprint of an epoch's public keys, as operators compare it between nodes."""
    return fingerprint(epoch.public.to_bytes())


def bind(app: Flask, folder: Path) -> None:
    """Give an application the ratchet in this folder."""
    app.extensions[NAME] = SeenEpochs(folder / FILE)


def seen_epochs() -> SeenEpochs:
    """Return the ratchet of the current application, in the folder ``VAR``."""
    if NAME not in current_app.extensions:
        folder: Path = current_app.config["SETTINGS"].var
        current_app.extensions[NAME] = SeenEpochs(folder / FILE)
    ratchet: SeenEpochs = current_app.extensions[NAME]
    return ratchet
