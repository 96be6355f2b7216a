"""The messages of a mailbox, as the applicant sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import LONGEST, own_messages
from intake.messages.models import Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMessage:
    """One message: its sender, day and lines. ``is_new`` marks one that is seen the first time."""

    is_mine: bool
    is_new: bool
    on: date
    lines: tuple[str, ...]
    html_lang: str


def shown_messages(own: OwnCase, *, now: datetime) -> list[ShownMessage]:
    """Return all messages that are out, newest first.

    A text of staff is marked with its language.
    """
    return [
        ShownMessage(
            is_mine=message.direction is Direction.IN,
            is_new=message.direction is Direction.OUT and message.read_on is None,
            on=message.on,
            lines=tuple(line for line in message.text.splitlines() if line.strip()),
            html_lang=message.language if message.direction is Direction.OUT else "",
        )
        for message in reversed(own_messages(own, now=now))
    ]


def problem_with(text: str) -> str:
    """Return what is wrong with a message; empty if it can be sent."""
    if not text:
        return gettext("Write a few words first.")
    if len(text) > LONGEST:
        return gettext("Write at most 2,000 letters.")
    return ""
