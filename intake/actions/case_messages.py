"""Messages of a case, for whoever has its key open: staff with the team's, or the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.actions.case_keys import CaseKey
from intake.extensions import new_id
from intake.messages import thread
from intake.messages.models import Direction, Message


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenMessage:
    """A message, opened. ``wording`` is the ready text it was made from, if it was from one."""

    number: int
    direction: Direction
    on: date
    read_on: date | None
    text: str
    language: str
    wording: str
    member_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What is written: the text, its language, from which wording, and by which member."""

    text: str
    language: str
    wording: str = ""
    member_id: str = ""


def write_message(key: CaseKey, direction: Direction, words: Words, *, on: date) -> Message:
    """The next message of the case, sealed under its key."""
    id_ = new_id()
    kept = {
        "text": words.text,
        "language": words.language,
        "wording": words.wording,
        "member": words.member_id,
    }
    sealed = key.seal_json("message", kept, row=id_)
    return thread.add(id=id_, case_id=key.case.id, direction=direction, on=on, sealed=sealed)


def read_messages(key: CaseKey) -> tuple[OpenMessage, ...]:
    """All messages of the case, the first one first."""
    return tuple(
        _opened(message, key.open_json("message", message.sealed, row=message.id))
        for message in thread.of_case(key.case.id)
    )


def _opened(message: Message, kept: Mapping[str, Any]) -> OpenMessage:
    return OpenMessage(
        number=message.number,
        direction=Direction(message.direction),
        on=message.on,
        read_on=message.read_on,
        text=kept["text"],
        language=kept["language"],
        wording=kept["wording"],
        member_id=kept["member"],
    )
