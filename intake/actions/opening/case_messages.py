"""Messages of a case, for whoever has its key open: staff with the team's, or the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.rollback_guard import RolledBack, reject_rollback
from intake.audit.traces import Traces
from intake.extensions import new_id
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.sealing.opening import SealBroken


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenMessage:
    """A message, opened. ``wording`` is the ready text it was made from, if it was from one.

    Until ``out_at`` it can be called back, and the person does not see it.
    """

    id: str
    number: int
    direction: Direction
    on: date
    read_on: date | None
    out_at: datetime | None
    text: str
    language: str
    wording: str
    member_id: str

    def waits(self, now: datetime) -> bool:
        """Whether it can still be called back."""
        return self.out_at is not None and now < self.out_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What is written: the text, its language, from which wording, and by which member."""

    text: str
    language: str
    wording: str = ""
    member_id: str = ""


def write_message(
    key: CaseKey,
    direction: Direction,
    words: Words,
    *,
    on: date,
    out_at: datetime | None = None,
) -> Message:
    """The next message of the case, sealed under its key."""
    id_ = new_id()
    kept = {
        "text": words.text,
        "language": words.language,
        "wording": words.wording,
        "member": words.member_id,
        "direction": direction.value,
    }
    sealed = key.seal_json("message", kept, row=id_)
    return thread.add(
        id=id_, case_id=key.case.id, direction=direction, on=on, sealed=sealed, out_at=out_at
    )


def read_messages(key: CaseKey, traces: Traces) -> tuple[OpenMessage, ...]:
    """All messages of the case, the first one first; ``RolledBack`` where one was called back."""
    kept = thread.of_case(key.case.id)
    if any(traces.has_ended(message.sealed) for message in kept):
        raise RolledBack
    return tuple(open_message(key, message) for message in kept)


def read_own_messages(key: CaseKey, *, now: datetime) -> tuple[OpenMessage, ...]:
    """The same for the person whose case it is: without what staff may still call back."""
    kept = [one for one in thread.of_case(key.case.id) if not one.out_at or one.out_at <= now]
    reject_rollback(*(message.sealed for message in kept))
    return tuple(open_message(key, message) for message in kept)


def open_message(key: CaseKey, message: Message) -> OpenMessage:
    """One message of the case; ``SealBroken`` where its row says that another wrote it.

    What an older release sealed does not say who wrote it: its row is believed.
    """
    kept: Mapping[str, Any] = key.open_json("message", message.sealed, row=message.id)
    may_be = {kept["direction"]} if "direction" in kept else set(Direction)
    if message.direction not in may_be:
        raise SealBroken
    return OpenMessage(
        id=message.id,
        number=message.number,
        direction=Direction(message.direction),
        on=message.on,
        read_on=message.read_on,
        out_at=message.out_at,
        text=kept["text"],
        language=kept["language"],
        wording=kept["wording"],
        member_id=kept["member"],
    )
