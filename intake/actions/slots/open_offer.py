"""Find the times for a call that are offered in a case now, from its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from itertools import zip_longest

from intake.actions.opening.case_messages import OpenMessage
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.diary import call_slots
from intake.messages.models import Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One time that is offered: the day, and the time of the organisation (``14:30``).

    ``id`` is that by which a case takes it; empty in offers of older releases, which share none.
    """

    on: date
    time: str
    id: str = field(default="", compare=False)

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
    """The times that may still be chosen, with the id of their message, its author and its note."""

    id: str
    member_id: str
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
    future = tuple(slot for slot in _slots_of(newest) if slot.begins(zone) > now)
    if not future:
        return None
    author = newest.member_id
    return OpenOffer(id=newest.id, member_id=author, slots=future, note=newest.text)


def without_taken(offer: OpenOffer | None) -> OpenOffer | None:
    """Return the offer without the times that another case has taken; ``None`` if none is left."""
    if offer is None:
        return None
    taken = call_slots.taken_among([slot.id for slot in offer.slots if slot.id])
    free = tuple(slot for slot in offer.slots if slot.id not in taken)
    return replace(offer, slots=free) if free else None


def _slots_of(message: OpenMessage) -> list[Slot]:
    with_ids = zip_longest(message.offered or (), message.slot_ids, fillvalue="")
    return [replace(Slot.from_text(text), id=slot_id) for text, slot_id in with_ids]
