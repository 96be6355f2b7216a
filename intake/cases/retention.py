"""Retention: the days from a decision to close to erasure, by its reason. A lawyer decides them.

They run from the decision, whether its applicant was told or not.

The days below are a proposal from practice, not law. One guide for legal clinics keeps general
enquiries for 30 to 90 days. The file of a client is kept by the rules of the state's bar, in the
case management system and not here. Who changes a number says why in a comment.
"""

from __future__ import annotations

from datetime import date, timedelta

from intake import promises
from intake.cases.pipeline import CloseReason

AS_PROMISED = None
"""The period promised to the applicant at sending: the operator's ``RETENTION_DAYS``."""

DAYS: dict[CloseReason, int | None] = {
    CloseReason.ACCEPTED_TRANSFERRED: 30,
    CloseReason.ADVICE_ONLY: promises.KEPT_AT_MOST.days,
    CloseReason.BRIEF_SERVICE: promises.KEPT_AT_MOST.days,
    CloseReason.REFERRED_OUT: AS_PROMISED,
    CloseReason.DECLINED_CAPACITY: promises.KEPT_AT_MOST.days,
    CloseReason.DECLINED_SCOPE: AS_PROMISED,
    CloseReason.DECLINED_INCOME: promises.KEPT_AT_MOST.days,
    CloseReason.DECLINED_AREA: AS_PROMISED,
    CloseReason.DECLINED_MERITS: promises.KEPT_AT_MOST.days,
    CloseReason.DECLINED_CONFLICT: promises.KEPT_AT_MOST.days,
    CloseReason.HAS_COUNSEL: AS_PROMISED,
    CloseReason.DUPLICATE: AS_PROMISED,
    CloseReason.WITHDRAWN: AS_PROMISED,
    CloseReason.UNREACHABLE: AS_PROMISED,
    CloseReason.DECEASED_OR_REMOVED: promises.KEPT_AT_MOST.days,
    CloseReason.SPAM: AS_PROMISED,
}
"""Days from the decision to erasure. Accepted cases are in another system by then. Cases that a
person screened are kept as long as the pages promise at most. Without contact, or outside our
scope, the period promised at sending holds.
"""


UNREAD_DAYS = 90
"""Days for which an unread reply keeps a closed case from being erased, at most."""

AFTER_READING = timedelta(days=7)
"""A closed case stays this long after a member read a reply in it, so that they can act on it."""


def code_ends_on(closed_on: date, *, erase_on: date) -> date:
    """Return the first day on which the return code of a closed case opens nothing."""
    return min(closed_on + promises.CODE_DAYS, erase_on)


def erase_on(reason: CloseReason, *, closed_on: date, promised_days: int) -> date:
    """Return the day on which a case closed for this reason is erased."""
    days = DAYS[reason]
    return closed_on + timedelta(days=promised_days if days is AS_PROMISED else days)
