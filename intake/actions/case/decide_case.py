"""Decide a case: accept, refer, decline or close it, or ask for facts.

The applicant gets a letter, except about a case that is closed without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from intake.actions.assessment.deadline_changes import act_by_of
from intake.actions.case.open_for_change import open_for_change
from intake.actions.case.record_contact import contact_attempts
from intake.actions.case.send_message import add_message
from intake.actions.case.status_acts import status_act
from intake.actions.links import check_survivors, lock_linked
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import OpenNote, proposed_closing, read_notes, write_note
from intake.actions.opening.read_cards import card_under, open_card
from intake.actions.opening.waiting_dates import has_waiting
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.pipeline import (
    DECIDERS,
    CaseAct,
    CloseReason,
    MoveNotAllowed,
    Status,
    check_act,
    check_move,
    moves_from,
    reasons_for,
    status_after,
)
from intake.cases.tags import Tag
from intake.diary import entries
from intake.diary.models import Kind, State
from intake.notes.kinds import NoteKind


class Choice(StrEnum):
    """The decision."""

    ACCEPT = "accept"
    SEEK_COUNSEL = "seek_counsel"
    REFER = "refer"
    DECLINE = "decline"
    MORE_FACTS = "more_facts"
    GIVE_UP = "give_up"
    """Close it because the person could not be reached in any safe way."""
    CLOSE = "close"
    """Close it for another reason, without a letter."""


ACT_OF = {
    Choice.ACCEPT: CaseAct.ACCEPT,
    Choice.SEEK_COUNSEL: CaseAct.SEEK_COUNSEL,
    Choice.MORE_FACTS: CaseAct.ASK_FACTS,
}
"""Decisions that leave a case open, and the act that each is. Any other decision closes it."""

CLOSES_FOR = {
    Choice.REFER: CloseReason.REFERRED_OUT,
    Choice.GIVE_UP: CloseReason.UNREACHABLE,
}
"""Decisions that close a case for one reason. A decline has a reason of its own."""

DECLINES = tuple(reason for reason in CloseReason if reason.value.startswith("declined_"))
"""Reasons for a decline. The person never reads them."""

BY_DECISION = frozenset({*DECLINES, *CLOSES_FOR.values()})
"""Reasons that need a letter to the person."""

NEAR_DAYS = 30
"""This near to a deadline, two members must agree to close a case."""


PROPOSED = {Choice.DECLINE: AuditAct.DECLINE_PROPOSED}
CONFIRMED = {Choice.DECLINE: AuditAct.DECLINE_CONFIRMED}
"""Acts to log for a decline; any other closing has acts of its own."""


class SecondPersonNeeded(Exception):
    """Closing near a deadline must be confirmed by another member than its author."""


class TooFewAttempts(Exception):
    """There were too few safe attempts to reach the person."""


class NothingProposed(Exception):
    """No closing waits for a second member."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A decision, its reason, the note about it, and the letter to the person.

    ``erase_on`` is the day of erasure that the letter names, if the case is closed. ``letter`` is
    ``None`` only where the case is closed without one.
    """

    choice: Choice
    reason: CloseReason | None
    text: str
    letter: Words | None
    erase_on: date | None


def decide_case(
    key: CaseKey, reader: Reader, decision: Decision, *, today: date, now: datetime
) -> bool:
    """Carry out a decision, or propose to close a case as a second member must confirm.

    The key was opened for a change. Return ``True`` if the decision was carried out. Raise
    ``MoveNotAllowed`` for the reader's roles, or :class:`TooFewAttempts`; for a duplicate, whose
    linked cases the caller has locked, also as ``check_survivors`` does.
    """
    _check(key, decision, reader)
    near = has_near_deadline(key.case, open_card(key), today=today)
    waits = decision.choice not in ACT_OF and near
    asked_before = Tag.ASK_SUPERVISOR in key.case.tagged
    facts = _facts(decision, waits=waits) | ({"asked_before": asked_before} if waits else {})
    note = write_note(
        key, NoteKind.DECISION, decision.text, member_id=reader.member_id, now=now, facts=facts
    )
    if waits:
        bulk_changes.put_tag(key.case, Tag.ASK_SUPERVISOR, on=today)
        act = PROPOSED.get(decision.choice, AuditAct.CLOSING_PROPOSED)
        log_act(act, key.case, reader, today=today, now=now, made=note.id)
        return False
    _carry_out(key, reader, decision, today=today, now=now, note_id=note.id)
    return True


def confirm_closing(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Carry out a closing that another member proposed, with its letter if it has one.

    The second member is one who may decide. Raise :class:`NothingProposed`,
    :class:`SecondPersonNeeded`, ``MoveNotAllowed``, or as ``open_for_change`` does; for a duplicate
    also as :func:`intake.actions.links.check_survivors` does.
    """
    lock_linked(reference, reader)
    key = open_for_change(reference, reader, version=version)
    proposed = proposed_closing(read_notes(key))
    if proposed is None:
        raise NothingProposed
    if proposed.member_id == reader.member_id:
        raise SecondPersonNeeded
    if not DECIDERS & set(reader.roles):
        raise MoveNotAllowed
    decision = decision_of(proposed)
    if decision.erase_on is not None and decision.erase_on <= today:
        raise NothingProposed  # too old: the case would be erased at once
    _check(key, decision, reader)
    facts = _facts(decision, waits=False)
    note = write_note(key, NoteKind.DECISION, "", member_id=reader.member_id, now=now, facts=facts)
    act = CONFIRMED.get(decision.choice, AuditAct.CLOSING_CONFIRMED)
    log_act(act, key.case, reader, today=today, now=now, made=note.id)
    _carry_out(key, reader, decision, today=today, now=now)


