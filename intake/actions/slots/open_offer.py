"""Find the times for a call that are offered in a case now, from its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from intake.actions.opening.case_messages import OpenMessage
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.messages.models import Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One time that is offered: the day, and the time of the organisation (``14:30``)."""

    on: date
    time: str

    def begins(self, zone: tzinfo) -> datetime:
        """Return the moment at which the call is to begin."""
        return datetime.combine(self.on, time.fromisoformat(self.time), zone)

    @classmethod
    def from_text(cls, text: str) -> Slot:
        """Return the slot that is written ``2026-12-01 14:30``. Raise ``ValueError``."""
        on, _, at = text.partition(" ")
        return cls(on=date.fromisoformat(on), time=f"{time.fromisoformat(at):%H:%M}")

    def to_text(self) -> str:
        """Return the slot as :meth:`from_text` reads it."""
        return f"{self.on.isoformat()} {self.time}"


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenOffer:
    """The times that may still be chosen, with the id of their message and the member's note."""

    id: str
    slots: tuple[Slot, ...]
    note: str


def open_offer(
    messages: Sequence[OpenMessage], case: Case, *, zone: tzinfo, now: datetime
) -> OpenOffer | None:
    """Return the newest offer with the times that have not passed.

    ``None`` where nothing was offered, the offer was withdrawn or answered, its times have
    passed, a call is booked, or the case is closed.
    """
    offers = [
        message
        for message in messages
        if message.offered is not None and message.direction is Direction.OUT
    ]
    if not offers or case.stage in (Status.CALL_BOOKED, Status.CLOSED):
        return None
    newest = offers[-1]
    if any(message.chose and message.chose.offer == newest.id for message in messages):
        return None
    slots = [Slot.from_text(text) for text in newest.offered or ()]
    future = tuple(slot for slot in slots if slot.begins(zone) > now)
    return OpenOffer(id=newest.id, slots=future, note=newest.text) if future else None
