"""Choose one of the times for a call that were offered, as the applicant: this books the call."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import own_messages, send_words
from intake.actions.assessment.add_dates import NewDate, sealed_dates
from intake.actions.case.status_acts import status_act
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.case_messages import ChosenTime, Words
from intake.actions.slots.open_offer import OpenOffer, Slot, open_offer, without_taken
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.pipeline import CaseAct, status_after
from intake.diary import applicant_access as own_dates
from intake.diary import call_slots
from intake.diary.models import Kind


class SlotGone(Exception):
    """This time is not offered any more, was not offered, or another person took it."""


def own_offer(own: OwnCase, *, zone: tzinfo, now: datetime) -> OpenOffer | None:
    """Return the times of which the applicant may choose one."""
    return without_taken(open_offer(own_messages(own, now=now), own.case, zone=zone, now=now))


def has_chosen(own: OwnCase, slot: Slot, *, now: datetime) -> bool:
    """Return true if the applicant answered the newest offer with this time."""
    for message in reversed(own_messages(own, now=now)):
        if message.chose or message.offered is not None:
            return message.chose is not None and message.chose.slot == slot.to_text()
    return False


def choose_slot(own: OwnCase, slot: Slot, *, zone: tzinfo, today: date, now: datetime) -> None:
    """Book the call for this time, move the case, and tell its owner as of any reply.

    Raise :class:`SlotGone`, or ``TooManyUnread``.
    """
    offer = own_offer(own, zone=zone, now=now)
    if offer is None or slot not in offer.slots:
        raise SlotGone
    slot_id = offer.slots[offer.slots.index(slot)].id
    if slot_id and not call_slots.take(slot_id, own.case.id):
        raise SlotGone
    chose = ChosenTime(offer=offer.id, slot=slot.to_text())
    words = Words(text="", language=own.draft.language, chose=chose)
    send_words(own, words, today=today, now=now)
    _book(own, slot, offer.note, today=today)


def _book(own: OwnCase, slot: Slot, note: str, *, today: date) -> None:
    """Add the call to the diary, and move the case by the table of acts."""
    key = CaseKey(case=own.case, key=own.key, installation=own.installation)
    call = NewDate(kind=Kind.CALL, on=slot.on, time=slot.time, note=note)
    dates = sealed_dates([call], key.seal_date)
    own_dates.add(own.request.proof, own.case.id, *dates)
    to = status_after(CaseAct.CHOOSE_TIME, own.case.stage)
    own_case.record_chosen_call(own.case, own.request.proof, on=slot.on)
    act = AuditAct.TIME_CHOSEN
    log.record(act, on=today, case_id=own.case.id, made=dates[0].id)
    if to is not None:
        log.record(status_act(to), on=today, case_id=own.case.id)
