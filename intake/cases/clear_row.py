"""The clear row of a case as its card seals it, and in what the row in the table says less.

Whoever writes to the database without a key can change the clear columns. The card says what they
were when a member or the applicant last wrote them, so that a case that was hidden is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.frozen import frozen
from intake.triage.tiers import Tier

EARLIEST = timedelta(days=6)
"""Days by which a clear day is early at most."""

EXACT_WITHIN = timedelta(days=21)
"""A day that is this near in clear columns is written as it is, because the order must be right."""

BEHIND = "rise"
"""Name of a tier to which the case has risen by now, and that its row does not say yet."""

KEYLESS = frozenset({(Status.INFO_NEEDED, Status.TRIAGE), (Status.CLOSED, Status.NEW)})
"""Moves of a case without a key: its applicant wrote, or came back after it was closed as junk."""


@frozen
class ClearRow:
    """The clear columns that are compared with the card."""

    tier: str
    due_on: date
    due_early: bool
    received_on: date
    invented: bool
    status: str = Status.NEW.value
    close_reason: str | None = None
    closed_on: date | None = None


AnyRow = Case | ClearRow


def row_of(
    case: AnyRow, card: Card, *, open_dates: int, first: date | None = None
) -> dict[str, Any]:
    """Return what the card seals of a row.

    *open_dates* is the number of open dates, *first* the exact day of the first open deadline.
    """
    return {
        "tier": str(case.tier),
        "due": card.exact_day(case.due_on, early=case.due_early).isoformat(),
        "received": case.received_on.isoformat(),
        "invented": case.invented,
        "status": case.status,
        "reason": case.close_reason or "",
        "closed": case.closed_on.isoformat() if case.closed_on else "",
        "open": open_dates,
        "first": first.isoformat() if first else "",
    }


def true_tier(tier: str, rises: Sequence[Sequence[str]], *, today: date) -> str:
    """Return the tier by the card: the sealed one, or one to which it has risen by *today*."""
    day = today.isoformat()
    return min([tier, *(rise[1] for rise in rises if rise[0] <= day)])


def false_in(
    case: AnyRow,
    row: Mapping[str, Any],
    rises: Sequence[Sequence[str]],
    *,
    today: date,
    open_dates: int | None = None,
    first: date | None = None,
) -> tuple[str, ...]:
    """Return the names of what the clear row says falsely, by the *row* that the card sealed.

    A row may say a higher tier than the card, and a day up to six days early; and it may have
    been moved as no key is needed for. :data:`BEHIND` alone is no lie: housekeeping, which raises
    tiers, has not run since the day of a rise. Without *open_dates* the dates are not compared;
    *first* is the day of the first open deadline, exact or early.
    """
    tier = true_tier(row["tier"], rises, today=today)
    closed = case.closed_on.isoformat() if case.closed_on else ""
    is_same = (case.status, closed) == (row["status"], row["closed"])
    checks = (
        ("tier", case.tier > row["tier"]),
        (BEHIND, row["tier"] >= case.tier > tier),
        ("due", is_due_false(case, row, tier)),
        ("received", case.received_on.isoformat() != row["received"]),
        ("invented", case.invented != row["invented"]),
        ("status", not is_same and not _moved(case, row)),
        ("dates", open_dates is not None and (open_dates < row["open"] or _is_late(first, row))),
    )
    return tuple(name for name, is_false in checks if is_false)


def is_due_false(case: AnyRow, row: Mapping[str, Any], tier: str) -> bool:
    """Return true if the day due is later than the sealed one, or more than six days earlier.

    A case that has risen to P0, its *tier* by now, is due on the day of that.
    """
    due = date.fromisoformat(row["due"])
    has_risen = tier == Tier.P0 != row["tier"]
    return case.due_on > due or (case.due_on < due - EARLIEST and not has_risen)


def _is_late(first: date | None, row: Mapping[str, Any]) -> bool:
    """Return true if the first open deadline is gone, or later than the sealed one."""
    sealed = row.get("first", "")
    return bool(sealed) and (first is None or first > date.fromisoformat(sealed))


def _moved(case: AnyRow, row: Mapping[str, Any]) -> bool:
    """Return true if the status was changed without a key, as only the applicant does."""
    move = Status(row["status"]), Status(case.status)
    return move in KEYLESS and case.closed_on is None
