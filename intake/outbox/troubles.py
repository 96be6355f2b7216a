"""The ways a letter does not go out. Codes only: what a server says may hold an address."""

from __future__ import annotations


class NotDelivered(Exception):
    """A letter did not go out for sure; ``code`` tells why in a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(NotDelivered):
    """The server, or the way to it, cannot take the letter now. It did not go out."""


class Refused(NotDelivered):
    """The letter will not be taken however often it is offered. It did not go out."""


class OutcomeUnknown(NotDelivered):
    """The letter was handed over and no receipt came: it may have arrived, or not."""

    def __init__(self) -> None:
        super().__init__("outcome_unknown")
