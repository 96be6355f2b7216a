"""Close a case because of a conflict. The applicant gets a letter; no member reads the story."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from intake.actions.case.decide_case import SecondPersonNeeded
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.send_message import add_message
from intake.actions.conflicts.decide_conflict import NothingToDecide
from intake.actions.links import has_near_deadline
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey, case_key
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import newest, read_notes
from intake.actions.opening.read_cards import open_card
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Conflict
from intake.cases.pipeline import CloseReason, Status, check_move
from intake.frozen import frozen
from intake.notes.kinds import NoteKind


@frozen
class ConflictedCase:
    """A case that may be closed for its conflict, with its story for the letter alone."""

    key: CaseKey
    story: OpenedCase = field(repr=False)


def open_to_close(by: Actor, reference: str) -> ConflictedCase:
    """Lock and open a case whose conflict was confirmed.

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
    if is_own and has_near_deadline(case, open_card(key), today=by.day):
        raise SecondPersonNeeded
    return ConflictedCase(key=key, story=open_story(key))


def close_conflicted_case(
    by: Actor, conflicted: ConflictedCase, letter: Words, *, erase_on: date
) -> None:
    """Send the letter, close the case for its conflict, and log that."""
    case, reason = conflicted.key.case, CloseReason.DECLINED_CONFLICT
    add_message(by, conflicted.key, letter)
    store.move(case, Status.CLOSED, reason=reason, on=by.day, erase_on=erase_on)
    count_case(case, today=by.day, reader=by.reader, card=conflicted.story.card)
    by.log(AuditAct.CLOSED_DECLINED_CONFLICT, case)
