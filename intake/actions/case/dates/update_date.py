"""Say how a date of the diary is known, close one that members set, or open any again.

A replaced date that is near is decided by another member than the one who corrected the answer.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from intake.actions.case.dates.effect import is_among, triage_of
from intake.actions.case.dates.replaced_dates import (
    follow_diary,
    settle_waiting,
    unmark,
)
from intake.actions.case.decide_case import SecondPersonNeeded
from intake.actions.case.open_case import open_story
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.not_opened import reject_rollback
from intake.actions.opening.sealed_rows import corrector_of
from intake.actions.reports.count_case import uncount_date
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import MoveNotAllowed, Status
from intake.cases.tasks import TaskKind, end_task
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind, State
from intake.eligibility.request import Practice
from intake.law.book import LawBook
from intake.words import N_, Refused


class Seen(StrEnum):
    """The proof for a date. Every date begins as told."""

    TOLD = "told"
    PAPER = "paper"
    COURT = "court"
    LOCATOR = "locator"
    """ICE's locator, for corrections about detention alone."""


ENDED_AS: Mapping[State, AuditAct] = {
    State.DONE: AuditAct.DATE_DONE,
    State.MISSED: AuditAct.DATE_MISSED,
    State.WAIVED: AuditAct.DATE_WAIVED,
}
"""The act to log for each state that ends a date."""


LEGAL = frozenset({Kind.ACT_BY, Kind.PLAN_BY})
"""Kinds of dates that come from a rule. Others are set anew rather than opened again."""


class NoSuchDate(Refused):
    """The diary of this case has no such date with this id."""

    says = N_("This date was changed in the meantime. Check it below.")


def confirm_date(by: Actor, reference: str, entry_id: str, seen: Seen) -> None:
    """Record the proof that a member saw for a date; ``TOLD`` takes an earlier proof back.

    Raise :class:`NoSuchDate`, or as ``Actor.open`` does.
    """
    proof = {"seen": seen.value, "by": by.member_id, "on": by.day.isoformat()}
    act = AuditAct.DATE_UNCONFIRMED if seen is Seen.TOLD else AuditAct.DATE_CONFIRMED
    _change(by, reference, entry_id, proof, log_as=act)


def close_date(by: Actor, reference: str, entry_id: str, state: State, why: str) -> None:
    """Close a date with the reason; the case is then due on its next open date.

    Raise as :func:`confirm_date` does, or ``Refused`` for a deadline, which ends with proof alone.
    """
    proof = {"why": why, "closed_by": by.member_id, "closed_on": by.day.isoformat()}
    _change(by, reference, entry_id, proof, log_as=ENDED_AS[state], state=state)


def reopen_date(by: Actor, reference: str, entry_id: str, why: str = "") -> None:
    """Open a date again; the case is then due on its earliest open date.

    Raise :class:`NoSuchDate` if the case has no closed date with this id, ``Refused`` for a
    deadline without a reason, ``MoveNotAllowed`` for a closed case, or as ``Actor.open``.
    """
    key = by.open(reference)
    case = key.case
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    closed = {
        entry.id: entry
        for entry in entries.of_case(case.id)
        if entry.state != State.OPEN and entry.kind in LEGAL
    }
    if (entry := closed.get(entry_id)) is None:
        raise NoSuchDate
    is_deadline, older = entry.kind == Kind.ACT_BY, entry.sealed
    if is_deadline and not why:
        raise Refused(N_("Enter a short reason."), status=422)
    if entry.state == State.REPLACED:
        unmark(key, entry)
    content = key.open_json("diary", entry.sealed, row=entry.id)
    proof = content.get("proof", {})
    was = proof | content.pop("met", {})
    if is_deadline and entry.state != State.REPLACED:
        closed_on = date.fromisoformat(was.get("closed_on") or by.day.isoformat())
        uncount_date(case, State(entry.state), closed_on=closed_on)
    content["proof"] = proof | {"reopened": why, "reopened_by": by.member_id}
    entry.sealed, entry.unproven = key.seal_json("diary", content, row=entry.id), False
    _set_state(entry, State.OPEN, case)
    end_task(case.id, TaskKind.LOOK_OVER, entry.id)
    _record(by, key, older, log_as=AuditAct.DATE_REOPENED, made=entry.id)


def confirm_replaced(
    by: Actor, reference: str, entry_id: str, *, law: LawBook, practice: Practice
) -> None:
    """Close a date as replaced; the case is then due on its next open date.

    Raise :class:`NoSuchDate` if the date does not wait, or if the answers give it again by now, as
    after a later answer of the applicant; :class:`SecondPersonNeeded` for the member who corrected
    the answer; or as ``Actor.open`` and ``open_story`` do.
    """
    key, entry, content = _waiting(by, reference, entry_id)
    opened = open_story(key)
    triage = triage_of(opened, opened.answers, law, practice=practice, today=by.day)
    if any(is_among(row, triage) for row in opened.diary if row.id == entry.id):
        raise NoSuchDate
    older = entry.sealed
    content["proof"] |= {"confirmed_by": by.member_id, "confirmed_on": by.day.isoformat()}
    entry.sealed = key.seal_json("diary", content, row=entry.id)
    _set_state(entry, State.REPLACED, key.case)
    _record(by, key, older, log_as=AuditAct.DATE_REPLACED)


def keep_replaced(by: Actor, reference: str, entry_id: str) -> None:
    """Keep a date open that a correction would replace. Raise as :func:`confirm_replaced` does."""
    key, entry, _content = _waiting(by, reference, entry_id)
    _record(by, key, unmark(key, entry), log_as=AuditAct.DATE_KEPT)


def _change(
    by: Actor,
    reference: str,
    entry_id: str,
    proof: dict[str, str],
    *,
    log_as: AuditAct,
    state: State | None = None,
) -> None:
    key, entry, content = _open_date(by, reference, entry_id)
    older = entry.sealed
    if state is not None and entry.kind == Kind.ACT_BY:
        raise Refused(N_("A deadline ends on its own page, with proof."), status=422)
    content["proof"] = {**content.get("proof", {}), **proof}
    entry.sealed = key.seal_json("diary", content, row=entry.id)
    if state is not None:
        _set_state(entry, state, key.case)
    _record(by, key, older, log_as=log_as)


def _open_date(
    by: Actor, reference: str, entry_id: str
) -> tuple[CaseKey, DiaryEntry, dict[str, Any]]:
    """Return the key of the case, an open date of it, and the opened content of that date."""
    key = by.open(reference)
    entry = next((entry for entry in entries.open_of(key.case.id) if entry.id == entry_id), None)
    if entry is None:
        raise NoSuchDate
    reject_rollback(entry.sealed)
    return key, entry, key.open_json("diary", entry.sealed, row=entry.id)


def _waiting(
    by: Actor, reference: str, entry_id: str
) -> tuple[CaseKey, DiaryEntry, dict[str, Any]]:
    key, entry, content = _open_date(by, reference, entry_id)
    if not (member_id := corrector_of(content.get("proof", {}))):
        raise NoSuchDate
    if member_id == by.member_id:
        raise SecondPersonNeeded
    return key, entry, content


def _record(
    by: Actor, key: CaseKey, older: bytes, *, log_as: AuditAct, made: str | None = None
) -> None:
    store.touch(key.case, on=by.day)
    by.log(log_as, key.case, made=made, ended=older)
    settle_waiting(key)


def _set_state(entry: DiaryEntry, state: State, case: Case) -> None:
    entry.state = state.value
    follow_diary(case)
