"""Offer the applicant times for a call, and withdraw them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import ClassVar

from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_to_write
from intake.actions.case.tell_applicant import announce_message
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_messages import Words, write_message
from intake.actions.opening.log_act import log_act
from intake.actions.slots.open_offer import Slot, open_offer
from intake.actions.slots.shared_slots import FARTHEST, has_call_at, offered_elsewhere
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.diary import call_slots
from intake.extensions import new_id
from intake.messages.models import Direction

FEWEST, MOST = 2, 5
"""Times in one offer."""


class UnusableSlots(ValueError):
    """Too few or too many different times, or one that has passed or is too far away."""

    code: ClassVar[str] = "unusable_slots"


class HasCallThen(ValueError):
    """The member has a call at one of these times."""

    code: ClassVar[str] = "has_call_then"


class NothingOffered(Exception):
    """No time is offered any more: withdrawn, chosen, passed, or a call is booked."""


def offer_slots(
    reference: str,
    reader: Reader,
    slots: Collection[Slot],
    note: str,
    *,
    version: int,
    zone: tzinfo,
    today: date,
    now: datetime,
) -> None:
    """Send the times to the applicant's mailbox, in place of an earlier offer.

    A time that the reader offers in another case too is taken by whoever chooses it first. Raise
    :class:`UnusableSlots`, :class:`HasCallThen`, ``MoveNotAllowed`` for a closed case and where a
    call is booked, or as ``open_to_write`` does.
    """
    chosen = sorted(set(slots), key=lambda slot: slot.begins(zone))
    if not FEWEST <= len(chosen) <= MOST:
        raise UnusableSlots
    if chosen[0].begins(zone) <= now or chosen[-1].on > today + FARTHEST:
        raise UnusableSlots
    key, _ = open_to_write(reference, reader, version=version)
    if key.case.stage in (Status.CLOSED, Status.CALL_BOOKED):
        raise MoveNotAllowed
    slots_with_ids = _with_ids(chosen, key, reader, today=today, now=now)
    _send(key, reader, slots_with_ids, note, today=today, now=now)
    announce_message(key, today=today)
    advance_case(key.case, reader, CaseAct.SEND, today=today, now=now)


def withdraw_slots(
    reference: str, reader: Reader, *, version: int, zone: tzinfo, today: date, now: datetime
) -> None:
    """Withdraw the times that are offered; the mailbox says so.

    Raise :class:`NothingOffered`, or as ``open_to_write`` does.
    """
    key, opened = open_to_write(reference, reader, version=version)
    if open_offer(opened.messages, key.case, zone=zone, now=now) is None:
        raise NothingOffered
    _send(key, reader, (), "", today=today, now=now)


def _with_ids(
    slots: Collection[Slot], key: CaseKey, reader: Reader, *, today: date, now: datetime
) -> list[Slot]:
    """Return the slots with their ids, which those that the reader offers elsewhere share.

    Raise :class:`HasCallThen`.
    """
    case_id = key.case.id
    ids = offered_elsewhere(slots, reader, but=case_id, today=today, now=now)
    is_taken = bool(call_slots.taken_among(list(ids.values())))
    if is_taken or any(has_call_at(slot, reader, but=case_id) for slot in slots):
        raise HasCallThen
    return [replace(slot, id=ids.get(slot) or new_id()) for slot in slots]


def _send(
    key: CaseKey, reader: Reader, slots: Sequence[Slot], note: str, *, today: date, now: datetime
) -> None:
    """Add the message that offers these times, or none."""
    offered, slot_ids = tuple(slot.to_text() for slot in slots), tuple(slot.id for slot in slots)
    words = Words(
        text=note,
        language="en",
        member_id=reader.member_id,
        offered=offered,
        slot_ids=slot_ids,
    )
    message = write_message(key, Direction.OUT, words, on=today)
    act = AuditAct.TIMES_OFFERED if offered else AuditAct.TIMES_WITHDRAWN
    log_act(act, key.case, reader, today=today, now=now, made=message.id)
    store.touch(key.case, on=today)
