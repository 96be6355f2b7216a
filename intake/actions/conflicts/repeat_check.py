"""Repeat a conflict check that could not read every case, once a visit, until one can."""

from collections.abc import Callable
from datetime import datetime, timedelta

from intake.actions.conflicts.check_conflicts import Check, check_conflicts, store_result
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import OpenNote, newest, read_notes
from intake.actions.opening.not_opened import NOT_OPENED
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case, Conflict
from intake.notes.store import NoteKind

VISIT = timedelta(minutes=2)
"""Pages of a case that a member opens within this time belong to one visit."""

WORKS_FOR = timedelta(seconds=2)
"""Time after which a repeated check is left to the next opening."""


def unread_in_check(case: Case, notes: tuple[OpenNote, ...]) -> int:
    """Return how many cases and stubs the check of a clear case could not read."""
    check = newest(notes, NoteKind.CONFLICT_FOUND)
    if case.conflict != Conflict.CLEAR or check is None:
        return 0
    unread: int = check.facts["unopened"]
    return unread


def is_first_opening(case: Case, reader: Reader, *, now: datetime) -> bool:
    """Return true if the log has one opening of the case by this member within ``VISIT``."""
    openings = [
        entry
        for entry in log.history_of(case.id)
        if entry.act == AuditAct.CASE_OPENED and entry.member_id == reader.member_id
    ]
    return sum(entry.at is not None and entry.at > now - VISIT for entry in openings) == 1


def repeat_check(case: Case, reader: Reader, *, clock: Callable[[], datetime]) -> Check | None:
    """Check again; return the result if it says more than the last one, else ``None``.

    Reads only. A member without the team's keys checks nothing.
    """
    if not reader.holds_team_key:
        return None
    try:
        check, _ = check_conflicts(case, reader, "", clock=clock, works_for=WORKS_FOR)
    except NOT_OPENED:
        return None
    return check if check.is_end and (check.hits or not check.unopened) else None


def settle_repeated(by: Actor, reference: str, check: Check) -> bool:
    """Store the result in place of one that was not whole. Return true if it was stored.

    Nothing is stored if the case was changed since it was checked.
    """
    case = store.find_for_change(reference, team_id=by.team_id, withdrawn=True)
    if case.version != by.version:
        return False
    key = case_key(case, by.reader)
    if not unread_in_check(case, read_notes(key)):
        return False
    store_result(by, key, check)
    return True
