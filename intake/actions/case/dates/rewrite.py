"""The effect of other answers on a case, and how corrected answers are stored.

The effect is its urgency, and the dates that come and go. Stored are card, story, assessment,
diary, and the record of the correction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from intake.actions.assessment.assess import assess_answers, came_after_hours
from intake.actions.assessment.deadline_changes import (
    MOST,
    causes_of,
    early_of,
    follow_diary,
    record_move,
    settle_days,
    standing_of,
)
from intake.actions.assessment.describe_case import (
    NewDate,
    add_dates,
    card_of,
    draft_of,
    flags_of,
    is_early,
    missing_dates,
    opened_days,
    replaced_answers,
    story_of,
)
from intake.actions.case.dates.replaced_dates import (
    FOR_EARLIER,
    hold_due,
    keep_waiting,
    replace_dates,
    settle_waiting,
    unmark,
)
from intake.actions.case.open_case import OpenDate, OpenedCase
from intake.actions.links import NEAR_DAYS
from intake.actions.opening.case_keys import Actor, CaseKey
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.sealed_rows import corrector_of
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.card import Card
from intake.diary import entries
from intake.diary.entries import DiaryDay, days_of
from intake.diary.models import Kind, State
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers
from intake.questionnaire.questions import Date
from intake.triage.assess import Triage
from intake.triage.deadlines import Certainty, Deadline, SetBy
from intake.triage.early import Early
from intake.triage.rules import BY_NUMBER
from intake.words import Labelled


class Seen(Labelled):
    """The source of an answer, and the proof for a date. Every date begins as told."""

    TOLD = "told", "Reported by applicant"
    PAPER = "paper", "Confirmed on document"
    COURT = "court", "Confirmed with the court"
    LOCATOR = "locator", "Confirmed with ICE’s locator"


@frozen
class Effect:
    """The assessments before and after, and the dates of the diary that differ.

    ``answers`` are the new ones that count. ``waiting`` are near deadlines of law or paper that
    fall away without an earlier one of their rule: they stay open until another member has looked.
    So are those that an earlier one replaced before, if it falls away now. ``replaced`` are the
    other dates that fall away, ``for_earlier`` the ids of near ones among them.
    """

    answers: Answers
    before: Triage
    after: Triage
    added: tuple[NewDate, ...]
    replaced: tuple[OpenDate, ...]
    waiting: tuple[OpenDate, ...]
    for_earlier: frozenset[str] = frozenset()


def effect_of(
    opened: OpenedCase, answers: Answers, law: LawBook, *, practice: Practice, today: date
) -> Effect:
    """Return the effect of *answers* in place of those of the case. Nothing is stored."""
    live = live_answers(answers, as_of=opened.as_of)
    before = triage_of(opened, opened.answers, law, practice=practice, today=today)
    after = triage_of(opened, live, law, practice=practice, today=today)
    fallen = [
        row
        for row in opened.diary
        if row.state is State.OPEN and is_among(row, before) and not is_among(row, after)
    ]
    near = [
        row
        for row in fallen
        if row.kind is Kind.ACT_BY
        and row.on - today < timedelta(NEAR_DAYS)
        and _is_binding(row, before)
    ]
    waiting = [row for row in near if not _has_earlier(row, after)]
    return Effect(
        answers=live,
        before=before,
        after=after,
        added=missing_dates(
            after,
            {
                DiaryDay(row.kind, row.on, early=False, id=row.id): {"rule": row.rule}
                for row in opened.diary
                if row.state is not State.REPLACED
            },
        ),
        replaced=tuple(row for row in fallen if row not in waiting),
        waiting=(*waiting, *_returning(opened, before, after, today=today)),
        for_earlier=frozenset(row.id for row in near if row not in waiting),
    )


def triage_of(
    opened: OpenedCase,
    answers: Answers,
    law: LawBook,
    *,
    practice: Practice,
    today: date,
    early: Early | None = None,
) -> Triage:
    """Return the triage of answers that count, for a case received on its day."""
    received, look_by = opened.case.received_on, opened.case.look_by
    return assess_answers(
        answers,
        law,
        today=today,
        received=received,
        practice=practice,
        after_hours=came_after_hours(practice, law, received=received, look_by=look_by),
        early=early,
    ).triage


def is_among(row: OpenDate, triage: Triage) -> bool:
    """Return true if the rule of a date has a deadline, or its day to prepare, on its day."""
    return stands_for(row, triage.deadlines)


def stands_for(row: OpenDate, stated: Iterable[Deadline]) -> bool:
    """Return true if one of these deadlines, or its day to prepare, is of the rule and on the day
    of this date. One without a rule stands for any. A day to prepare may be stored some days
    earlier.
    """
    deadlines = [
        deadline
        for deadline in stated
        if row.rule in ("", deadline.rule) and _is_in_diary(deadline)
    ]
    if row.kind is Kind.ACT_BY:
        return any(deadline.act_by == row.on for deadline in deadlines)
    return row.kind is Kind.PLAN_BY and any(
        deadline.plan_by is not None and 0 <= (deadline.plan_by - row.on).days <= MOST
        for deadline in deadlines
    )


def _is_in_diary(deadline: Deadline) -> bool:
    return not deadline.passed and BY_NUMBER[deadline.rule].enters_case


def _is_binding(row: OpenDate, before: Triage) -> bool:
    """Return true for a date of law or of a paper."""
    return row.set_by not in ("", SetBy.US.value) or any(
        deadline.act_by == row.on and deadline.rule == row.rule and deadline.is_binding
        for deadline in before.deadlines
    )


def _has_earlier(row: OpenDate, after: Triage) -> bool:
    """Return true if the rule of a date has an earlier one now."""
    return any(
        deadline.act_by is not None and deadline.act_by < row.on
        for deadline in after.deadlines
        if deadline.rule == row.rule and _is_in_diary(deadline)
    )


def _returning(
    opened: OpenedCase, before: Triage, after: Triage, *, today: date
) -> Iterator[OpenDate]:
    """Yield near dates that an earlier one replaced, where that one falls away now.

    Otherwise one member could remove a near date in two steps.
    """
    open_days = {(row.kind, row.rule, row.on) for row in opened.diary if row.state is State.OPEN}
    for row in opened.diary:
        is_unseen = row.state is State.REPLACED and FOR_EARLIER in row.proof and row.on >= today
        if not is_unseen or (row.kind, row.rule, row.on) in open_days or is_among(row, after):
            continue
        if not _has_earlier(row, after) and _acts(row.rule, before) != _acts(row.rule, after):
            yield row


def _acts(rule: str, triage: Triage) -> set[date | None]:
    return {deadline.act_by for deadline in triage.deadlines if deadline.rule == rule}


@frozen
class Correction:
    """Corrected answers by question, where they come from, and a short reason.

    ``None`` takes an answer away; one that is the same confirms it.
    """

    answers: Mapping[str, Answer | None]
    seen: Seen
    why: str


@frozen
class Rewrite:
    """New answers of an opened case with their effect, and who corrects what, by which law.

    ``undoes`` is the note of the correction that this one takes back, if any.
    """

    by: Actor
    key: CaseKey
    opened: OpenedCase
    effect: Effect
    correction: Correction
    law: LawBook
    practice: Practice
    undoes: str = ""

    @property
    def corrected(self) -> list[str]:
        """Return the questions whose answers differ, or those that are only confirmed."""
        before, after = self.opened.answers, self.effect.answers
        every = list(self.correction.answers)
        return [id_ for id_ in every if before.get(id_) != after.get(id_)] or every

    @property
    def revision(self) -> int:
        """Return the revision of card and story after this one."""
        return self.opened.card.revision + 1


def store_rewrite(rewrite: Rewrite) -> None:
    """Store a rewrite as a later answer of the applicant is stored, and close what it replaces."""
    by, key, opened, today = rewrite.by, rewrite.key, rewrite.opened, rewrite.by.day
    case, older_card = key.case, key.case.card
    before, diary = standing_of(case, opened.card, today=today), days_of([case.id])[case.id]
    triage = triage_of(
        opened,
        rewrite.effect.answers,
        rewrite.law,
        practice=rewrite.practice,
        today=today,
        early=early_of(key.key, opened.card, today=today, diary=diary),
    )
    lacking = missing_dates(triage, opened_days(diary, partial(key.open_json, "diary")))
    new_dates = _with_proof(lacking, triage, rewrite)
    first_date = add_dates(key, new_dates)
    note_id = _write_note(rewrite, first_date)
    card = _store_assessment(rewrite, triage, note_id)
    act = AuditAct.CORRECTION_UNDONE if rewrite.undoes else AuditAct.ANSWER_CORRECTED
    by.log(act, case, ended=older_card, made=note_id)
    waiting = [row.id for row in rewrite.effect.waiting]
    _keep_standing(rewrite)
    for_earlier = frozenset[str]() if rewrite.undoes else rewrite.effect.for_earlier
    replaced = [row.id for row in rewrite.effect.replaced]
    replace_dates(by, key, replaced, note_id, for_earlier=for_earlier)
    keep_waiting(by, key, waiting, note_id)
    follow_diary(case)
    hold_due(case, waiting)
    settle_days(key, card, today=today)
    settle_waiting(key)
    why = causes_of(opened.card, triage) | {
        "questions": rewrite.corrected,
        "by": [by.member_id],
    }
    record_move(key, before, standing_of(case, card, today=today), why, on=today)


def _store_assessment(rewrite: Rewrite, triage: Triage, note_id: str) -> Card:
    """Write card and story anew, and the days and the tier in clear; return the card."""
    key, answers = rewrite.key, rewrite.effect.answers
    draft = draft_of(key.open_json("story", key.case.story))
    flags = flags_of(rewrite.opened.card)
    card = replace(
        card_of(answers, triage, flags=flags),
        revision=rewrite.revision,
        language=rewrite.opened.language,
    )
    changed = _changed(rewrite, note_id)
    story = story_of(draft, answers, changed, revision=rewrite.revision)
    if card.compared != rewrite.opened.card.compared:
        store.reset_conflict(key.case)
    store.reassess(
        key.case,
        clear=triage.clear,
        early=is_early(triage),
        card=key.seal_json("card", card.to_json()),
        story=key.seal_json("story", story),
        on=rewrite.by.day,
    )
    return card


def _changed(rewrite: Rewrite, note_id: str) -> list[Mapping[str, Any]]:
    """Return the earlier answers, with those that the correction replaced.

    An answer that was missing is ``None`` there. What is undone was never replaced.
    """
    opened, correction = rewrite.opened, rewrite.correction
    if rewrite.undoes:
        return [row for row in opened.changed if row.get("correction") != rewrite.undoes]
    before, until = opened.answers.to_json(), rewrite.by.day.isoformat()
    rows = replaced_answers(opened.answers, rewrite.effect.answers, today=rewrite.by.day)
    listed = {row["question"] for row in rows}
    rows += [
        {"question": id_, "was": before.get(id_), "until": until}
        for id_ in rewrite.corrected
        if id_ not in listed
    ]
    origin = {
        "by": rewrite.by.member_id,
        "seen": correction.seen.value,
        "correction": note_id,
        "revision": rewrite.revision,
    }
    return [*opened.changed, *({**row, **origin} for row in rows)]


def _with_proof(new_dates: Sequence[NewDate], triage: Triage, rewrite: Rewrite) -> list[NewDate]:
    """Return the new dates; those that rest on one corrected date alone are as known as it is."""
    correction = rewrite.correction
    if correction.seen is Seen.TOLD or rewrite.undoes:
        return list(new_dates)
    on = rewrite.by.day.isoformat()
    proof = {"seen": correction.seen.value, "by": rewrite.by.member_id, "on": on}
    rules = set[str]()
    for row in triage.deadlines:
        dates = [id_ for id_ in row.reason.answers if isinstance(ASYLUM.questions.get(id_), Date)]
        if row.certainty is Certainty.EXACT and len(dates) == 1 and dates[0] in rewrite.corrected:
            rules.add(row.rule)
    return [
        replace(new, proof=proof) if new.kind == Kind.ACT_BY and new.rule in rules else new
        for new in new_dates
    ]


def _write_note(rewrite: Rewrite, first_date: str | None) -> str:
    """Write the reason as a note, which holds the answers before; return its id."""
    correction, effect = rewrite.correction, rewrite.effect
    before, after = rewrite.opened.answers.to_json(), effect.answers.to_json()
    moved = [id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_)]
    facts = {
        "seen": correction.seen.value,
        "before": {id_: before.get(id_) for id_ in moved},
        "dates": [first_date] if first_date else [],
        "revision": rewrite.revision,
        "undoes": rewrite.undoes,
    }
    return write_note(rewrite.by, rewrite.key, NoteKind.CORRECTION, correction.why, facts).id


def _keep_standing(rewrite: Rewrite) -> None:
    """Take the mark from dates that waited, and that the answers give again now."""
    again = [
        row.id
        for row in rewrite.opened.diary
        if row.state is State.OPEN
        and corrector_of(row.proof)
        and is_among(row, rewrite.effect.after)
    ]
    for entry in entries.open_of(rewrite.key.case.id):
        if entry.id in again:
            older = unmark(rewrite.key, entry)
            rewrite.by.log(AuditAct.DATE_KEPT, rewrite.key.case, ended=older)
