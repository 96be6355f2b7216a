"""Erase a case: the wraps of its key and everything that belongs to it, in one transaction.

Deleting the wraps in the rows of the case and of its request is the erasure. What else is deleted
could not be opened any more.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from intake.actions.case.one_mailbox import kept_case, release_merged
from intake.actions.conflicts.case_stubs import save_stub
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import RolledBack, log_not_opened
from intake.actions.opening.search_cards import open_card
from intake.actions.opening.stub_keys import StubKeyLost
from intake.actions.reports.count_case import add_counts, erasure_counts
from intake.audit.acts import AuditAct
from intake.cases import packs
from intake.cases import store as cases
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.conflicts.stubs import case_links, kept_duplicates
from intake.diary import entries, feeds
from intake.messages import drafts, thread
from intake.notes import store as notes
from intake.outbox import dropping
from intake.reports.tallies import is_published, quarter_of
from intake.requests import store as requests
from intake.sealing.opening import ContextMismatch, SealDamaged
from intake.words import N_, Refused

logger = logging.getLogger(__name__)

ERASED_WITH_A_CASE: tuple[Callable[[str], None], ...] = (
    entries.erase_of,
    drafts.erase_of,
    thread.erase_of,
    notes.erase_of,
    kept_duplicates.erase_of,
    case_links.erase_of,
)
"""Erases what each keeper stores about a case, by its id. A new keeper is added here."""


class UnderHold(Refused):
    """A legal hold keeps this case from being erased until it is lifted."""

    says = N_("This case is on legal hold. An attorney or supervisor must lift it first.")


class EraseReason(StrEnum):
    """The reason for which a member erases a case before its day."""

    ASKED = "asked"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"
    WRONG_HANDS = "wrong_hands"
    ORDERED = "ordered"


ERASED_FOR: Mapping[EraseReason, AuditAct] = {
    reason: AuditAct(f"erased_{reason}") for reason in EraseReason
}
"""The act to log for each reason."""


def erase_case(by: Actor, reference: str, reason: EraseReason) -> None:
    """Erase a case for good, for a reason.

    A case without a stub gets one first, so that later conflict checks know the person; raise
    ``NoKeyForCase`` if the member cannot open it for that. A damaged case is erased without a
    stub. Raise :class:`UnderHold`, or as ``Actor.lock`` does.
    """
    case = _lock_with_request(by, reference)
    if case.held_since is not None:
        raise UnderHold
    if kept_case(case) is not None:
        raise Refused(
            N_("This case was merged: it is erased with the other one. To erase it, reopen it.")
        )
    if not case.invented and stubs.of_case(case.id) is None:
        _save_stub_if_possible(case, by.reader)
    by.log(ERASED_FOR[reason], case)
    erase_rows(case, today=by.day)


def _lock_with_request(by: Actor, reference: str) -> Case:
    """Lock the case after its request, in the order of the applicants' door."""
    requests.find_to_change(cases.find(reference, team_id=by.team_id).request_id)
    return by.lock(reference)


def erase_rows(case: Case, *, today: date, is_mistake: bool = False) -> None:
    """Delete a case and all that belongs to it: see :func:`erase_batch`."""
    erase_batch([case], today=today, is_mistake=is_mistake)


def erase_batch(cases: Sequence[Case], *, today: date, is_mistake: bool = False) -> None:
    """Delete cases and all that belongs to them, and the packs with their cards.

    Their stubs stay, without the id of the case, and their counts in the tallies; with
    *is_mistake*, one that nobody has read leaves none, unless figures with it were published. The
    rows of the cases and of their requests must be locked.
    """
    counted = [case for case in cases if not is_mistake or _must_count(case, today)]
    counts = erasure_counts(counted, today=today)
    for case in cases:
        _erase(case, today)
    add_counts(counts)


def _must_count(case: Case, today: date) -> bool:
    """Return true if a member read the case, or its quarter of receipt was published."""
    quarter = quarter_of(case.received_on)
    return bool(case.counted) or is_published(case.received_on.year, quarter, today=today)


def _erase(case: Case, today: date) -> None:
    for erase_of in ERASED_WITH_A_CASE:
        erase_of(case.id)
    _empty_feed(case)
    packs.drop_holding(case.id, team_id=case.team_id)
    dropping.drop_of(case.reference)
    stubs.detach(case.id, on=today)
    release_merged(case, today=today)
    cases.erase(case.id)
    requests.erase_by_id(case.request_id)


def _empty_feed(case: Case) -> None:
    """Empty the owner's calendar feed, unless it was renewed a day after the case was closed.

    From then on it has no date of the case. The day more is for time zones.
    """
    if case.assignee_id is None:
        return
    closed_on = case.closed_on
    before = datetime.combine(closed_on, time(), UTC) + timedelta(2) if closed_on else None
    feeds.empty_of(case.assignee_id, before=before)


def _save_stub_if_possible(case: Case, eraser: Reader) -> None:
    try:
        save_stub(case.id, open_card(case_key(case, eraser)), eraser)
    except (SealDamaged, RolledBack, ContextMismatch) as failure:
        log_not_opened(logger, "erased without a stub", failure, case_id=case.id)
    except StubKeyLost as failure:
        fields = {"case_id": case.id, "code": failure.code}
        logger.error("erased without a stub", extra=fields, exc_info=failure)
