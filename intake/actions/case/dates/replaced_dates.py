"""Replace dates of the diary that no answer gives any more; a near one waits for another member."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from intake.actions.mail.case_recipients import who_may_see
from intake.actions.opening.case_keys import Actor, CaseKey
from intake.actions.opening.sealed_rows import corrector_of
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.tasks import TaskKind, add_task, end_task, tasks_of
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.frozen import frozen
from intake.staff.absence import by_id, who_works_for, works
from intake.staff.models import StaffMember
from intake.staff.store import Act, may

MARK = ("replaced_by", "replaced_on", "correction")
"""Parts of the proof of a replaced date: the member, the day, and the note of the correction.

An open date that has them waits for another member.
"""

FOR_EARLIER = "for_earlier"
"""Part of the proof of a near date that an earlier one of its rule replaced: nobody else looked."""

RETURNED = "returned"
"""Part of the proof of such a date that waits after all: its mark from before."""

PARTS = (*MARK, FOR_EARLIER, RETURNED)


def replace_dates(
    by: Actor, key: CaseKey, ids: Collection[str], note_id: str, *, for_earlier: Collection[str]
) -> None:
    """Close these open dates as replaced, some of them for an earlier one.

    *note_id* is the note that gives the reason.
    """
    for entry in entries.open_of(key.case.id) if ids else ():
        if entry.id in ids:
            more = {FOR_EARLIER: "yes"} if entry.id in for_earlier else {}
            older = _mark(by, key, entry, note_id, more)
            entry.state = State.REPLACED.value
            by.log(AuditAct.DATE_REPLACED, key.case, ended=older)


def keep_waiting(by: Actor, key: CaseKey, ids: Collection[str], note_id: str) -> None:
    """Leave these near dates open until another member has looked.

    One that an earlier date had replaced is open again.
    """
    for entry in entries.of_case(key.case.id) if ids else ():
        if entry.id not in ids:
            continue
        mark = _mark_of(key, entry) if entry.state == State.REPLACED else {}
        older = _mark(by, key, entry, note_id, {RETURNED: mark} if mark else {})
        entry.state = State.OPEN.value
        by.log(AuditAct.DATE_TO_REPLACE, key.case, ended=older)


def unmark(key: CaseKey, entry: DiaryEntry) -> bytes:
    """Take the mark of a replaced date away; return its older sealed content, for the log."""
    return _set_mark(key, entry, {})


def without_mark(proof: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof of a date without its mark."""
    return {name: part for name, part in proof.items() if name not in PARTS}


def undo_mark(key: CaseKey, entry: DiaryEntry) -> bytes:
    """Open a replaced date again, or replace one again that had returned; return as unmark does."""
    mark = _mark_of(key, entry).get(RETURNED, {})
    entry.state = State.REPLACED.value if mark else State.OPEN.value
    return _set_mark(key, entry, mark)


WAITING = (TaskKind.REPLACED_DATE, TaskKind.CONFIRM_MET, TaskKind.CONFIRM_MISSED)
"""Kinds of tasks about a date that waits for another member."""


def settle_waiting(key: CaseKey) -> None:
    """Keep one task for each correction and each claim about which a date waits; end the others."""
    rows, waiting = entries.open_of(key.case.id), dict[tuple[TaskKind, str], dict[str, Any]]()
    for row, content in zip(rows, key.open_rows("diary", rows), strict=True):
        if corrector_of(mark := content.get("proof", {})):
            about = TaskKind.REPLACED_DATE, mark["correction"]
            waiting[about] = {"on": mark["replaced_on"], "by_id": mark["replaced_by"]}
        if claim := content.get("met"):
            is_missed = claim["outcome"] == Outcome.MISSED
            about = TaskKind.CONFIRM_MISSED if is_missed else TaskKind.CONFIRM_MET, row.id
            for_id = given_to(key.case, claim)
            by_id = None if for_id == claim["by"] else claim["by"]  # nobody else can settle it
            waiting[about] = {"on": claim["day"], "by_id": by_id, "for_id": for_id}
    kept = {(TaskKind(task.kind), task.about) for task in tasks_of(key.case.id)}
    for kind, about_id in kept - waiting.keys():
        if kind in WAITING:
            end_task(key.case.id, kind, about_id)
    for kind, about_id in waiting.keys() - kept:
        task = waiting[kind, about_id]
        # who settles it alone does so on another day
        day = date.fromisoformat(task.pop("on")) + timedelta(task["by_id"] is None)
        add_task(key.case, kind, on=day, about=about_id, **task)


