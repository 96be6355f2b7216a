"""The header of a backup file, which is read before anything in it is opened.

The letters ``intake backup``, a line's end, a byte for the version of this format, a byte for the
suite; then, each behind four bytes of its length, the *label* in JSON and the key of the stream,
sealed to the recovery key. The rest is the stream. The label is bound into both seals: whoever
changes a letter of it, or gives one file the label of another, opens nothing.

The label has the recovery keys as they are kept for each pair of printed sheets. An empty machine
has nothing else, and two sheets are enough to open the file there.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import BinaryIO

from intake.frozen import frozen
from intake.sealing.at_rest import LENGTH_BYTES
from intake.sealing.seal import Context, Suite, measured

MAGIC = b"intake backup\n"
VERSION = 1
LONGEST = 1 << 16
"""So long a label or a sealed key may be; a longer one is none of ours."""


class NotABackup(Exception):
    """This file is no backup of ours, or of a release that is newer than this one."""


class Part(StrEnum):
    """One of the two files of a backup, or an archive of cases."""

    ROWS = "rows"
    """Every row, without what opens requests and cases."""
    WRAPS = "wraps"
    """The wraps that open those, and nothing else: kept for a short time only."""
    ARCHIVE = "archive"
    """Every case of a team, open to two recovery sheets alone: ``docs/archive-format.md``."""


@frozen
class Label:
    """The description of a file, in clear. ``revision`` is the form of its tables, ``made_on``
    a day; ``sheets`` the recovery keys under each pair of sheets, by the pair's name, in base64.
    """

    part: Part
    installation: str
    revision: str
    made_on: str
    sheets: dict[str, str]

    def to_bytes(self) -> bytes:
        """Return the label as it is written to the file."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()

    def key_place(self) -> Context:
        """Return the context of the stream's key, sealed to the recovery key."""
        return self._place("wrap:backup-key")

    def stream_place(self) -> Context:
        """Return the context of the stream."""
        return self._place("backup")

    def kept_for(self, pair: str) -> bytes:
        """Open the recovery keys with two sheets."""
        return b64decode(self.sheets[pair])

    def _place(self, kind: str) -> Context:
        digest = sha256(self.to_bytes()).hexdigest()
        return Context(self.installation, kind, row=digest)


def label(
    part: Part, *, installation: str, revision: str, made_on: str, sheets: dict[str, bytes]
) -> Label:
    """Return the label of a new file."""
    return Label(
        part=part,
        installation=installation,
        revision=revision,
        made_on=made_on,
        sheets={pair: b64encode(sealed).decode() for pair, sealed in sheets.items()},
    )


def outside(said: Label, sealed_key: bytes) -> bytes:
    """Return the bytes in front of the stream. The key of an archive is under the recovery keys."""
    suite = Suite.AES_256_GCM if said.part is Part.ARCHIVE else Suite.HPKE_HYBRID
    return MAGIC + bytes((VERSION, suite)) + measured(said.to_bytes(), sealed_key)


def read_outside(file: BinaryIO) -> tuple[Label, bytes]:
    """Read the label and the sealed key; leave the file where its stream begins.

    Raise :class:`NotABackup`. Nothing is known to be true before the seals are opened.
    """
    if file.read(len(MAGIC) + 2) != MAGIC + bytes((VERSION, Suite.HPKE_HYBRID)):
        raise NotABackup
    written, sealed_key = _measured(file), _measured(file)
    try:
        fields = json.loads(written)
        label = Label(**{**fields, "part": Part(fields["part"])})
        date.fromisoformat(label.made_on)
        texts = (label.installation, label.revision, *label.sheets.values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotABackup from None
    if not all(isinstance(text, str) for text in texts) or label.to_bytes() != written:
        raise NotABackup
    return label, sealed_key


def _measured(file: BinaryIO) -> bytes:
    length = int.from_bytes(file.read(LENGTH_BYTES))
    content = file.read(length) if length <= LONGEST else b""
    if not content or len(content) != length:
        raise NotABackup
    return content
