"""Assess: triage, then eligibility with the near days found; and what would change either.

For that, the same answers are assessed many times with one changed, re-running only rules that read
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Any, Generic, TypeVar

from intake.eligibility.never_declined import never_declined
from intake.eligibility.request import Outcome, Practice, Request
from intake.eligibility.rules import RULES as FITNESS
from intake.eligibility.rules import Eligibility, decide, governing, income_within
from intake.eligibility.rules import Rule as FitnessRule
from intake.frozen import frozen, record
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM, FIT
from intake.questionnaire.asylum.dates import removal_soon_date
from intake.questionnaire.asylum.proceedings import leave_told_by
from intake.questionnaire.asylum.screen import income_amount
from intake.questionnaire.dates import on
from intake.questionnaire.journey import (
    live_answers,
    pages_hanging_on,
    questions_asked,
    questions_closed,
)
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import Choice, Choices, Date, Number, Question, YesNo
from intake.triage.assess import Triage, assess, dates_near, tier_on
from intake.triage.deadlines import Finding, Tier, most_urgent
from intake.triage.early import Early
from intake.triage.facts import Facts
from intake.triage.findings import Function as UrgencyRule
from intake.triage.rules import RULES as URGENCY
from intake.words import Reason


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


Move = tuple[Outcome, Tier]
Pressing = tuple[Tier, tuple[Finding, ...]]
"""The findings of one rule, and the tier that they come to alone."""

STEERING = frozenset().union(
    *(page.looks_at for page in ASYLUM.pages),
    *(when.looks_at for when in ASYLUM.before_ticks.values()),
)
"""The questions whose answers decide which other pages are asked."""

HANGING = {question: pages_hanging_on(question) for question in STEERING}
"""Those pages, by question."""

COMPLETED = frozenset({leave_told_by.id, removal_soon_date.id})
"""The questions whose answers are stored as answers to others too. Ticks are never tried."""

Found = TypeVar("Found")
Input = TypeVar("Input")


@record
class Noted(Mapping[str, Answer]):
    """Answers that note which questions are read; iterating over them reads each."""

    given: Mapping[str, Answer]
    looked_at: set[str] = field(default_factory=set)

    def __getitem__(self, question: str) -> Answer:
        self.looked_at.add(question)
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        self.looked_at.update(ASYLUM.questions)
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


@frozen
class Asked(Generic[Input, Found]):
    """A rule with its result for the answers as given, and the questions that it read for it."""

    ask: Callable[[Input], Found]
    found: Found
    looked_at: frozenset[str]


@frozen
class Rules(Generic[Input, Found]):
    """Rules that were asked; ``readers`` are the places of those that read a question."""

    asked: tuple[Asked[Input, Found], ...]
    readers: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, asked: Iterable[Asked[Input, Found]]) -> Rules[Input, Found]:
        """Return these rules with their readers."""
        rules, readers = tuple(asked), dict[str, tuple[int, ...]]()
        for at, rule in enumerate(rules):
            for question in rule.looked_at:
                readers[question] = (*readers.get(question, ()), at)
        return cls(asked=rules, readers=readers)

    def found(self) -> list[Found]:
        """Return the results for the answers as given."""
        return [rule.found for rule in self.asked]

    def found_in(self, given: Input, changed: Iterable[str]) -> list[Found]:
        """Return the results for other answers, which differ in the *changed* questions alone."""
        found = self.found()
        for at in {at for question in changed for at in self.readers.get(question, ())}:
            found[at] = self.asked[at].ask(given)
        return found


@frozen
class IncrementalAssessment:
    """Answers as given, assessed once, with the questions that each rule read.

    A rule has the same result again if none of these is answered otherwise. ``here`` are outcome
    and tier as they are, ``open`` the questions that are asked. A question that is not ``heeded``
    changes nothing. ``numbers`` are those of the law that were looked up.
    """

    request: Request
    urgency: Rules[Facts, Pressing]
    fitness: Rules[Request, Outcome | None]
    numbers: dict[str, int]
    open: frozenset[str]
    heeded: frozenset[str]
    here: Move

    def with_other(self, question: str, answer: Answer) -> Move:
        """Return outcome and tier with one answer replaced; pages then not asked are ignored.

        The same as weighing from the start, and many times as fast.
        """
        if question not in self.heeded:
            return self.here
        answers, received = self.request.answers, self.request.received
        tried, otherwise = answers.plus({question: answer}), frozenset({question})
        if question in COMPLETED:
            tried = live_answers(tried, as_of=received)
            otherwise = frozenset(id_ for id_, _ in answers.items() ^ tried.items())
        elif question in self.open and question in HANGING:
            closed = questions_closed(HANGING[question], tried, asked=self.open, as_of=received)
            tried, otherwise = tried.without(closed), otherwise | closed
        request = replace(self.request, answers=tried)
        facts = _facts(request, self.numbers)
        pressing = self.urgency.found_in(facts, otherwise)
        return _move(request, self.fitness.found_in(request, otherwise), pressing)


def incremental_assessment(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> IncrementalAssessment:
    """Begin an incremental assessment of these answers, all of which count."""
    request = Request(answers=answers, law=law, practice=practice, received=received, days_near=())
    numbers = dict[str, int]()
    urgency = Rules.of(_ask_urgency(rule, today, request, numbers) for rule in URGENCY)
    fitness = Rules.of(_ask(partial(_outcome, rule), request) for rule in FITNESS)
    here = _ask(partial(_move, told=fitness.found(), pressing=urgency.found()), request)
    asked: tuple[Asked[Any, Any], ...] = (here, *urgency.asked, *fitness.asked)
    looked_at = STEERING.union(*(rule_result.looked_at for rule_result in asked))
    asked_for = questions_asked(answers, as_of=received)
    lacking = {id_ for id_ in asked_for if answers.lacks(ASYLUM.questions[id_])}
    one_by_one = {
        id_
        for id_, when in ASYLUM.before_ticks.items()
        if ASYLUM.ticks not in answers and when.holds(answers, received)
    }
    return IncrementalAssessment(
        request=request,
        urgency=urgency,
        fitness=fitness,
        numbers=numbers,
        open=asked_for,
        heeded=looked_at & lacking.union(one_by_one, answers),
        here=here.found,
    )


def _ask(ask: Callable[[Request], Found], request: Request) -> Asked[Request, Found]:
    noted = Noted(request.answers)
    result = ask(replace(request, answers=request.answers.with_given(noted)))
    return Asked(ask=ask, found=result, looked_at=frozenset(noted.looked_at))


def _ask_urgency(
    rule: UrgencyRule, today: date, request: Request, numbers: dict[str, int]
) -> Asked[Facts, Pressing]:
    """Ask one rule with facts of its own, so that what another looked up is noted for it too."""
    noted, ask = Noted(request.answers), partial(_pressing, rule, today)
    facts = _facts(replace(request, answers=request.answers.with_given(noted)), numbers)
    result = ask(facts)
    numbers.update(facts.numbers)
    return Asked(ask=ask, found=result, looked_at=frozenset(noted.looked_at))


def _facts(request: Request, numbers: Mapping[str, int]) -> Facts:
    """Return the facts of a request, with *numbers* of the law that were looked up before."""
    facts = Facts(answers=request.answers, law=request.law, received=request.received)
    facts.numbers.update(numbers)
    return facts


def _pressing(rule: UrgencyRule, today: date, facts: Facts) -> Pressing:
    findings = tuple(rule(facts))
    return tier_on(today, findings), findings


def _outcome(rule: FitnessRule, request: Request) -> Outcome | None:
    verdict = rule(request)
    return verdict.outcome if verdict else None


def _move(request: Request, told: list[Outcome | None], pressing: list[Pressing]) -> Move:
    return governing(told, _held(request, pressing)), most_urgent(tier for tier, _ in pressing)


def _held(request: Request, pressing: list[Pressing]) -> Iterator[Reason]:
    """Yield the grounds against a decline, evaluated lazily."""
    findings = [finding for _, by_rule in pressing for finding in by_rule]
    near = dates_near(findings, request.law, received=request.received)
    yield from never_declined(replace(request, days_near=near))