def hold_due(case: Case, ids: Collection[str]) -> None:
    """Make a case that was not reviewed due by the first of these open dates at the latest."""
    waiting = [entry for entry in entries.open_of(case.id) if entry.id in ids]
    if waiting and waiting[0].on < case.due_on and case.looked_on is None:
        store.set_due(case, waiting[0].on, early=waiting[0].early)


def _mark(
    by: Actor, key: CaseKey, entry: DiaryEntry, note_id: str, more: Mapping[str, Any]
) -> bytes:
    """Mark a date as replaced; return its older sealed content, for the log."""
    values = (by.member_id, by.day.isoformat(), note_id)
    return _set_mark(key, entry, {**dict(zip(MARK, values, strict=True)), **more})


def _mark_of(key: CaseKey, entry: DiaryEntry) -> dict[str, Any]:
    proof = key.open_json("diary", entry.sealed, row=entry.id).get("proof", {})
    return {name: proof[name] for name in PARTS if name in proof}


def _set_mark(key: CaseKey, entry: DiaryEntry, mark: Mapping[str, Any]) -> bytes:
    """Set the mark in place of the one before; return the older sealed content."""
    older = entry.sealed
    content = key.open_json("diary", older, row=entry.id)
    content["proof"] = {**without_mark(content.get("proof", {})), **mark}
    entry.sealed = key.seal_json("diary", content, row=entry.id)
    return older


Members = Mapping[str, StaffMember]


class Outcome(StrEnum):
    """The outcome of a deadline."""

    FILED = "filed"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"
    NOT_NEEDED = "not_needed"
    MISSED = "missed"


@frozen
class SecondPeople:
    """The members who may confirm a claim, by id, and those who stand in for one of them today."""

    named: Members
    stand_ins: Members

    def __contains__(self, member_id: str) -> bool:
        """Return true if this member may confirm it."""
        return member_id in self.named or member_id in self.stand_ins


def second_people(case: Case, claim: Mapping[str, str], *, on: date) -> SecondPeople:
    """Return who may confirm a claim about a deadline of this case on a day.

    These are the members who may decide and the owner, or the former alone for a missed one; where
    there are none, all who work on cases. Who recorded it is never among them.
    """
    others = _others(case, claim)
    named = {id_: member for id_, member in others.items() if _is_named(member, case, claim)}
    named = named or others
    away = [member for member in named.values() if not works(member, on=on)]
    stand_ins = (who_works_for(member, others, on=on) for member in away)
    return SecondPeople(
        named=named, stand_ins=by_id(member for member in stand_ins if member is not None)
    )


def given_to(case: Case, claim: Mapping[str, str]) -> str | None:
    """Return the member to whom to give a claim that nobody who may decide, nor the owner, sees.

    In a team of one it is the member who recorded it.
    """
    others = _others(case, claim)
    is_seen = any(_is_named(member, case, claim) for member in others.values())
    return None if is_seen else next(iter(others), claim["by"])


def _others(case: Case, claim: Mapping[str, str]) -> dict[str, StaffMember]:
    return by_id(
        member
        for member in who_may_see(case)
        if member.id != claim["by"]
        and member.disabled_on is None
        and may(member.roles, Act.MOVE_CASE)
    )


def _is_named(member: StaffMember, case: Case, claim: Mapping[str, str]) -> bool:
    is_missed = claim["outcome"] == Outcome.MISSED
    is_owner = member.id == case.assignee_id and not is_missed
    return is_owner or may(member.roles, Act.DECIDE_CONFLICT)
