"""The effect of other answers on a case: its urgency, and the dates that come and go."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from intake.actions.assessment.add_dates import NewDate
from intake.actions.assessment.assess import assess_answers, came_after_hours
from intake.actions.assessment.deadline_changes import MOST
from intake.actions.assessment.describe_case import missing_dates
from intake.actions.case.dates.replaced_dates import FOR_EARLIER
from intake.actions.case.open_case import OpenDate, OpenedCase
from intake.actions.links import NEAR_DAYS
from intake.diary.entries import DiaryDay
from intake.diary.models import Kind, State
from intake.eligibility.rules import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers
from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline, SetBy
from intake.triage.early import Early
from intake.triage.rules import BY_NUMBER

MOST_EARLY = timedelta(MOST)
"""The most days by which a day to prepare may be stored early."""


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
    live = live_answers(ASYLUM, answers, as_of=opened.as_of)
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
        added=missing_dates(after, _days(opened.diary)),
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
    """Return true if the triage has a deadline, or a day to prepare, on the day of this date."""
    return stands_for(row, triage.deadlines)


def stands_for(row: OpenDate, stated: Iterable[Deadline]) -> bool:
    """Return true if one of these deadlines, or its day to prepare, is on the day of this date.

    Whatever its rule: the diary holds two deadlines of one day once. A day to prepare may be
    stored some days earlier.
    """
    deadlines = [deadline for deadline in stated if _is_in_diary(deadline)]
    if row.kind is Kind.ACT_BY:
        return any(deadline.act_by == row.on for deadline in deadlines)
    return row.kind is Kind.PLAN_BY and any(
        deadline.plan_by is not None and timedelta(0) <= deadline.plan_by - row.on <= MOST_EARLY
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
    open_days = {(row.kind, row.on) for row in opened.diary if row.state is State.OPEN}
    for row in opened.diary:
        is_unseen = row.state is State.REPLACED and FOR_EARLIER in row.proof and row.on >= today
        if not is_unseen or (row.kind, row.on) in open_days or is_among(row, after):
            continue
        if not _has_earlier(row, after) and _acts(row.rule, before) != _acts(row.rule, after):
            yield row


def _acts(rule: str, triage: Triage) -> set[date | None]:
    return {deadline.act_by for deadline in triage.deadlines if deadline.rule == rule}


def _days(diary: Iterable[OpenDate]) -> set[DiaryDay]:
    """Return the exact days of the diary, as ``days_of`` does the clear ones."""
    return {
        DiaryDay(row.kind, row.on, early=False) for row in diary if row.state is not State.REPLACED
    }
