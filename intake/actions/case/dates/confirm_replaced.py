"""Decide about a replaced date that is near, as another member than the one who corrected it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.dates.effect import is_among, triage_of
from intake.actions.case.dates.replaced_dates import (
    follow_diary,
    settle_waiting,
    unmark,
)
from intake.actions.case.dates.update_date import NoSuchDate
from intake.actions.case.decide_case import SecondPersonNeeded
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.not_opened import reject_rollback
from intake.actions.opening.waiting_dates import corrector_of, has_waiting
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.eligibility.rules import Practice
from intake.law.book import LawBook


def confirm_replaced(
    reference: str,
    reader: Reader,
    entry_id: str,
    *,
    law: LawBook,
    practice: Practice,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Close a date as replaced; the case is then due on its next open date.

    Raise :class:`NoSuchDate` if the date does not wait, or if the answers give it again by now;
    :class:`SecondPersonNeeded` for the member who corrected the answer, or as ``open_for_change``
    and ``open_story`` do.
    """
    key, entry = _waiting(reference, reader, entry_id, version=version)
    if _is_given(open_story(key), entry, law, practice, today=today):
        raise NoSuchDate
    older, content = entry.sealed, key.open_json("diary", entry.sealed, row=entry.id)
    content["proof"] |= {"confirmed_by": reader.member_id, "confirmed_on": today.isoformat()}
    entry.sealed = key.seal_json("diary", content, row=entry.id)
    entry.state = State.REPLACED.value
    follow_diary(key.case)
    _end(key, reader, AuditAct.DATE_REPLACED, older, content["proof"], today=today, now=now)


def keep_replaced(
    reference: str, reader: Reader, entry_id: str, *, version: int, today: date, now: datetime
) -> None:
    """Keep a date open that a correction would replace. Raise as :func:`confirm_replaced` does."""
    key, entry = _waiting(reference, reader, entry_id, version=version)
    proof = key.open_json("diary", entry.sealed, row=entry.id)["proof"]
    older = unmark(key, entry)
    _end(key, reader, AuditAct.DATE_KEPT, older, proof, today=today, now=now)


def _is_given(
    opened: OpenedCase, entry: DiaryEntry, law: LawBook, practice: Practice, *, today: date
) -> bool:
    """Return true if the answers give this date, as after a later answer of the applicant."""
    triage = triage_of(opened, opened.answers, law, practice=practice, today=today)
    return any(is_among(row, triage) for row in opened.diary if row.id == entry.id)


def _waiting(
    reference: str, reader: Reader, entry_id: str, *, version: int
) -> tuple[CaseKey, DiaryEntry]:
    key = open_for_change(reference, reader, version=version)
    open_entries = {entry.id: entry for entry in entries.open_of(key.case.id)}
    if (entry := open_entries.get(entry_id)) is None:
        raise NoSuchDate
    reject_rollback(entry.sealed)
    content = key.open_json("diary", entry.sealed, row=entry.id)
    if not (member_id := corrector_of(content.get("proof", {}))):
        raise NoSuchDate
    if member_id == reader.member_id:
        raise SecondPersonNeeded
    return key, entry


def _end(
    key: CaseKey,
    reader: Reader,
    act: AuditAct,
    older: bytes,
    proof: dict[str, str],
    *,
    today: date,
    now: datetime,
) -> None:
    """Log the decision. The last one of a case names the note, by which nothing waits any more."""
    store.touch(key.case, on=today)
    log_act(
        act,
        key.case,
        reader,
        today=today,
        now=now,
        made=None if has_waiting(key) else proof["correction"],
        ended=older,
    )
    settle_waiting(key, today=today)
