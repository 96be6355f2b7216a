"""Offer the applicant times for a call, and withdraw them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta, tzinfo
from typing import ClassVar

from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_to_write
from intake.actions.case.tell_applicant import announce_message
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_messages import Words, write_message
from intake.actions.slots.open_offer import Slot, open_offer
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.messages.models import Direction

FEWEST, MOST = 2, 5
"""Times in one offer."""

FARTHEST = timedelta(days=60)


class UnusableSlots(ValueError):
    """Too few or too many different times, or one that has passed or is too far away."""

    code: ClassVar[str] = "unusable_slots"


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

    Raise :class:`UnusableSlots`, ``MoveNotAllowed`` for a closed case and where a call is booked,
    or as ``open_to_write`` does.
    """
    chosen = sorted(set(slots), key=lambda slot: slot.begins(zone))
    if not FEWEST <= len(chosen) <= MOST:
        raise UnusableSlots
    if chosen[0].begins(zone) <= now or chosen[-1].on > today + FARTHEST:
        raise UnusableSlots
    key, _ = open_to_write(reference, reader, version=version)
    if key.case.stage in (Status.CLOSED, Status.CALL_BOOKED):
        raise MoveNotAllowed
    _send(key, reader, tuple(slot.to_text() for slot in chosen), note, today=today, now=now)
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


def _send(
    key: CaseKey, reader: Reader, offered: tuple[str, ...], note: str, *, today: date, now: datetime
) -> None:
    """Add the message that offers these times, or none."""
    words = Words(text=note, language="en", member_id=reader.member_id, offered=offered)
    message = write_message(key, Direction.OUT, words, on=today)
    act = AuditAct.TIMES_OFFERED if offered else AuditAct.TIMES_WITHDRAWN
    who, case_id = reader.member_id, key.case.id
    log.record(act, on=today, member_id=who, case_id=case_id, at=now, made=message.id)
    store.touch(key.case, on=today)
