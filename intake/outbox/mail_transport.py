"""The transport of letters: a mail server, or without one a folder."""

from __future__ import annotations

from typing import Protocol, Self

from flask_mail import Message

from intake.outbox.connection import VerifiedConnection
from intake.outbox.folder import Folder
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
