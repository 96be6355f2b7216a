"""The pipeline: the statuses a case may have, which moves are allowed, and who may make them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """Where a case is."""

    NEW = "new"
    CONFLICT_HOLD = "conflict_hold"
    TRIAGE = "triage"
    INFO_NEEDED = "info_needed"
    CALL_BOOKED = "call_booked"
    SCREENED = "screened"
    MERITS_REVIEW = "merits_review"
    ACCEPTED_WAITLIST = "accepted_waitlist"
    SEEKING_COUNSEL = "seeking_counsel"
    PLACED = "placed"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a case was closed."""

    ACCEPTED_TRANSFERRED = "accepted_transferred"
    ADVICE_ONLY = "advice_only"
    BRIEF_SERVICE = "brief_service"
    REFERRED_OUT = "referred_out"
    DECLINED_CAPACITY = "declined_capacity"
    DECLINED_SCOPE = "declined_scope"
    DECLINED_INCOME = "declined_income"
    DECLINED_AREA = "declined_area"
    DECLINED_MERITS = "declined_merits"
    DECLINED_CONFLICT = "declined_conflict"
    HAS_COUNSEL = "has_counsel"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    DECEASED_OR_REMOVED = "deceased_or_removed"
    SPAM = "spam"


class MoveNotAllowed(Exception):
    """From where the case is, somebody with these roles may not move it there."""


DECIDERS = frozenset({"supervisor", "attorney"})
"""Who takes legal decisions: whom we accept, decline, and free from a conflict hold."""

WORKERS = DECIDERS | {"caseworker"}
"""Who works cases day by day."""

MOVES: dict[Status, dict[Status, frozenset[str]]] = {
    Status.NEW: {
        Status.TRIAGE: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.CONFLICT_HOLD: {Status.TRIAGE: DECIDERS, Status.CLOSED: DECIDERS},
    Status.TRIAGE: {
        Status.INFO_NEEDED: WORKERS,
        Status.CALL_BOOKED: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.INFO_NEEDED: {
        Status.TRIAGE: WORKERS,
        Status.CALL_BOOKED: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.CALL_BOOKED: {
        Status.SCREENED: WORKERS,
        Status.INFO_NEEDED: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.SCREENED: {
        Status.MERITS_REVIEW: WORKERS,
        Status.INFO_NEEDED: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.MERITS_REVIEW: {
        Status.ACCEPTED_WAITLIST: DECIDERS,
        Status.SEEKING_COUNSEL: DECIDERS,
        Status.INFO_NEEDED: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: DECIDERS,
    },
    Status.ACCEPTED_WAITLIST: {
        Status.SEEKING_COUNSEL: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: DECIDERS,
    },
    Status.SEEKING_COUNSEL: {
        Status.PLACED: WORKERS,
        Status.ACCEPTED_WAITLIST: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: DECIDERS,
    },
    Status.PLACED: {
        Status.SEEKING_COUNSEL: WORKERS,
        Status.CONFLICT_HOLD: WORKERS,
        Status.CLOSED: WORKERS,
    },
    Status.CLOSED: {Status.TRIAGE: DECIDERS},
}
"""From where to where, and the roles that may make the move. What is not here is not allowed."""

CLOSES: dict[CloseReason, frozenset[str]] = {
    CloseReason.ACCEPTED_TRANSFERRED: DECIDERS,
    CloseReason.ADVICE_ONLY: DECIDERS,
    CloseReason.BRIEF_SERVICE: DECIDERS,
    CloseReason.REFERRED_OUT: WORKERS,
    CloseReason.DECLINED_CAPACITY: DECIDERS,
    CloseReason.DECLINED_SCOPE: DECIDERS,
    CloseReason.DECLINED_INCOME: DECIDERS,
    CloseReason.DECLINED_AREA: DECIDERS,
    CloseReason.DECLINED_MERITS: DECIDERS,
    CloseReason.DECLINED_CONFLICT: DECIDERS,
    CloseReason.HAS_COUNSEL: WORKERS,
    CloseReason.DUPLICATE: WORKERS,
    CloseReason.WITHDRAWN: WORKERS,
    CloseReason.UNREACHABLE: WORKERS,
    CloseReason.DECEASED_OR_REMOVED: WORKERS,
    CloseReason.SPAM: WORKERS,
}
"""The roles that may close a case for each reason."""


def moves_from(status: Status, roles: Iterable[str]) -> tuple[Status, ...]:
    """Where somebody with these roles may move a case that is here."""
    mine = set(roles)
    return tuple(to for to, who in MOVES[status].items() if who & mine)


def reasons_for(roles: Iterable[str]) -> tuple[CloseReason, ...]:
    """For which reasons somebody with these roles may close a case."""
    mine = set(roles)
    return tuple(reason for reason, who in CLOSES.items() if who & mine)


def check_move(
    status: Status, to: Status, reason: CloseReason | None, roles: Iterable[str]
) -> None:
    """Pass, or :class:`MoveNotAllowed`. A reason belongs to closing, and only there."""
    mine = frozenset(roles)
    if to not in moves_from(status, mine):
        raise MoveNotAllowed
    if (to is Status.CLOSED) != (reason is not None):
        raise MoveNotAllowed
    if reason is not None and reason not in reasons_for(mine):
        raise MoveNotAllowed
