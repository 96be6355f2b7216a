"""The side that has to move next in a case: us, the person, or us because of a reply."""

from __future__ import annotations

from enum import StrEnum

from intake.cases.pipeline import Status


class Turn(StrEnum):
    """The side for which a case waits."""

    US = "us"
    THEM = "them"
    REPLY = "reply"
    """The person wrote, or answered more, and no member has read it yet."""


def turn_at(status: Status) -> Turn:
    """Return the side for which a case waits after a move to *status*."""
    return Turn.THEM if status is Status.INFO_NEEDED else Turn.US
