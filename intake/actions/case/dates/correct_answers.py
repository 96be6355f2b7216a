"""Correct answers of a case, by which its deadlines are replaced, or undo that.

And record that a look-up of hearing and custody, in a round each week, found nothing new.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

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
from intake.cases.tasks import TaskKind, add_task
from intake.diary import entries
from intake.diary.models import Kind, State
from intake.eligibility.request import Practice
from intake.law.book import LawBook
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum.dates import TICKED, hearing_kind, so_far
from intake.questionnaire.asylum.where import detained_now, us_state
from intake.questionnaire.journey import questions_asked
from intake.questionnaire.reading import stored_answers
from intake.words import Labelled, Refused


class NothingToCorrect(Refused):
    """The answers are so already, or another answer keeps one of them from counting."""

    says = "The case has this answer already, or another answer decides it. Correct that one first."
    status = 422


def preview_correction(
    opened: OpenedCase,
    given: Mapping[str, Answer | None],
    *,
    law: LawBook,
    practice: Practice,
    today: date,
) -> Effect:
    """Return the effect of corrected answers, or raise :class:`NothingToCorrect`.

    The same answer confirms one that the applicant changed after a member's correction.
    """
    before, as_of = opened.answers, opened.as_of
    changed = {id_: answer for id_, answer in given.items() if answer != before.get(id_)}
    if not changed and not given.keys() & opened.contradicted:
        raise NothingToCorrect
    known = {id_: answer for id_, answer in changed.items() if answer is not None}
    answers = before.without(changed).plus(known)
    closed = known.keys() - questions_asked(answers, as_of=as_of)
    ticks = ticks_by_question(answers, as_of) if closed else {}
    for tick in {ticks[id_] for id_ in closed if id_ in ticks}:
        answers = _with_tick(answers, tick)
    effect = effect_of(opened, answers, law, practice=practice, today=today)
    if any(effect.answers.get(id_) != answer for id_, answer in changed.items()):
        raise NothingToCorrect
    return effect


def correct_answers(
    by: Actor, reference: str, correction: Correction, *, law: LawBook, practice: Practice
) -> None:
    """Store corrected answers, and rewrite what depends on them.

    A near deadline that falls away stays open until another member has looked. Dates of custody and
    bond that were met, missed or not needed held for the place of detention: after a transfer to
    another state they are open again. Where a name or the other side changed, the conflict check is
    made again before the case opens. Raise :class:`NothingToCorrect`, or as ``Actor.open`` and
    ``open_story`` do.
    """
    key, opened = open_to_correct(by, reference)
    effect = preview_correction(
        opened, correction.answers, law=law, practice=practice, today=by.day
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
    before, after = opened.answers, effect.answers
    if correction.seen in (Seen.COURT, Seen.LOCATOR) or detained_now.id in correction.answers:
        end_round(key.case, after, today=by.day)
    is_held = after.code(detained_now) == "yes" and may_be_detained(before)
    is_transfer = is_held and before.code(us_state) != after.code(us_state)
    for row in _dates_of_place(open_story(key)) if is_transfer else ():
        again = replace(by, version=key.case.version)
        if row.state is State.OPEN:
            keep_open(again, reference, row.id)
        else:
            reopen_date(again, reference, row.id, correction.why)


def undo_correction(by: Actor, reference: str, *, law: LawBook, practice: Practice) -> None:
    """Give the case the answers from before the member's last correction.

    The dates that it replaced are open again, and those that it added are replaced; no other
    member needs to look, because the member did nothing else meanwhile. Raise ``NothingToUndo``
    where an answer changed since, or the correction is older than :data:`UNDONE_WITHIN` or was
    not theirs; or as :func:`correct_answers` does.
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
    before = note.facts["before"]
    stored = {id_: answer for id_, answer in before.items() if answer is not None}
    answers = opened.answers.without(before.keys()).plus(stored_answers(stored))
    effect = effect_of(opened, answers, law, practice=practice, today=by.day)
    rewrite = Rewrite(
        by=by,
        key=key,
        opened=opened,
        effect=replace(effect, replaced=(*effect.replaced, *effect.waiting), waiting=()),
        correction=Correction(answers=before, seen=Seen.TOLD, why=""),
        law=law,
        practice=practice,
        undoes=note.id,
    )
    store_rewrite(rewrite)


def open_to_correct(by: Actor, reference: str) -> tuple[CaseKey, OpenedCase]:
    """Return the key and the content of an open case that is to be rewritten, with its row locked.

    Raise as :func:`correct_answers` does.
    """
    key = by.open(reference)
    return key, open_story(key)


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


NO_TICKS = frozenset({"none", "not_sure"})
"""Codes of ``so_far`` that name nothing that happened."""


def ticks_by_question(answers: Answers, as_of: date) -> Mapping[str, str]:
    """Return each question that one more tick would ask, and this tick.

    None for an older case whose answers were given one by one: a tick would end them.
    """
    ticks: dict[str, str] = {}
    if so_far.id not in answers and any(question.id in answers for question in TICKED):
        return ticks
    for option in so_far.options:
        if option.code in NO_TICKS or option.code in answers.codes(so_far):
            continue
        opened = questions_asked(_with_tick(answers, option.code), as_of=as_of)
        ticks |= dict.fromkeys(opened, option.code)
    return ticks


def _with_tick(answers: Answers, tick: str) -> Answers:
    """Return the answers with one more tick. Without any, the others count as not sure."""
    chosen = answers.codes(so_far) if so_far.id in answers else ("not_sure",)
    ticks = {*chosen, tick} - {"none"}
    codes = tuple(option.code for option in so_far.options if option.code in ticks)
    return answers.plus({so_far.id: codes})


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


def _dates_of_place(opened: OpenedCase) -> Iterator[OpenDate]:
    """Yield the deadlines that ended for one place of detention, and those said to have ended."""
    is_bond = opened.answers.code(hearing_kind) == "bond"
    rules = CUSTODY_RULES | (HEARING_RULES if is_bond else frozenset())
    for row in opened.diary:
        is_over = row.state in (State.DONE, State.MISSED, State.WAIVED)
        is_claimed = row.state is State.OPEN and bool(row.met)
        if row.kind is Kind.ACT_BY and row.rule in rules and (is_over or is_claimed):
            yield row
