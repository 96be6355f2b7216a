"""How long a closed case is kept, by the reason of its closing: data, which a lawyer decides.

The days below are a proposal from practice, not law: one guide for legal clinics keeps general
enquiries for 30 to 90 days; the file of somebody whom we represent is kept by the rules of the
state's bar, in the system for cases, not here. Change a number here and say why in its comment.
"""

from __future__ import annotations

from datetime import date, timedelta

from intake.cases.pipeline import CloseReason

AS_TOLD = None
"""As long again as was told at sending: the operator's ``RETENTION_DAYS``."""

DAYS: dict[CloseReason, int | None] = {
    CloseReason.ACCEPTED_TRANSFERRED: 30,
    CloseReason.ADVICE_ONLY: 365,
    CloseReason.BRIEF_SERVICE: 365,
    CloseReason.REFERRED_OUT: AS_TOLD,
    CloseReason.DECLINED_CAPACITY: 365,
    CloseReason.DECLINED_SCOPE: AS_TOLD,
    CloseReason.DECLINED_INCOME: 365,
    CloseReason.DECLINED_AREA: AS_TOLD,
    CloseReason.DECLINED_MERITS: 365,
    CloseReason.DECLINED_CONFLICT: 365,
    CloseReason.HAS_COUNSEL: AS_TOLD,
    CloseReason.DUPLICATE: AS_TOLD,
    CloseReason.WITHDRAWN: AS_TOLD,
    CloseReason.UNREACHABLE: AS_TOLD,
    CloseReason.DECEASED_OR_REMOVED: 365,
    CloseReason.SPAM: AS_TOLD,
}
"""Days from closing to erasure. Whom we accepted is in another system by then; whom a person
screened is kept for a year; with whom we made no contact, or who is outside our scope, as told.
"""


def erase_on(reason: CloseReason, *, closed_on: date, as_told: int) -> date:
    """The day on which a case closed for this reason is erased. ``as_told`` is in days."""
    days = DAYS[reason]
    return closed_on + timedelta(days=as_told if days is AS_TOLD else days)
