"""Erase a case: what opens it and everything that hangs on it, in one transaction.

Deleting the wraps of the case key is the erasure: they stand in the rows of the case and of its
request. The rows that go with them are bytes that nothing opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum

from intake.actions.conflicts.save_stub import keep_stub
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.read_cards import open_card
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.diary import entries
from intake.messages import drafts, thread
from intake.notes import store as notes
from intake.outbox import dropping
from intake.requests import store as requests
from intake.sealing.opening import SealBroken

ERASED_WITH_A_CASE: tuple[Callable[[str], None], ...] = (
    entries.erase_of,
    drafts.erase_of,
    thread.erase_of,
    notes.erase_of,
)
"""What each keeper of things that belong to a case does with them: a new one joins here."""


class UnderHold(Exception):
    """A legal hold keeps this case: nothing erases it before an attorney lifts it."""


class EraseReason(StrEnum):
    """Why a member of staff erases a case before its day."""

    ASKED = "asked"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"
    WRONG_HANDS = "wrong_hands"
    ORDERED = "ordered"


ERASED_FOR: Mapping[EraseReason, AuditAct] = {
    reason: AuditAct(f"erased_{reason}") for reason in EraseReason
}
"""The act to log for each reason."""


def erase_case(
    reference: str,
    eraser: Reader,
    *,
    reason: EraseReason,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Erase a case for good, at a member's wish and for a reason.

    Raises ``NoSuchCase``, ``ChangedMeanwhile``, :class:`UnderHold`, and ``NoKeyForCase`` where
    nobody has opened the case and this member cannot: whom it was about must be remembered. A
    case that no key opens is erased without.
    """
    case = cases.find_for_change(reference, team_id=eraser.team_id, version=version)
    if case.held_since is not None:
        raise UnderHold
    if not case.invented and stubs.of_case(case.id) is None:
        with suppress(SealBroken):
            keep_stub(case.id, open_card(case_key(case, eraser)), eraser)
    log.record(ERASED_FOR[reason], on=today, member_id=eraser.member_id, case_id=case.id, at=now)
    erase_rows(case, today=today)


def erase_rows(case: Case, *, today: date) -> None:
    """Destroy a case and all that belongs to it; its stub stays, and names it no more."""
    for erase_of in ERASED_WITH_A_CASE:
        erase_of(case.id)
    dropping.drop_of(case.reference)
    stubs.detach(case.id, on=today)
    cases.erase(case.id)
    requests.erase_by_id(case.request_id)
