"""Correct a date among a case's answers, by which its deadlines are replaced, or undo that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from intake.actions.assessment.clear_days import seal_days
from intake.actions.assessment.look_ups import end_round
from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.correctable import CorrectableDate, correctable_dates
from intake.actions.case.dates.effect import Effect, effect_of
from intake.actions.case.dates.replaced_dates import undo_mark
from intake.actions.case.dates.rewrite import Correction, Rewrite, store_rewrite
from intake.actions.case.dates.update_date import Seen
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.status import UNDONE_WITHIN
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.case_notes import OpenNote, newest
from intake.audit.acts import AuditAct
from intake.cases.pipeline import MoveNotAllowed, Status
from intake.diary import entries
from intake.diary.models import State
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.questionnaire.reading import stored_answers
from intake.words import N_, Refused


class NothingToCorrect(Refused):
    """The answers ask for no such date, or have this one already."""

    says = N_("The case has this date already, or no longer asks for it.")
    status = 422


def date_to_correct(opened: OpenedCase, question: str, law: LawBook) -> CorrectableDate:
    """Return the date of a question, or raise :class:`NothingToCorrect`."""
    as_of, received = opened.as_of, opened.case.received_on
    for correctable in correctable_dates(opened.answers, law, as_of=as_of, received=received):
        if correctable.question.id == question:
            return correctable
    raise NothingToCorrect


def preview_correction(
    opened: OpenedCase,
    question: str,
    answer: SaidDate | str,
    *,
    law: LawBook,
    practice: Practice,
    today: date,
) -> Effect:
    """Return the effect of a corrected date, or raise :class:`NothingToCorrect`."""
    correctable = date_to_correct(opened, question, law)
    if correctable.answer == answer:
        raise NothingToCorrect
    answers = correctable.answered_with(opened.answers, answer)
    return effect_of(opened, answers, law, practice=practice, today=today)


def correct_date(
    by: Actor, reference: str, correction: Correction, *, law: LawBook, practice: Practice
) -> None:
    """Store a corrected date in the answers, and rewrite what depends on it.

    A near deadline that falls away stays open until another member has looked. Raise
    :class:`NothingToCorrect`, ``MoveNotAllowed`` for a closed case, or as ``Actor.open`` and
    ``open_story`` do.
    """
    key, opened = open_to_correct(by, reference)
    effect = preview_correction(
        opened, correction.question, correction.answer, law=law, practice=practice, today=by.day
    )
    store_rewrite(
        Rewrite(
            by=by,
            key=key,
            opened=opened,
            effect=effect,
            law=law,
            practice=practice,
            correction=correction,
        )
    )
    if correction.seen is Seen.COURT:
        end_round(key.case, effect.answers, today=by.day)


def undo_correction(by: Actor, reference: str, *, law: LawBook, practice: Practice) -> None:
    """Give the case the answers from before the member's last correction.

    The dates that it replaced are open again, and those that it added are replaced; no other
    member needs to look, because the member did nothing else meanwhile. Raise ``NothingToUndo``
    where an answer changed since, or the correction is older than :data:`UNDONE_WITHIN` or was
    not theirs; or as :func:`correct_date` does.
    """
    key, opened = open_to_correct(by, reference)
    note = newest(opened.notes, NoteKind.CORRECTION)
    if (
        note is None
        or note.member_id != by.member_id
        or note.facts["undoes"]
        or note.facts["revision"] != opened.card.revision
        or by.at - note.at > UNDONE_WITHIN
    ):
        raise NothingToUndo
    _reopen(by, key, opened, note)
    opened = open_story(key)
    before, question = note.facts["before"], note.facts["question"]
    stored = {id_: answer for id_, answer in before.items() if answer is not None}
    answers = opened.answers.without(before.keys()).plus(stored_answers(ASYLUM, stored))
    answer = answers.get(question)
    effect = effect_of(opened, answers, law, practice=practice, today=by.day)
    rewrite = Rewrite(
        by=by,
        key=key,
        opened=opened,
        effect=replace(effect, replaced=(*effect.replaced, *effect.waiting), waiting=()),
        correction=Correction(
            question=question,
            answer=answer if isinstance(answer, SaidDate) else NOT_SURE,
            seen=Seen.TOLD,
            why="",
        ),
        law=law,
        practice=practice,
        undoes=note.id,
    )
    store_rewrite(rewrite)


def open_to_correct(by: Actor, reference: str) -> tuple[CaseKey, OpenedCase]:
    """Return the key and the content of an open case that is to be rewritten, with its row locked.

    Its days are sealed before. Raise as :func:`correct_date` does.
    """
    key = by.open(reference)
    if key.case.stage is Status.CLOSED:
        raise MoveNotAllowed
    opened = open_story(key)
    if not key.case.days_sealed:
        card = seal_days(by, key, opened.card)
        opened = replace(opened, card=card, version=key.case.version)
    return key, opened


def _reopen(by: Actor, key: CaseKey, opened: OpenedCase, note: OpenNote) -> None:
    """Open the dates again that the correction replaced, and take back what it let wait."""
    marked = {row.id for row in opened.diary if row.proof.get("correction") == note.id}
    for entry in entries.of_case(key.case.id):
        if entry.id in marked and entry.state in (State.OPEN, State.REPLACED):
            older, is_open = undo_mark(key, entry), entry.state == State.OPEN
            by.log(
                AuditAct.DATE_REOPENED if is_open else AuditAct.DATE_REPLACED,
                key.case,
                ended=older,
            )
