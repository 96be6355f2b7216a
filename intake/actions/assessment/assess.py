"""Assess: triage, then eligibility with the near days found; and what would change either."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import chain

from intake.actions.assessment.incremental_assessment import (
    IncrementalAssessment,
    incremental_assessment,
)
from intake.eligibility.request import Outcome, Practice, Request
from intake.eligibility.rules import Eligibility, decide, income_within
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM, FIT
from intake.questionnaire.asylum.screen import income_amount
from intake.questionnaire.dates import on
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import Choice, Choices, Date, Number, Question, YesNo
from intake.triage.assess import Triage, assess, dates_near
from intake.triage.deadlines import Tier
from intake.triage.early import Early


@frozen
class Assessment:
    """The triage and the eligibility of the same answers."""

    triage: Triage
    eligibility: Eligibility


@frozen
class Change:
    """One answer which, if it were another, would move the outcome or the tier."""

    question: str
    to: str
    outcome: Outcome
    tier: Tier


def assess_answers(
    answers: Answers,
    law: LawBook,
    *,
    today: date,
    received: date,
    practice: Practice,
    after_hours: bool = False,
    early: Early | None = None,
) -> Assessment:
    """Assess answers, all of which count: see ``journey.live_answers``.

    ``after_hours`` tells that none of the staffed hours of the day received was left; ``early``
    how days are moved in clear columns, for a case that is to be stored.
    """
    triage = assess(
        answers,
        law,
        today=today,
        received=received,
        staffed=practice.staffed,
        after_hours=after_hours,
        early=early,
    )
    eligibility = decide(
        answers,
        law,
        received=received,
        days_near=dates_near(triage.deadlines, law, received=received),
        practice=practice,
    )
    return Assessment(triage=triage, eligibility=eligibility)


def came_after_hours(practice: Practice, law: LawBook, *, received: date, look_by: date) -> bool:
    """Return true for a case whose first look was put off to the next staffed day."""
    return look_by == practice.staffed.days_after(received, 1, law.holidays)


def what_would_change(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> tuple[Change, ...]:
    """Return the smallest single changes of answers that move outcome or tier.

    Ticks are tried as the questions that they stand for. Every other question with codes is
    tried with another code, or with one more or one less; the
    household one person larger at a time; the income at the guide; a day at the nearest one
    before and after. An answer on a page that is not asked then changes nothing.
    """

    scales = incremental_assessment(answers, law, today=today, received=received, practice=practice)
    changes_found: dict[tuple[str, Outcome, Tier], Change] = {}
    for question, to, answer in chain(_others(scales.request), _days(scales)):
        there = scales.with_other(question, answer)
        if there != scales.here:
            change = Change(question=question, to=to, outcome=there[0], tier=there[1])
            changes_found.setdefault((question, *there), change)
    return tuple(changes_found.values())


def _others(request: Request) -> Iterator[tuple[str, str, Answer]]:
    """Yield every answer to try in place of the current one: question, its label, the answer."""
    answers = request.answers
    most = income_within(request)
    if most is not None and income_amount.id in answers:
        yield income_amount.id, str(most), most
    for id_, question in ASYLUM.questions.items():
        if id_ != ASYLUM.ticks:
            yield from ((id_, to, answer) for to, answer in _nearest(question, answers))


def _days(scales: IncrementalAssessment) -> Iterator[tuple[str, str, Answer]]:
    """Return, for each date known to the day, the nearest day that changes the result."""
    for id_, question in ASYLUM.questions.items():
        date_answered = (
            scales.request.answers.date(question) if isinstance(question, Date) else None
        )
        if date_answered is None or not date_answered.exact or date_answered.first is None:
            continue
        for direction in (1, -1):
            day = nearest_day(
                date_answered.first,
                direction,
                differs=partial(_moves_on, scales, id_),
                allowed=partial(_may_be_said, question, scales.request.received),
            )
            if day is not None:
                yield id_, day.isoformat(), on(day)


def _moves_on(scales: IncrementalAssessment, id_: str, day: date) -> bool:
    return scales.with_other(id_, on(day)) != scales.here


def _may_be_said(question: Question, received: date, day: date) -> bool:
    return problem_with(question, on(day), today=received) is None


def _nearest(question: Question, answers: Answers) -> Iterable[tuple[str, Answer]]:
    match question:
        case Choice() | YesNo():
            codes = (option.code for option in question.options)
            return [(code, code) for code in codes if code != answers.code(question)]
        case Choices():
            return _one_more_or_less(question, answers.codes(question))
        case Number():
            size = answers.number(question)
            least = int(size) + 1 if size is not None else question.least
            return [(str(number), number) for number in range(least, question.most + 1)]
        case _:
            return ()


def _one_more_or_less(question: Choices, chosen: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
    for option in question.options:
        if option.code in chosen:
            rest = tuple(code for code in chosen if code != option.code)
            if rest:
                yield ",".join(rest), rest
        else:
            alone = option.code in question.alone
            combinable = (
                () if alone else tuple(code for code in chosen if code not in question.alone)
            )
            yield ",".join((*combinable, option.code)), (*combinable, option.code)


NOT_ASKED_YET = frozenset(ASYLUM.questions).difference(
    question.id for page in ASYLUM.core if page.id in FIT for question in page.questions
)


def early_answer(answers: Answers, law: LawBook, *, today: date, practice: Practice) -> Eligibility:
    """Return what we think before any date is known. It binds nothing; the result decides."""
    return decide(
        answers,
        law,
        received=today,
        days_near=(),
        practice=practice,
        not_asked=NOT_ASKED_YET,
    )


FARTHEST = 2048
"""Days away at most, somewhat less than six years; beyond it nobody would call it a slip."""

Test = Callable[[date], bool]


def nearest_day(day: date, direction: int, *, differs: Test, allowed: Test) -> date | None:
    """Search from ``day``, forward (1) or backward (-1); return ``None`` if no day differs.

    Looks twice as far each time and then halves, so that some twenty days are tried and not
    thousands: a difference that comes and goes in between may be missed.
    """

    def days_off(count: int) -> date:
        return day + timedelta(days=direction * count)

    near, far = 0, 1
    while far <= FARTHEST:
        if not allowed(days_off(far)):
            last = _first(near, far, lambda count: not allowed(days_off(count))) - 1
            if last == near or not differs(days_off(last)):
                return None
            far = last
        if differs(days_off(far)):
            return days_off(_first(near, far, lambda count: differs(days_off(count))))
        near, far = far, far * 2
    return None


def _first(without: int, having: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest count for which *holds* is true, by bisection."""
    while having - without > 1:
        middle = (without + having) // 2
        if holds(middle):
            having = middle
        else:
            without = middle
    return having