def has_near_deadline(case: Case, card: Card | None, *, today: date) -> bool:
    """Return true if a deadline is less than thirty days away, or late.

    A date that was marked missed or not needed before its day counts as open, so that no member
    can close a case alone by marking it. Dates that only inform (R11) are never in the diary.
    Without the *card*, days count that may be some days early.
    """
    card = card or Card()
    early_days, act_by = card.early or 0, act_by_of(case, card)
    days = [
        day
        for entry in entries.of_case(case.id)
        if entry.kind == Kind.ACT_BY
        and (day := entry.exact_on(early_days))
        and (entry.state == State.OPEN or (entry.state != State.DONE and day >= today))
    ]
    if act_by and not entries.has_date(case.id, Kind.ACT_BY, on=act_by, early_days=early_days):
        days.append(act_by)
    return any(day - today < timedelta(NEAR_DAYS) for day in days)


def may_choose(choice: Choice, status: Status, roles: Iterable[str]) -> bool:
    """Return true if a member with these roles may decide so about a case of this status."""
    held = tuple(roles)
    if choice in ACT_OF:
        return status_after(ACT_OF[choice], status, held) is not None
    reasons = (CLOSES_FOR[choice],) if choice in CLOSES_FOR else DECLINES
    return Status.CLOSED in moves_from(status, held) and bool({*reasons} & {*reasons_for(held)})


def _check(key: CaseKey, decision: Decision, reader: Reader) -> None:
    if (decision.choice is Choice.DECLINE) != (decision.reason in DECLINES):
        raise MoveNotAllowed
    if decision.choice is Choice.CLOSE and decision.reason in BY_DECISION:
        raise MoveNotAllowed
    if decision.choice in ACT_OF:
        check_act(ACT_OF[decision.choice], key.case.stage, reader.roles)
        return
    check_move(key.case.stage, Status.CLOSED, _closes_for(decision), reader.roles)
    if decision.reason is CloseReason.DUPLICATE:
        check_survivors(key.case, reader)
    if decision.choice is Choice.GIVE_UP:
        attempts = contact_attempts(read_notes(key), key.case.tier)
        if not attempts.enough:
            raise TooFewAttempts


def closes_for(choice: Choice, reason: CloseReason | None) -> CloseReason | None:
    """Return the reason for which a decision closes a case, or ``None`` if it stays open."""
    return CLOSES_FOR.get(choice, reason)


def _closes_for(decision: Decision) -> CloseReason | None:
    return closes_for(decision.choice, decision.reason)


def _carry_out(
    key: CaseKey,
    reader: Reader,
    decision: Decision,
    *,
    today: date,
    now: datetime,
    note_id: str | None = None,
) -> None:
    if decision.letter is not None:
        add_message(key, reader, decision.letter, today=today, now=now)
    reason = _closes_for(decision)
    if Tag.ASK_SUPERVISOR in key.case.tagged and (reason or not has_waiting(key)):
        bulk_changes.take_tag(key.case, Tag.ASK_SUPERVISOR, on=today)
    to = Status.CLOSED if reason else _status_after(decision, key, reader)
    store.move(key.case, to, reason=reason, on=today, erase_on=decision.erase_on)
    count_case(key.case, today=today, reader=reader, card=card_under(key))
    log_act(status_act(to, reason), key.case, reader, today=today, now=now, made=note_id)


def _status_after(decision: Decision, key: CaseKey, reader: Reader) -> Status:
    """Return the status after a decision that leaves the case open. Raise ``MoveNotAllowed``."""
    to = status_after(ACT_OF[decision.choice], key.case.stage, reader.roles)
    if to is None:
        raise MoveNotAllowed
    return to


def _facts(decision: Decision, *, waits: bool) -> dict[str, Any]:
    return {
        "choice": decision.choice.value,
        "reason": decision.reason.value if decision.reason else "",
        "waits": waits,
        "erase_on": decision.erase_on.isoformat() if decision.erase_on else "",
        "letter": _letter_facts(decision.letter),
    }


def _letter_facts(letter: Words | None) -> dict[str, str] | None:
    if letter is None:
        return None
    return {
        "text": letter.text,
        "language": letter.language,
        "wording": letter.wording,
        "member_id": letter.member_id,
    }


def decision_of(note: OpenNote) -> Decision:
    """Return the decision that a note of one has."""
    reason = note.facts["reason"]
    return Decision(
        choice=Choice(note.facts["choice"]),
        reason=CloseReason(reason) if reason else None,
        text=note.text,
        letter=Words(**letter) if (letter := note.facts["letter"]) else None,
        erase_on=date.fromisoformat(erased) if (erased := note.facts["erase_on"]) else None,
    )
