"""The pipeline: the statuses a case may have, which moves are allowed, and who may make them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """The stage of a case in the pipeline."""

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
    """The reason for closing a case."""

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
    """A member with these roles may not move the case from its status to that one."""


DECIDERS = frozenset({"supervisor", "attorney"})
"""Roles that take legal decisions: to accept, to decline, to end a conflict hold."""

WORKERS = DECIDERS | {"caseworker"}
"""Roles that work cases day by day."""

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
"""Status, next status, and the roles that may make the move. No other move is allowed."""

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
    """Return the statuses to which a member with these roles may move a case from *status*."""
    held = set(roles)
    return tuple(to for to, allowed in MOVES[status].items() if allowed & held)


def reasons_for(roles: Iterable[str]) -> tuple[CloseReason, ...]:
    """Return the reasons for which a member with these roles may close a case."""
    held = set(roles)
    return tuple(reason for reason, allowed in CLOSES.items() if allowed & held)


def check_move(
    status: Status, to: Status, reason: CloseReason | None, roles: Iterable[str]
) -> None:
    """Raise ``MoveNotAllowed`` unless the roles allow the move. Only closing has a reason."""
    held = frozenset(roles)
    if to not in moves_from(status, held):
        raise MoveNotAllowed
    if (to is Status.CLOSED) != (reason is not None):
        raise MoveNotAllowed
    if reason is not None and reason not in reasons_for(held):
        raise MoveNotAllowed
