"""Errors of a delivery. They carry codes only, because a server's answer may contain an address."""

from __future__ import annotations


class NotDelivered(Exception):
    """A letter was not, or not certainly, delivered; ``code`` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(NotDelivered):
    """The server, or the connection to it, cannot take the letter now. It was not delivered."""


class Refused(NotDelivered):
    """The server will never take this letter. It was not delivered."""


class OutcomeUnknown(NotDelivered):
    """The letter was sent and no receipt came: it may have been delivered or not."""

    def __init__(self) -> None:
        super().__init__("outcome_unknown")
