"""Write letters to files where no mail server is set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from flask_mail import Message

from intake.outbox.delivery_errors import TryLater


class Folder:
    """Write each letter to ``<Message-ID>.eml``, atomically, readable by the owner alone."""

    repeatable = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: no file stays open."""

    def offer(self, _message: Message, /) -> None:
        """Create the folder where it is missing."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise TryLater("folder") from None

    def hand_over(self, message: Message, /) -> None:
        """Write to a hidden file, then rename it: no reader of the folder sees half a letter."""
        name = message.msgId.strip("<>").partition("@")[0]
        try:
            _write(self.path / f".{name}.part", self.path / f"{name}.eml", message.as_bytes())
        except OSError:
            raise TryLater("folder") from None

    def withdraw(self) -> None:
        """Do nothing: an offer leaves nothing behind."""


def _write(beside: Path, path: Path, content: bytes) -> None:
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
