"""The transport of letters: a mail server, or without one a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol, Self

from flask_mail import Message

from intake.outbox.connection import VerifiedConnection
from intake.outbox.delivery_errors import TryLater
from intake.outbox.smtp_session import Timeouts
from intake.settings import Settings


class MailTransport(Protocol):
    """Delivers letters in two steps, so that the worker can commit in between.

    ``repeatable`` is true if sending a letter twice leaves a single copy.
    """

    repeatable: bool

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def offer(self, message: Message, /) -> None:
        """Do everything before the letter itself; nothing has been delivered after this."""

    def hand_over(self, message: Message, /) -> None:
        """Send the letter offered before."""

    def withdraw(self) -> None:
        """Cancel the offer."""


def transport_for(settings: Settings, timeouts: Timeouts) -> MailTransport:
    """Return the mail server's connection, or without a mail server the folder ``var/mail``."""
    if settings.mail_server:
        return VerifiedConnection(settings, timeouts)
    return Folder(settings.var / "mail")


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
