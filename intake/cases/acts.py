"""The acts that change the status of a case by themselves: one table, and how to read it.

Moves by hand are in :mod:`intake.cases.pipeline`; they are the exception.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.cases.pipeline import DECIDERS, WORKERS, MoveNotAllowed, Status


class CaseAct(StrEnum):
    """An act on a case that may change its status."""

    REVIEW = "review"
    """A member reviewed the case and set the next date."""
    TRY_CONTACT = "try_contact"
    SEND = "send"
    """A member sent a message that asks nothing."""
    ASK_FACTS = "ask_facts"
    """A member asked the applicant for facts, as a decision or with the ready text."""
    UNSEND_QUESTION = "unsend_question"
    """The question was taken back before the applicant could see it."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """The status to which an act moves a case, from which statuses, and for which roles.

    Without roles the act is the applicant's.
    """

    act: CaseAct
    origins: frozenset[Status]
    to: Status
    roles: frozenset[str] = frozenset()


BEFORE_CALL = frozenset({Status.NEW, Status.TRIAGE, Status.INFO_NEEDED, Status.CALL_BOOKED})
"""Statuses in which no screening call is logged."""

UNDECIDED = BEFORE_CALL | {Status.SCREENED, Status.MERITS_REVIEW}
"""Statuses of a case that was neither accepted nor closed, and is not held."""

NEW, BOOKED = frozenset({Status.NEW}), frozenset({Status.CALL_BOOKED})
ASKED, CLOSED = frozenset({Status.INFO_NEEDED}), frozenset({Status.CLOSED})

EFFECTS = (
    Effect(act=CaseAct.REVIEW, origins=NEW, to=Status.TRIAGE, roles=WORKERS),
    Effect(act=CaseAct.TRY_CONTACT, origins=NEW, to=Status.TRIAGE, roles=WORKERS),
    Effect(act=CaseAct.SEND, origins=NEW, to=Status.TRIAGE, roles=WORKERS),
    Effect(act=CaseAct.ASK_FACTS, origins=UNDECIDED - ASKED, to=Status.INFO_NEEDED, roles=WORKERS),
    Effect(act=CaseAct.UNSEND_QUESTION, origins=ASKED, to=Status.TRIAGE, roles=WORKERS),
    Effect(act=CaseAct.REPLY, origins=ASKED, to=Status.TRIAGE),
    Effect(
        act=CaseAct.BOOK_CALL, origins=BEFORE_CALL - BOOKED, to=Status.CALL_BOOKED, roles=WORKERS
    ),
    Effect(act=CaseAct.CANCEL_CALL, origins=BOOKED, to=Status.TRIAGE, roles=WORKERS),
    Effect(act=CaseAct.LOG_CALL, origins=BEFORE_CALL, to=Status.SCREENED, roles=WORKERS),
    Effect(
        act=CaseAct.ASSESS_MERITS,
        origins=UNDECIDED - {Status.MERITS_REVIEW},
        to=Status.MERITS_REVIEW,
        roles=WORKERS,
    ),
    Effect(
        act=CaseAct.ACCEPT,
        origins=UNDECIDED | {Status.SEEKING_COUNSEL},
        to=Status.ACCEPTED_WAITLIST,
        roles=DECIDERS,
    ),
    Effect(
        act=CaseAct.SEEK_COUNSEL,
        origins=UNDECIDED | {Status.ACCEPTED_WAITLIST},
        to=Status.SEEKING_COUNSEL,
        roles=DECIDERS,
    ),
    Effect(act=CaseAct.REOPEN, origins=CLOSED, to=Status.TRIAGE, roles=DECIDERS),
)
"""Every act with its effect. An act in another status leaves the case where it is."""

EFFECT_OF = {effect.act: effect for effect in EFFECTS}


def status_after(act: CaseAct, status: Status, roles: Iterable[str] = ()) -> Status | None:
    """Return the status to which the act moves a case; ``None`` if it leaves the case there.

    *roles* are those of the member who acts, none for the applicant.
    """
    effect = EFFECT_OF[act]
    is_allowed = not effect.roles or bool(effect.roles & set(roles))
    return effect.to if is_allowed and status in effect.origins else None


def check_act(act: CaseAct, status: Status, roles: Iterable[str]) -> None:
    """Raise ``MoveNotAllowed`` unless the act moves a case of this status for these roles."""
    if status_after(act, status, roles) is None:
        raise MoveNotAllowed
