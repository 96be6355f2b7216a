"""Withdraw one's own proposal to close a case, or propose the same again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.case.change_status import UNDONE_WITHIN
from intake.actions.case.decide_case import (
    NothingProposed,
    decide_case,
    decision_of,
    has_near_deadline,
)
from intake.actions.case.open_for_change import open_for_change
from intake.actions.links import lock_linked
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import (
    OpenNote,
    newest,
    proposed_closing,
    read_notes,
    write_note,
)
from intake.actions.opening.read_cards import open_card
from intake.actions.opening.waiting_dates import has_waiting
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, store
from intake.cases.pipeline import Status
from intake.cases.tags import Tag
from intake.notes.kinds import NoteKind


class NotTheirProposal(Exception):
    """The closing was proposed by another member, who alone may withdraw it."""


class NothingWithdrawn(Exception):
    """The member withdrew nothing just now that can be proposed again."""


def withdraw_proposal(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Withdraw the closing that the reader proposed; the case goes on as before.

    The request for a supervisor goes with it, unless the case had one before or a corrected date
    waits for one. Raise ``NothingProposed``, :class:`NotTheirProposal`, or as ``open_for_change``
    does.
    """
    key = open_for_change(reference, reader, version=version)
    case, proposal = key.case, proposed_closing(read_notes(key))
    if proposal is None or case.stage is Status.CLOSED:
        raise NothingProposed
    member_id = reader.member_id
    if proposal.member_id != member_id:
        raise NotTheirProposal
    is_asked_for = bool(proposal.facts.get("asked_before"))
    waits = has_waiting(key)
    facts = {"proposal": proposal.id, "tagged": waits and not is_asked_for}
    note = write_note(key, NoteKind.WITHDRAWN, "", member_id=member_id, now=now, facts=facts)
    log_act(AuditAct.PROPOSAL_WITHDRAWN, case, reader, today=today, now=now, made=note.id)
    if is_asked_for or waits:
        store.touch(case, on=today)
    else:
        bulk_changes.take_tag(case, Tag.ASK_SUPERVISOR, on=today)


def propose_again(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Propose once more what the reader withdrew within :data:`UNDONE_WITHIN`.

    Raise :class:`NothingWithdrawn`, ``MoveNotAllowed`` if the roles do not allow it any more, or
    as ``open_for_change`` and ``check_survivors`` do.
    """
    lock_linked(reference, reader)
    key = open_for_change(reference, reader, version=version)
    proposal = _just_withdrawn(read_notes(key), reader.member_id, now=now)
    decision = decision_of(proposal) if proposal else None
    if decision is None or (decision.erase_on is not None and decision.erase_on <= today):
        raise NothingWithdrawn
    if not has_near_deadline(key.case, open_card(key), today=today):
        raise NothingWithdrawn  # it would close the case at once
    decide_case(key, reader, decision, today=today, now=now)


def _just_withdrawn(notes: Sequence[OpenNote], member_id: str, *, now: datetime) -> OpenNote | None:
    """Return the proposal that the member withdrew last, if nothing was decided since."""
    withdrawal, last = newest(notes, NoteKind.WITHDRAWN), newest(notes, NoteKind.DECISION)
    if withdrawal is None or last is None or withdrawal.facts["proposal"] != last.id:
        return None
    is_own = withdrawal.member_id == member_id
    return last if is_own and now - withdrawal.at <= UNDONE_WITHIN else None
