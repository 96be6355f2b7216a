"""Assess the same answers many times with one changed, re-running only rules that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar

from intake.eligibility.never_declined import never_declined
from intake.eligibility.request import Outcome, Practice, Request
from intake.eligibility.rules import RULES as FITNESS
from intake.eligibility.rules import Rule as FitnessRule
from intake.eligibility.rules import governing
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import removal_soon_date
from intake.questionnaire.asylum.proceedings import leave_told_by
from intake.questionnaire.journey import (
    live_answers,
    pages_hanging_on,
    questions_asked,
    questions_closed,
)
from intake.reasons import Reason
from intake.triage.assess import dates_near, tier_on
from intake.triage.deadlines import Finding, Tier, most_urgent
from intake.triage.facts import Facts
from intake.triage.findings import Function as UrgencyRule
from intake.triage.rules import RULES as URGENCY

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


@dataclass(frozen=True, slots=True)
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
