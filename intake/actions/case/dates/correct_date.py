"""Correct a date among a case's answers, by which its deadlines are replaced, or undo that.

And correct what the conflict check compares, as told in a call, and what a look-up of hearing and
custody found, in a round each week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from intake.actions.assessment.assess import Noted
from intake.actions.assessment.deadline_changes import seal_days
from intake.actions.assessment.look_ups import end_round, may_be_detained, next_round
from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.replaced_dates import undo_mark
from intake.actions.case.dates.rewrite import (
    Correction,
    Effect,
    Rewrite,
    Seen,
    effect_of,
    store_rewrite,
)
from intake.actions.case.dates.update_date import keep_open, reopen_date
from intake.actions.case.open_case import OpenDate, OpenedCase, open_story
from intake.actions.case.status import UNDONE_WITHIN
from intake.actions.opening.case_keys import Actor, CaseKey
from intake.actions.opening.case_notes import OpenNote, newest, record_note
from intake.audit.acts import AuditAct
from intake.cases.pipeline import MoveNotAllowed
from intake.cases.tasks import TaskKind, add_task
from intake.diary import entries
from intake.diary.models import Kind, State
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import TICKED, hearing_kind, so_far
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.where import detained_now, us_state
from intake.questionnaire.asylum.you import birth_date, full_name_docs, other_names
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.questionnaire.journey import questions_asked
from intake.questionnaire.questions import Date, Span
from intake.questionnaire.reading import stored_answers
from intake.triage.facts import Facts
from intake.triage.rules import RULES
from intake.words import Labelled, Refused


class NothingToCorrect(Refused):
    """The answers ask for no such date, or have this one already."""

    says = "The case has this date already, or no longer asks for it."
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
    answers = opened.answers.without(before.keys()).plus(stored_answers(stored))
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
    if key.case.is_closed:
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


DATES = tuple(question for question in ASYLUM.questions.values() if isinstance(question, Date))
"""The questions that ask for one date, in the order of asking."""

NO_TICKS = frozenset({"none", "not_sure"})
"""Codes of ``so_far`` that name nothing that happened."""


@frozen
class CorrectableDate:
    """A date question, its answer, and the tick that a new answer needs.

    ``answer`` is ``None`` where it was skipped or not asked. ``tick`` is empty where the answers
    ask for the date already.
    """

    question: Date
    answer: SaidDate | None
    tick: str = ""

    def answered_with(self, answers: Answers, answer: SaidDate | str) -> Answers:
        """Return the answers with this date, and with the tick that opens its page."""
        opened = _with_tick(answers, self.tick) if self.tick else answers
        return opened.plus({self.question.id: answer})


def correctable_dates(
    answers: Answers, law: LawBook, *, as_of: date, received: date
) -> tuple[CorrectableDate, ...]:
    """Return the dates that these answers ask for, then those that one more tick would open.

    A birth date is one of them only where a rule reads it.
    """
    asked = questions_asked(answers, as_of=as_of)
    noted = Noted(answers)
    facts = Facts(answers=answers.with_given(noted), law=law, received=received)
    for rule in RULES:
        tuple(rule(facts))
    read = noted.looked_at
    listed = [
        CorrectableDate(question=question, answer=answers.date(question))
        for question in DATES
        if question.id in asked
        and (question.id in read or (question.id in answers and question.span is not Span.BIRTH))
    ]
    ticks = dict(_ticks_by_question(answers, as_of))
    closed = [
        CorrectableDate(question=question, answer=None, tick=ticks[question.id])
        for question in DATES
        if question.id not in asked and question.id in ticks
    ]
    return (*listed, *closed)


def _ticks_by_question(answers: Answers, as_of: date) -> Iterator[tuple[str, str]]:
    """Yield each question with a tick that opens its page.

    None for an older case whose answers were given one by one: a tick would end them.
    """
    if so_far.id not in answers and any(question.id in answers for question in TICKED):
        return
    for option in so_far.options:
        if option.code in NO_TICKS or option.code in answers.codes(so_far):
            continue
        opened = questions_asked(_with_tick(answers, option.code), as_of=as_of)
        yield from ((id_, option.code) for id_ in opened)


def _with_tick(answers: Answers, tick: str) -> Answers:
    """Return the answers with one more tick. Without any, the others count as not sure."""
    chosen = answers.codes(so_far) if so_far.id in answers else ("not_sure",)
    ticks = {*chosen, tick} - {"none"}
    codes = tuple(option.code for option in so_far.options if option.code in ticks)
    return answers.plus({so_far.id: codes})


QUESTIONS = (full_name_docs, other_names, birth_date, do_not_tell)
"""The questions about who is on which side."""


def correct_names(
    by: Actor,
    reference: str,
    answers: Mapping[str, SaidDate | str],
    *,
    law: LawBook,
    practice: Practice,
) -> None:
    """Store each of these answers that differs, by the id of its question, as a correction.

    An empty text takes the answer away. Where a name or the other side changed, the conflict check
    is made again before the case opens.
    Raise ``MoveNotAllowed`` for a closed case, or as ``Actor.open`` and ``open_story`` do.
    """
    given = {question.id: answers[question.id] for question in QUESTIONS if question.id in answers}
    correct_answers(by, reference, given, seen=Seen.TOLD, law=law, practice=practice)


def correct_answers(
    by: Actor,
    reference: str,
    answers: Mapping[str, SaidDate | str],
    *,
    seen: Seen,
    law: LawBook,
    practice: Practice,
) -> tuple[CaseKey, OpenedCase, OpenedCase]:
    """Store each of these answers that differs as a correction.

    Return the key of the case, and its content before and after. Raise as :func:`correct_date`.
    """
    key, before = open_to_correct(by, reference)
    opened = before
    for question, answer in answers.items():
        if answer == opened.answers.get(question, ""):
            continue
        stays = opened.answers
        given = stays.plus({question: answer}) if answer else stays.without({question})
        store_rewrite(
            Rewrite(
                by=by,
                key=key,
                opened=opened,
                effect=effect_of(opened, given, law, practice=practice, today=by.day),
                correction=Correction(question=question, answer=answer, seen=seen, why=""),
                law=law,
                practice=practice,
            )
        )
        opened = open_story(key)
    return key, before, opened


CUSTODY_RULES = frozenset({"R02"})
"""Rules whose dates hold for one place of detention."""

HEARING_RULES = frozenset({"R04"})
"""Rules of a hearing: for one place of detention if it is about bond."""


class LookUpSource(Labelled):
    """The source in which a member looked a case up."""

    LINE = "line", "The court’s phone line"
    ONLINE = "online", "The court’s website"
    LOCATOR = "locator", "ICE’s detainee locator"
    ASKED = "asked", "The applicant or family"


def record_same(by: Actor, reference: str, source: LookUpSource, text: str) -> None:
    """Record that a member looked, and that nothing is new; the next round is a week later.

    Raise as ``Actor.open`` does.
    """
    key = by.open(reference)
    facts = {"source": source.value}
    record_note(by, key, NoteKind.LOOKED_UP, text, facts, log_as=AuditAct.LOOKED_UP)
    add_task(key.case, TaskKind.LOOK_UP, on=next_round(by.day), by_id=by.member_id)


def record_custody(
    by: Actor,
    reference: str,
    answers: Mapping[str, str],
    *,
    seen: Seen,
    law: LawBook,
    practice: Practice,
    because: str,
) -> bool:
    """Correct the answers about detention; return true for a transfer to another state.

    Dates of custody and bond that were met, missed or not needed held for the place before: after
    a transfer they are open again, with *because* as the reason. Raise ``MoveNotAllowed`` for a
    closed case, or as ``Actor.open`` and ``open_story`` do.
    """
    key, before, opened = correct_answers(
        by, reference, answers, seen=seen, law=law, practice=practice
    )
    is_held = opened.answers.code(detained_now) == "yes" and may_be_detained(before.answers)
    is_transfer = is_held and before.answers.code(us_state) != opened.answers.code(us_state)
    for row in _dates_of_place(opened) if is_transfer else ():
        again = replace(by, version=key.case.version)
        if row.state is State.OPEN:
            keep_open(again, reference, row.id)
        else:
            reopen_date(again, reference, row.id, because)
    end_round(key.case, opened.answers, today=by.day)
    return is_transfer


def _dates_of_place(opened: OpenedCase) -> Iterator[OpenDate]:
    """Yield the deadlines that ended for one place of detention, and those said to have ended."""
    is_bond = opened.answers.code(hearing_kind) == "bond"
    rules = CUSTODY_RULES | (HEARING_RULES if is_bond else frozenset())
    for row in opened.diary:
        is_over = row.state in (State.DONE, State.MISSED, State.WAIVED)
        is_claimed = row.state is State.OPEN and bool(row.met)
        if row.kind is Kind.ACT_BY and row.rule in rules and (is_over or is_claimed):
            yield row
