"""The pipeline: the statuses of a case, the moves by hand, and the acts that move it themselves.

A table of moves says who may change a status by hand, which is the exception; a table of acts says
how an act changes it. No case is accepted by hand: its applicant has to be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.words import N_, Refused


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


ACCEPTED = frozenset({Status.ACCEPTED_WAITLIST, Status.SEEKING_COUNSEL, Status.PLACED})
"""Statuses of accepted cases."""


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


class MoveNotAllowed(Refused):
    """A member with these roles may not move the case from its status to that one."""

    says = N_("You cannot move this case to that status now, or your role does not allow it.")
    status = 422


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


class CaseAct(StrEnum):
    """An act on a case that may change its status."""

    REVIEW = "review"
    """A member reviewed the case and set the next date."""
    TRY_CONTACT = "try_contact"
    SEND = "send"
    """A member sent a message that asks nothing."""
    ASK_FACTS = "ask_facts"
    """A member asked the applicant for facts, as a decision or with the ready text."""
    REPLY = "reply"
    """The applicant wrote or added answers."""
    BOOK_CALL = "book_call"
    CANCEL_CALL = "cancel_call"
    LOG_CALL = "log_call"
    """A member logged the screening call."""
    ASSESS_MERITS = "assess_merits"
    ACCEPT = "accept"
    SEEK_COUNSEL = "seek_counsel"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Effect:
    """The status to which an act moves a case, from which statuses, and for which roles.

    Without roles the act is the applicant's.
    """

    origins: frozenset[Status]
    to: Status
    roles: frozenset[str] = frozenset()


BEFORE_CALL = frozenset({Status.NEW, Status.TRIAGE, Status.INFO_NEEDED, Status.CALL_BOOKED})
"""Statuses in which no screening call is logged."""

UNDECIDED = BEFORE_CALL | {Status.SCREENED, Status.MERITS_REVIEW}
"""Statuses of a case that was neither accepted nor closed, and is not held."""

NEW, BOOKED = frozenset({Status.NEW}), frozenset({Status.CALL_BOOKED})
ASKED, CLOSED = frozenset({Status.INFO_NEEDED}), frozenset({Status.CLOSED})

EFFECTS = {
    CaseAct.REVIEW: Effect(NEW, Status.TRIAGE, WORKERS),
    CaseAct.TRY_CONTACT: Effect(NEW, Status.TRIAGE, WORKERS),
    CaseAct.SEND: Effect(NEW, Status.TRIAGE, WORKERS),
    CaseAct.ASK_FACTS: Effect(UNDECIDED - ASKED, Status.INFO_NEEDED, WORKERS),
    CaseAct.REPLY: Effect(ASKED, Status.TRIAGE),
    CaseAct.BOOK_CALL: Effect(BEFORE_CALL - BOOKED, Status.CALL_BOOKED, WORKERS),
    CaseAct.CANCEL_CALL: Effect(BOOKED, Status.TRIAGE, WORKERS),
    CaseAct.LOG_CALL: Effect(BEFORE_CALL, Status.SCREENED, WORKERS),
    CaseAct.ASSESS_MERITS: Effect(
        UNDECIDED - {Status.MERITS_REVIEW}, Status.MERITS_REVIEW, WORKERS
    ),
    CaseAct.ACCEPT: Effect(
        UNDECIDED | {Status.SEEKING_COUNSEL}, Status.ACCEPTED_WAITLIST, DECIDERS
    ),
    CaseAct.SEEK_COUNSEL: Effect(
        UNDECIDED | {Status.ACCEPTED_WAITLIST}, Status.SEEKING_COUNSEL, DECIDERS
    ),
    CaseAct.REOPEN: Effect(CLOSED, Status.TRIAGE, DECIDERS),
}
"""Every act with its effect. An act in another status leaves the case where it is."""


def status_after(act: CaseAct, status: Status, roles: Iterable[str] = ()) -> Status | None:
    """Return the status to which the act moves a case; ``None`` if it leaves the case there.

    *roles* are those of the member who acts, none for the applicant.
    """
    effect = EFFECTS[act]
    is_allowed = not effect.roles or bool(effect.roles & set(roles))
    return effect.to if is_allowed and status in effect.origins else None


def check_act(act: CaseAct, status: Status, roles: Iterable[str]) -> None:
    """Raise ``MoveNotAllowed`` unless the act moves a case of this status for these roles."""
    if status_after(act, status, roles) is None:
        raise MoveNotAllowed


class Turn(StrEnum):
    """The side for which a case waits."""

    US = "us"
    THEM = "them"
    REPLY = "reply"
    """The person wrote, or answered more, and no member has read it yet."""


def turn_at(status: Status) -> Turn:
    """Return the side for which a case waits after a move to *status*."""
    return Turn.THEM if status is Status.INFO_NEEDED else Turn.US
