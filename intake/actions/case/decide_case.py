"""Decide a case: accept, refer, decline or close it, or ask for facts.

The applicant gets a letter, except about a case that is closed without one. A decision with a
letter counts once somebody has told them (``tell_decision.py``).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.record_contact import contact_attempts
from intake.actions.case.status import UNDONE_WITHIN, status_act
from intake.actions.case.tell_decision import (
    SecondPersonNeeded,
    Told,
    add_message,
    replace_untold,
    store_decision,
)
from intake.actions.conflicts.wall_case import NothingToDecide
from intake.actions.links import check_survivors, has_near_deadline, join, lock_linked, needs_second
from intake.actions.opening.case_keys import Actor, CaseKey, Reader, case_key
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import (
    OpenNote,
    newest,
    proposed_closing,
    read_notes,
    record_note,
    write_note,
)
from intake.actions.opening.search_cards import card_under
from intake.actions.queue.change_many import able_owners
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import batches, quarantine, store
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import (
    DECIDERS,
    NOT_TOLD,
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
from intake.cases.tasks import TaskKind, add_task, end_task
from intake.frozen import frozen
from intake.notes.store import NoteKind
from intake.words import Labelled, Refused


class Choice(Labelled):
    """The decision."""

    ACCEPT = "accept", "Accept: waiting list"
    SEEK_COUNSEL = "seek_counsel", "Accept: find counsel"
    REFER = "refer", "Refer out and close"
    DECLINE = "decline", "Decline and close"
    MORE_FACTS = "more_facts", "Request more facts"
    GIVE_UP = "give_up", "Close: unreachable"
    """Close it because the person could not be reached in any safe way."""
    CLOSE = "close"
    """Close it for another reason, without a letter: what was said to the person is recorded."""


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


class NothingProposed(Refused):
    """No closing waits for a second member."""

    says = (
        "Nothing waits for approval any more: the proposal was withdrawn, approved, or is too old. "
        "Open the case again, and decide anew if that is still right."
    )


@frozen
class Decision:
    """A decision, its reason, the note about it, and the letter to the person.

    ``erase_on`` is the day of erasure that the letter names, if the case is closed. ``letter`` is
    ``None`` only where the case is closed without one. ``asked`` says who asked to withdraw it.
    """

    choice: Choice
    reason: CloseReason | None
    text: str
    letter: Words | None
    erase_on: date | None
    asked: dict[str, str] | None = None


def decide_case(by: Actor, key: CaseKey, decision: Decision) -> bool:
    """Carry out a decision, or propose to close a case as a second member must confirm.

    The key was opened for a change. Return ``True`` if the decision was carried out. Raise
    ``MoveNotAllowed`` for the member's roles, or ``Refused`` after too few attempts to reach the
    person; for a duplicate, whose linked cases the caller has locked, also as ``check_survivors``.
    """
    _check(by, key, decision)
    waits = decision.choice not in ACT_OF and _needs_second(by, key, decision)
    facts = _facts(key, decision, day=by.day, waits=waits)
    note = write_note(by, key, NoteKind.DECISION, decision.text, facts)
    if waits:
        kind = TaskKind.SECOND_DECISION
        end_task(key.case.id, kind)
        is_alone = decides_alone(key.case, by.reader)  # and does so on another day
        on, by_id = by.day + timedelta(is_alone), None if is_alone else by.member_id
        add_task(key.case, kind, on=on, by_id=by_id, about=note.id)
        store.touch(key.case, on=by.day)
        is_decline = decision.choice is Choice.DECLINE
        act = AuditAct.DECLINE_PROPOSED if is_decline else AuditAct.CLOSING_PROPOSED
        by.log(act, key.case, made=note.id)
        return False
    _carry_out(by, key, decision, note_id=note.id)
    return True


def confirm_closing(by: Actor, reference: str, *, has_second_factor: bool = False) -> None:
    """Carry out a closing that another member proposed, with its letter if it has one.

    The second member is one who may decide. Where the team has nobody else who may, the member
    themself confirms on another day, with the second factor just given, and the log says so.

    Raise :class:`NothingProposed`, :class:`SecondPersonNeeded`, ``MoveNotAllowed``, or as
    ``Actor.open`` does; for a duplicate also as ``check_survivors`` does.
    """
    lock_linked(reference, by.reader)
    key = by.open(reference)
    proposed = proposed_closing(read_notes(key))
    if proposed is None:
        raise NothingProposed
    is_own = by.member_id in (proposed.member_id, proposed.facts.get("decided_by"))
    if is_own and not (has_second_factor and decides_alone(key.case, by.reader)):
        raise SecondPersonNeeded
    if is_own and proposed.facts["day"] >= by.day.isoformat():
        raise Refused("Nobody else can approve this. Look at it again on another day.")
    if not DECIDERS & set(by.roles):
        raise MoveNotAllowed
    decision = decision_of(proposed)
    if decision.erase_on is not None and decision.erase_on <= by.day:
        raise NothingProposed  # too old: the case would be erased at once
    _check(by, key, decision)
    facts = {**_facts(key, decision, day=by.day, waits=False), "confirms": proposed.id}
    note = write_note(by, key, NoteKind.DECISION, "", facts)
    is_decline = decision.choice is Choice.DECLINE
    act = AuditAct.DECLINE_CONFIRMED if is_decline else AuditAct.CLOSING_CONFIRMED
    act = AuditAct.CLOSING_CONFIRMED_ALONE if is_own else act
    by.log(act, key.case, made=note.id)
    _carry_out(by, key, decision, is_told="decided_by" in proposed.facts)


def decides_alone(case: Case, reader: Reader) -> bool:
    """Return true if no other member may approve a closing of the case."""
    owners = able_owners(case.team_id, case).values()
    return {row.id for row in owners if DECIDERS & {*row.roles}} == {reader.member_id}


def withdraw_proposal(by: Actor, reference: str) -> None:
    """Withdraw the closing that the member proposed; the case goes on as before.

    Raise :class:`NothingProposed`, ``Refused`` for a colleague's proposal, or as ``Actor.open``
    does.
    """
    key = by.open(reference)
    case, proposal = key.case, proposed_closing(read_notes(key))
    if proposal is None:
        raise NothingProposed
    if proposal.member_id != by.member_id:
        raise Refused("Another member proposed this, and only they can withdraw it.")
    facts, act = {"proposal": proposal.id}, AuditAct.PROPOSAL_WITHDRAWN
    record_note(by, key, NoteKind.WITHDRAWN, "", facts, log_as=act)
    end_task(case.id, TaskKind.SECOND_DECISION)


def propose_again(by: Actor, reference: str) -> None:
    """Propose once more what the member withdrew within :data:`UNDONE_WITHIN`.

    Raise ``Refused`` where they withdrew nothing, or where it would close the case at once;
    ``MoveNotAllowed`` if the roles do not allow it any more, or as ``Actor.open`` and
    ``check_survivors`` do.
    """
    lock_linked(reference, by.reader)
    key = by.open(reference)
    proposal = _just_withdrawn(by, read_notes(key))
    decision = decision_of(proposal) if proposal else None
    if (
        decision is None
        or (decision.erase_on is not None and decision.erase_on <= by.day)
        or not _needs_second(by, key, decision)
    ):
        raise Refused("This can no longer be undone. Decide again below.")
    decide_case(by, key, decision)


def _needs_second(by: Actor, key: CaseKey, decision: Decision) -> bool:
    """Return true if another member must confirm the closing: of a P0, or near a deadline.

    Also of a request that others than the applicant asked to withdraw. Where a case of the same
    person stays open in place of a duplicate, only its deadlines count.
    """
    if (decision.asked or {}).get("outcome") == Told.ASKED_FOR:
        return True
    is_duplicate = decision.reason is CloseReason.DUPLICATE
    is_merged = is_duplicate and check_survivors(key.case, by.reader) is not None
    return (has_near_deadline if is_merged else needs_second)(key, today=by.day)


def _just_withdrawn(by: Actor, notes: Sequence[OpenNote]) -> OpenNote | None:
    """Return the proposal that the member withdrew last, if nothing was decided since.

    One of a person who was told is decided anew: who had decided it may not confirm it.
    """
    withdrawal, last = newest(notes, NoteKind.WITHDRAWN), newest(notes, NoteKind.DECISION)
    if withdrawal is None or last is None or withdrawal.facts["proposal"] != last.id:
        return None
    if "decided_by" in last.facts:
        return None
    is_own = withdrawal.member_id == by.member_id
    return last if is_own and by.at - withdrawal.at <= UNDONE_WITHIN else None


def may_choose(choice: Choice, status: Status, roles: Iterable[str]) -> bool:
    """Return true if a member with these roles may decide so about a case of this status."""
    held = tuple(roles)
    if choice in ACT_OF:
        return status_after(ACT_OF[choice], status, held) is not None
    reasons = (CLOSES_FOR[choice],) if choice in CLOSES_FOR else DECLINES
    return Status.CLOSED in moves_from(status, held) and bool({*reasons} & {*reasons_for(held)})


def _check(by: Actor, key: CaseKey, decision: Decision) -> None:
    if (decision.choice is Choice.DECLINE) != (decision.reason in DECLINES):
        raise MoveNotAllowed
    if decision.choice is Choice.CLOSE and decision.reason in BY_DECISION:
        raise MoveNotAllowed
    if decision.choice in ACT_OF:
        check_act(ACT_OF[decision.choice], key.case.stage, by.roles)
        return
    reason = closes_for(decision.choice, decision.reason)
    check_move(key.case.stage, Status.CLOSED, reason, by.roles)
    if decision.reason is CloseReason.DUPLICATE:
        check_survivors(key.case, by.reader)
    if decision.choice is Choice.GIVE_UP:
        attempts = contact_attempts(read_notes(key), key.case.tier)
        if not attempts.enough:
            raise Refused(
                ("More contact attempts are needed before you can close this case as unreachable."),
                status=422,
            )


def closes_for(choice: Choice, reason: CloseReason | None) -> CloseReason | None:
    """Return the reason for which a decision closes a case, or ``None`` if it stays open."""
    return CLOSES_FOR.get(choice, reason)


def _carry_out(
    by: Actor,
    key: CaseKey,
    decision: Decision,
    *,
    note_id: str | None = None,
    is_told: bool = False,
) -> None:
    """Store the decision, of which somebody is to tell the applicant, with its letter if any.

    Close the case at once where nobody tells them (``NOT_TOLD``), or where they were told.
    """
    reason = closes_for(decision.choice, decision.reason)
    replace_untold(by, key, though_read=reason is CloseReason.DECLINED_CONFLICT)
    end_task(key.case.id, TaskKind.SECOND_DECISION)
    if Tag.ASK_SUPERVISOR in key.case.tagged:
        batches.take_tag(key.case, Tag.ASK_SUPERVISOR, on=by.day)
    act = ACT_OF.get(decision.choice)
    to = status_after(act, key.case.stage, by.roles) if act else Status.CLOSED
    if to is None:
        raise MoveNotAllowed
    letter, moved = decision.letter, status_act(to, reason)
    message = add_message(by, key, letter) if letter else None
    is_duplicate = reason is CloseReason.DUPLICATE
    stays = check_survivors(key.case, by.reader) if is_duplicate else None
    if not (is_told or stays or reason in NOT_TOLD):
        store_decision(
            by,
            key.case,
            moved,
            letter_id=message.id if message else "",
            author=letter.member_id if letter else by.member_id,
            erase_on=decision.erase_on,
        )
        by.log(AuditAct.DECISION_STORED, key.case, made=note_id)
        return
    if reason is CloseReason.SPAM:
        quarantine.close(key.case, erase_on=decision.erase_on or key.case.erase_on, on=by.day)
    else:
        store.move(key.case, to, reason=reason, on=by.day, erase_on=decision.erase_on)
    if stays:
        join(by, key.case, stays)
    count_case(by, key.case, card_under(key))
    by.log(moved, key.case, made=note_id)


def _facts(key: CaseKey, decision: Decision, *, day: date, waits: bool) -> dict[str, Any]:
    """Return the facts of the note, with the office's *day*.

    Its day of erasure before is that before any decision it replaces.
    """
    letter, erase_before = decision.letter, key.case.erase_on.isoformat()
    if key.case.is_to_close and (untold := newest(read_notes(key), NoteKind.DECISION)):
        erase_before = untold.facts.get("erase_before", erase_before)
    return {
        "choice": decision.choice.value,
        "reason": decision.reason.value if decision.reason else "",
        "waits": waits,
        "day": day.isoformat(),
        "erase_on": decision.erase_on.isoformat() if decision.erase_on else "",
        "letter": {name: getattr(letter, name) for name in OF_LETTER} if letter else None,
        "asked": decision.asked,
        "erase_before": erase_before,
    }


OF_LETTER = ("text", "language", "wording", "member_id")
"""Names of the parts of a letter that the note of its decision holds."""


def decision_of(note: OpenNote) -> Decision:
    """Return the decision that a note of one has."""
    reason = note.facts["reason"]
    return Decision(
        choice=Choice(note.facts["choice"]),
        reason=CloseReason(reason) if reason else None,
        text=note.text,
        letter=Words(**letter) if (letter := note.facts["letter"]) else None,
        erase_on=date.fromisoformat(erased) if (erased := note.facts["erase_on"]) else None,
        asked=note.facts.get("asked"),
    )


def open_to_close(by: Actor, reference: str) -> tuple[CaseKey, OpenedCase]:
    """Lock and open a case whose conflict was confirmed, with its story for the letter alone.

    A member must have decided on the conflict; if a deadline is near, another than this one.
    Raise ``NothingToDecide`` or ``SecondPersonNeeded`` otherwise, ``NoSuchCase``,
    ``ChangedMeanwhile``, ``MoveNotAllowed``, or as ``open_story`` does.
    """
    case = store.find_for_change(reference, team_id=by.team_id, version=by.version)
    check_move(case.stage, Status.CLOSED, CloseReason.DECLINED_CONFLICT, by.roles)
    key = case_key(case, by.reader)
    decision = newest(read_notes(key), NoteKind.CONFLICT_DECIDED)
    if case.conflict != Conflict.CONFLICT or decision is None:
        raise NothingToDecide
    is_own = decision.member_id == by.member_id
    if is_own and needs_second(key, today=by.day):
        raise SecondPersonNeeded
    return key, open_story(key)


def close_conflicted_case(by: Actor, key: CaseKey, letter: Words, *, erase_on: date) -> None:
    """Store the letter, which gives no reason; the member tells the applicant, who closes it."""
    reason = CloseReason.DECLINED_CONFLICT
    decision = Decision(
        choice=Choice.DECLINE, reason=reason, text="", letter=letter, erase_on=erase_on
    )
    facts = _facts(key, decision, day=by.day, waits=False)
    note = write_note(by, key, NoteKind.DECISION, "", facts)
    _carry_out(by, key, decision, note_id=note.id)
