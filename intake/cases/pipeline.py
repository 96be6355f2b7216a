"""The pipeline: the statuses of a case, the moves by hand, and the acts that move it themselves.

A table of moves says who may change a status by hand, which is the exception; a table of acts says
how an act changes it. No case is accepted, closed or waits for an answer by hand alone: its
applicant has to be told.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

from intake import promises
from intake.frozen import record
from intake.words import Labelled, Refused, table_beside


class Status(Labelled):
    """The stage of a case in the pipeline."""

    NEW = "new", "New"
    CONFLICT_HOLD = "conflict_hold", "Conflict hold"
    TRIAGE = "triage", "Triage"
    INFO_NEEDED = "info_needed", "More facts needed"
    CALL_BOOKED = "call_booked", "Call scheduled"
    SCREENED = "screened", "Screened"
    MERITS_REVIEW = "merits_review", "Merits review"
    ACCEPTED_WAITLIST = "accepted_waitlist", "Accepted, waiting list"
    SEEKING_COUNSEL = "seeking_counsel", "Seeking counsel"
    PLACED = "placed", "Placed"
    CLOSED = "closed", "Closed"


ACCEPTED = frozenset({Status.ACCEPTED_WAITLIST, Status.SEEKING_COUNSEL, Status.PLACED})
"""Statuses of accepted cases."""


class CloseReason(Labelled):
    """The reason for closing a case."""

    ACCEPTED_TRANSFERRED = "accepted_transferred", "Accepted and transferred"
    ADVICE_ONLY = "advice_only", "Advice only"
    BRIEF_SERVICE = "brief_service", "Brief service"
    REFERRED_OUT = "referred_out", "Referred out"
    DECLINED_CAPACITY = "declined_capacity", "Declined: no capacity"
    DECLINED_SCOPE = "declined_scope", "Declined: out of scope"
    DECLINED_INCOME = "declined_income", "Declined: income"
    DECLINED_AREA = "declined_area", "Declined: out of service area"
    DECLINED_MERITS = "declined_merits", "Declined: merits"
    DECLINED_CONFLICT = "declined_conflict", "Declined: unable to help"
    HAS_COUNSEL = "has_counsel", "Already has a lawyer"
    DUPLICATE = "duplicate", "Duplicate"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNREACHABLE = "unreachable", "Unreachable"
    DECEASED_OR_REMOVED = "deceased_or_removed", "Deceased or removed"
    SPAM = "spam", "Not a real request"


class MoveNotAllowed(Refused):
    """A member with these roles may not move the case from its status to that one."""

    says = "You cannot move this case to that status now, or your role does not allow it."
    status = 422


class CaseClosed(MoveNotAllowed):
    """The act needs an open case."""

    says = "This case is closed. An attorney or supervisor can reopen it."


DECIDERS = frozenset({"supervisor", "attorney"})
"""Roles that take legal decisions: to accept, to decline, to end a conflict hold."""

WORKERS = DECIDERS | {"caseworker"}
"""Roles that work cases day by day."""

ROLES = {"deciders": DECIDERS, "workers": WORKERS}
MOVES: dict[Status, dict[Status, frozenset[str]]] = {
    Status(status): {Status(to): ROLES[who] for to, who in moves.items()}
    for status, moves in table_beside(__file__).items()
}
"""Status, next status, and the roles that may make the move. No other move is allowed."""

DECISIONS = {
    CloseReason.ACCEPTED_TRANSFERRED,
    CloseReason.ADVICE_ONLY,
    CloseReason.BRIEF_SERVICE,
    *(reason for reason in CloseReason if reason.startswith("declined_")),
}
"""The reasons for closing that are legal decisions; for any other, whoever works cases closes."""

NOT_TOLD = frozenset({CloseReason.WITHDRAWN, CloseReason.UNREACHABLE, CloseReason.SPAM})
"""Reasons of which nobody tells the applicant: they asked for it, could not be reached, or are no
real person, and come back into the queue if they write (:attr:`Case.is_junk`). Nobody tells of a
duplicate either whose mailbox is that of the case that stays.
"""


def moves_from(status: Status, roles: Iterable[str]) -> tuple[Status, ...]:
    """Return the statuses to which a member with these roles may move a case from *status*."""
    held = set(roles)
    return tuple(to for to, allowed in MOVES[status].items() if allowed & held)


def reasons_for(roles: Iterable[str]) -> tuple[CloseReason, ...]:
    """Return the reasons for which a member with these roles may close a case."""
    held = set(roles)
    return tuple(
        reason for reason in CloseReason if held & (DECIDERS if reason in DECISIONS else WORKERS)
    )


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


@record
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


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: digits and letters without I, L, O and U."""

HALF = 4


def new_reference() -> str:
    """Return a random reference such as ``K7QF-2MXH``, one of 2**40."""
    letters = "".join(CROCKFORD[byte % 32] for byte in secrets.token_bytes(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def looks_like_reference(typed: str) -> bool:
    """Return true for eight letters of a reference that are not all digits, in any case and width.

    It tells nothing of whether there is such a case.
    """
    letters = re.sub(r"[\W_]", "", normalize("NFKC", typed)).upper()
    is_one = len(letters) == 2 * HALF and set(letters) <= set(CROCKFORD)
    return is_one and not letters.isdigit()


KEPT_FOR: dict[CloseReason, timedelta] = {
    CloseReason.ACCEPTED_TRANSFERRED: timedelta(days=30),
    **dict.fromkeys(
        (
            CloseReason.ADVICE_ONLY,
            CloseReason.BRIEF_SERVICE,
            CloseReason.DECLINED_CAPACITY,
            CloseReason.DECLINED_INCOME,
            CloseReason.DECLINED_MERITS,
            CloseReason.DECLINED_CONFLICT,
            CloseReason.DECEASED_OR_REMOVED,
        ),
        promises.KEPT_AT_MOST,
    ),
}
"""The time from the decision to erasure. Accepted cases are in another system by then; one without
a recorded transfer waits for a second person. Cases that a person screened are kept as long as the
pages promise at most. Without contact, or outside our scope, the period promised at sending holds:
the operator's ``RETENTION_DAYS``.
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
    return closed_on + KEPT_FOR.get(reason, timedelta(days=promised_days))
