"""Confirm a date of the diary, close it as met, missed or not needed, or open it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from intake.actions.case.dates.replaced_dates import (
    follow_diary,
    settle_waiting,
    unmark,
)
from intake.actions.case.decide_case import SecondPersonNeeded
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import reject_rollback
from intake.actions.opening.waiting_dates import corrector_of, has_waiting
from intake.actions.reports.count_case import count_date, uncount_date
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind, State


class Seen(StrEnum):
    """The proof for a date. Every date begins as told."""

    TOLD = "told"
    PAPER = "paper"
    COURT = "court"


ENDED_AS: Mapping[State, AuditAct] = {
    State.DONE: AuditAct.DATE_DONE,
    State.MISSED: AuditAct.DATE_MISSED,
    State.WAIVED: AuditAct.DATE_WAIVED,
}
"""The act to log for each state that ends a date."""


LEGAL = frozenset({Kind.ACT_BY, Kind.PLAN_BY})
"""Kinds of dates that come from a rule. Others are set anew rather than opened again."""


class NoSuchDate(Exception):
    """The diary of this case has no such date with this id."""


def confirm_date(
    reference: str,
    reader: Reader,
    entry_id: str,
    seen: Seen,
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Record the proof that a member saw for a date; ``TOLD`` takes an earlier proof back.

    Raise :class:`NoSuchDate`, or as ``open_for_change`` does.
    """
    proof = {"seen": seen.value, "by": reader.member_id, "on": today.isoformat()}
    _change(
        reference,
        reader,
        entry_id,
        proof,
        AuditAct.DATE_UNCONFIRMED if seen is Seen.TOLD else AuditAct.DATE_CONFIRMED,
        version=version,
        now=now,
        on=today,
    )


def close_date(
    reference: str,
    reader: Reader,
    entry_id: str,
    state: State,
    why: str,
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Close a date with the reason; the case is then due on its next open date.

    Raise as :func:`confirm_date` does, or :class:`SecondPersonNeeded` for a near date that the
    reader's own correction would replace: they cannot find alone that it is not needed.
    """
    proof = {"why": why, "closed_by": reader.member_id, "closed_on": today.isoformat()}
    _change(
        reference,
        reader,
        entry_id,
        proof,
        ENDED_AS[state],
        version=version,
        now=now,
        on=today,
        state=state,
    )


def reopen_date(
    reference: str, reader: Reader, entry_id: str, *, version: int, today: date, now: datetime
) -> None:
    """Open a date again; the case is then due on its earliest open date.

    Raise :class:`NoSuchDate` if the case has no closed date with this id, or as
    ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    case = key.case
    closed = {
        entry.id: entry
        for entry in entries.of_case(case.id)
        if entry.state != State.OPEN and entry.kind in LEGAL
    }
    if (entry := closed.get(entry_id)) is None:
        raise NoSuchDate
    was = key.open_json("diary", entry.sealed, row=entry.id).get("proof", {})
    older = unmark(key, entry) if entry.state == State.REPLACED else b""
    if entry.kind == Kind.ACT_BY and entry.state != State.REPLACED:
        closed_on = date.fromisoformat(was.get("closed_on") or today.isoformat())
        uncount_date(case, State(entry.state), closed_on=closed_on)
    _set_state(entry, State.OPEN, case)
    store.touch(case, on=today)
    log_act(AuditAct.DATE_REOPENED, case, reader, today=today, now=now, ended=older)


def _change(
    reference: str,
    reader: Reader,
    entry_id: str,
    proof: dict[str, str],
    act: AuditAct,
    *,
    version: int,
    now: datetime,
    on: date,
    state: State | None = None,
) -> None:
    key = open_for_change(reference, reader, version=version)
    entry = next((entry for entry in entries.open_of(key.case.id) if entry.id == entry_id), None)
    if entry is None:
        raise NoSuchDate
    older = entry.sealed
    reject_rollback(older)
    content = key.open_json("diary", older, row=entry.id)
    corrected_by = corrector_of(content.get("proof", {}))
    if state is State.WAIVED and corrected_by == reader.member_id:
        raise SecondPersonNeeded
    content["proof"] = {**content.get("proof", {}), **proof}
    entry.sealed = key.seal_json("diary", content, row=entry.id)
    if state is not None:
        _set_state(entry, state, key.case)
        if entry.kind == Kind.ACT_BY:
            count_date(key.case, state, today=on)
    store.touch(key.case, on=on)
    is_settled = state is not None and bool(corrected_by) and not has_waiting(key)
    made = content["proof"]["correction"] if is_settled else None
    log_act(act, key.case, reader, today=on, now=now, made=made, ended=older)
    if is_settled:
        settle_waiting(key, today=on)


def _set_state(entry: DiaryEntry, state: State, case: Case) -> None:
    entry.state = state.value
    follow_diary(case)
