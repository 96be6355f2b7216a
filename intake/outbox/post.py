"""What takes letters: the mail server, or without one a folder."""

from __future__ import annotations

from typing import Protocol, Self

from flask_mail import Message

from intake.outbox.connection import VerifiedConnection
from intake.outbox.conversation import Patience
from intake.outbox.folder import Folder
from intake.settings import Settings


class Post(Protocol):
    """What takes letters. ``repeatable``: handing the same one over twice leaves one."""

    repeatable: bool

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def offer(self, message: Message, /) -> None:
        """Do everything before the letter itself; nothing has gone out when this is done."""

    def hand_over(self, message: Message, /) -> None:
        """Send the letter itself, offered before."""

    def withdraw(self) -> None:
        """Take the offer back."""


def post_of(settings: Settings, patience: Patience) -> Post:
    """The mail server, or without one the folder ``var/mail``."""
    if settings.mail_server:
        return VerifiedConnection(settings, patience)
    return Folder(settings.var / "mail")
