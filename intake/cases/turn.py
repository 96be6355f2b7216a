"""Whose turn it is: ours, the person's, or ours because the person has just replied."""

from __future__ import annotations

from enum import StrEnum

from intake.cases.pipeline import Status


class Turn(StrEnum):
    """For whom a case waits."""

    US = "us"
    THEM = "them"
    REPLY = "reply"
    """The person wrote, or answered more, and no member has looked since."""


def turn_at(status: Status) -> Turn:
    """For whom a case waits that was just moved here."""
    return Turn.THEM if status is Status.INFO_NEEDED else Turn.US
