"""Confirm a date of the diary, or say what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from intake.actions.case.open_for_change import work_case
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.rollback_guard import reject_rollback
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.diary import entries
from intake.diary.models import State


class Seen(StrEnum):
    """How a date is known; the first is what every date begins with."""

    TOLD = "told"
    PAPER = "paper"
    COURT = "court"


ENDED_AS: Mapping[State, AuditAct] = {
    State.DONE: AuditAct.DATE_DONE,
    State.MISSED: AuditAct.DATE_MISSED,
    State.WAIVED: AuditAct.DATE_WAIVED,
}
"""The act to log for each state that ends a date."""


class NoSuchDate(Exception):
    """The diary of this case has no such open date."""


def prove_date(
    reference: str,
    reader: Reader,
    entry_id: str,
    seen: Seen,
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """A member saw it on paper, or checked it with the court; told alone takes that back.

    Raises :class:`NoSuchDate`, or what ``work_case`` raises.
    """
    proof = {"seen": seen.value, "by": reader.member_id, "on": today.isoformat()}
    _change(
        reference,
        reader,
        entry_id,
        proof,
        AuditAct.DATE_CONFIRMED,
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
    """The date was met, missed, or is not needed, and why; the case is due on the next open one.

    Raises as :func:`prove_date`.
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
    key = work_case(reference, reader, version=version)
    found = [one for one in entries.open_of(key.case.id) if one.id == entry_id]
    if not found:
        raise NoSuchDate
    entry, older = found[0], found[0].sealed
    reject_rollback(older)
    kept = key.open_json("diary", entry.sealed, row=entry.id)
    kept["proof"] = {**kept.get("proof", {}), **proof}
    entry.sealed = key.seal_json("diary", kept, row=entry.id)
    if state is not None:
        entry.state = state.value
        if (next_day := entries.earliest_open_day(key.case.id)) and key.case.looked_on:
            key.case.due_on = next_day
    store.touch(key.case, on=on)
    who, case_id = reader.member_id, key.case.id
    log.record(act, on=on, member_id=who, case_id=case_id, at=now, ended=older)
