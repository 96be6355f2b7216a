"""The messages of a mailbox, as the person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import LONGEST, own_messages
from intake.messages.models import Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMessage:
    """One message: whose, of which day, its lines, and whether it is seen for the first time."""

    is_mine: bool
    is_new: bool
    on: date
    lines: tuple[str, ...]
    html_lang: str


def shown_messages(own: OwnCase, *, now: datetime) -> list[ShownMessage]:
    """All messages that are out, the newest on top.

    A text that staff wrote says in which language it is.
    """
    return [
        ShownMessage(
            is_mine=one.direction is Direction.IN,
            is_new=one.direction is Direction.OUT and one.read_on is None,
            on=one.on,
            lines=tuple(line for line in one.text.splitlines() if line.strip()),
            html_lang=one.language if one.direction is Direction.OUT else "",
        )
        for one in reversed(own_messages(own, now=now))
    ]


def problem_with(text: str) -> str:
    """What is the matter with a message, in words; nothing if it can be sent."""
    if not text:
        return gettext("Write a few words first.")
    if len(text) > LONGEST:
        return gettext("Write at most 2,000 letters.")
    return ""
