"""Find the times that a member has promised in other cases: offered, or booked for a call.

An offer is sealed in a message of its case, so the cases in which the member offered times are
opened. One time has the same id in each of their offers: whoever takes it first takes it from all.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_messages import read_own_messages
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.slots.open_offer import OpenOffer, Slot, open_offer
from intake.audit import log
from intake.cases import store
from intake.cases.models import Case
from intake.diary import entries
from intake.messages import thread

logger = logging.getLogger(__name__)

FARTHEST = timedelta(days=60)
"""The days ahead within which a time may be offered."""


def offered_elsewhere(
    slots: Collection[Slot], reader: Reader, *, but: str, today: date, now: datetime
) -> Mapping[Slot, str]:
    """Return those of these times that the reader offers in other cases than *but*, with their id.

    Cases that the reader cannot open are left out.
    """
    since = today - FARTHEST
    case_ids = log.cases_with_offers_of(reader.member_id, since=since)
    cases = store.with_ids(sorted(case_ids - {but}))
    offers = (_offer_in(case, reader, now=now) for case in cases)
    own = [offer for offer in offers if offer and offer.member_id == reader.member_id]
    return {slot: slot.id for offer in own for slot in offer.slots if slot in slots and slot.id}


def has_call_at(slot: Slot, reader: Reader, *, but: str, interpreter: str = "") -> bool:
    """Return true if the reader, or the interpreter of this name, has a call then.

    The reader has the calls of the cases that they own. *but* is the id of a case to leave out.
    """
    rows = [row for row in entries.open_calls_on(slot.on) if row.case_id != but]
    cases = {case.id: case for case in store.with_ids([row.case_id for row in rows])}
    calls = ((cases[row.case_id], row.id, row.sealed) for row in rows if row.case_id in cases)
    for case, row_id, sealed in calls:
        if case.team_id != reader.team_id or not case.may_be_read:
            continue
        call = _opened_call(case, row_id, sealed, reader)
        is_theirs = case.assignee_id == reader.member_id
        shares = bool(interpreter) and interpreter == call.get("interpreter")
        if call.get("time") == slot.time and (is_theirs or shares):
            return True
    return False


def _offer_in(case: Case, reader: Reader, *, now: datetime) -> OpenOffer | None:
    """Return the open offer of a case; also times of today that have passed somewhere."""
    if not case.may_be_read:
        return None
    try:
        key = case_key(case, reader)
        messages = read_own_messages(key, thread.of_case(case.id))
    except NOT_OPENED as failure:
        log_not_opened(logger, "offer not opened", failure, case_id=case.id)
        return None
    return open_offer(messages, case, zone=UTC, now=now - timedelta(days=1))


def _opened_call(case: Case, row_id: str, sealed: bytes, reader: Reader) -> Mapping[str, str]:
    """Return the content of a booked call; an empty one if the case does not open."""
    try:
        content: Mapping[str, str] = case_key(case, reader).open_json("diary", sealed, row=row_id)
    except NOT_OPENED as failure:
        log_not_opened(logger, "call not opened", failure, case_id=case.id)
        return {}
    return content
