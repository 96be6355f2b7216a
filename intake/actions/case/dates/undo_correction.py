"""Undo a correction just made: the case has its earlier answer and its earlier dates again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.correct_date import open_to_correct
from intake.actions.case.dates.effect import effect_of
from intake.actions.case.dates.replaced_dates import undo_mark
from intake.actions.case.dates.rewrite import Correction, Rewrite, store_rewrite
from intake.actions.case.dates.update_date import Seen
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.status import UNDONE_WITHIN
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_notes import OpenNote, newest
from intake.audit.acts import AuditAct
from intake.diary import entries
from intake.diary.models import State
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.notes.kinds import NoteKind
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.questionnaire.reading import stored_answers


def undo_correction(
    reference: str,
    reader: Reader,
    *,
    law: LawBook,
    practice: Practice,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Give the case the answers from before the reader's last correction.

    The dates that it replaced are open again, and those that it added are replaced; no other
    member needs to look, because the reader did nothing else meanwhile. Raise ``NothingToUndo``
    where an answer changed since, or the correction is older than :data:`UNDONE_WITHIN` or was
    not theirs; or as ``correct_date`` does.
    """
    key, opened = open_to_correct(reference, reader, version=version, today=today, now=now)
    note = _undoable(opened, reader, now=now)
    _reopen(key, opened, note, reader, today=today, now=now)
    opened = open_story(key)
    answers = _answers_before(opened, note)
    effect = effect_of(opened, answers, law, practice=practice, today=today)
    rewrite = Rewrite(
        key=key,
        opened=opened,
        effect=replace(effect, replaced=(*effect.replaced, *effect.waiting), waiting=()),
        correction=_reverse(note, answers),
        reader=reader,
        law=law,
        practice=practice,
        today=today,
        now=now,
        undoes=note.id,
    )
    store_rewrite(rewrite)


def undoable_correction(opened: OpenedCase, reader: Reader, *, now: datetime) -> OpenNote | None:
    """Return the note of the reader's last correction if it can be undone, or ``None``."""
    note = newest(opened.notes, NoteKind.CORRECTION)
    if note is None or note.member_id != reader.member_id or note.facts["undoes"]:
        return None
    is_last = note.facts["revision"] == opened.card.revision
    return note if is_last and now - note.at <= UNDONE_WITHIN else None


def _undoable(opened: OpenedCase, reader: Reader, *, now: datetime) -> OpenNote:
    if (note := undoable_correction(opened, reader, now=now)) is None:
        raise NothingToUndo
    return note


def _reopen(
    key: CaseKey, opened: OpenedCase, note: OpenNote, reader: Reader, *, today: date, now: datetime
) -> None:
    """Open the dates again that the correction replaced, and take back what it let wait."""
    marked = {row.id for row in opened.diary if row.proof.get("correction") == note.id}
    for entry in entries.of_case(key.case.id):
        if entry.id in marked and entry.state in (State.OPEN, State.REPLACED):
            older, is_open = undo_mark(key, entry), entry.state == State.OPEN
            act = AuditAct.DATE_REOPENED if is_open else AuditAct.DATE_REPLACED
            log_act(act, key.case, reader, today=today, now=now, ended=older)


def _answers_before(opened: OpenedCase, note: OpenNote) -> Answers:
    before = note.facts["before"]
    stored = {id_: answer for id_, answer in before.items() if answer is not None}
    return opened.answers.without(before.keys()).plus(stored_answers(ASYLUM, stored))


def _reverse(note: OpenNote, answers: Answers) -> Correction:
    question = note.facts["question"]
    answer = answers.get(question)
    return Correction(
        question=question,
        answer=answer if isinstance(answer, SaidDate) else NOT_SURE,
        seen=Seen.TOLD,
        why="",
    )
