"""Assess the same answers many times with one changed, re-running only rules that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar

from intake.eligibility.decide import Outcome, Practice, governing
from intake.eligibility.never_declined import never_declined
from intake.eligibility.request import Request
from intake.eligibility.rules import RULES as FITNESS
from intake.eligibility.rules import Rule as FitnessRule
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import pages_hanging_on, questions_asked, questions_closed
from intake.reasons import Reason
from intake.triage.assess import dates_near, tier_on
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.rules import RULES as URGENCY
from intake.triage.rules import Rule as UrgencyRule
from intake.triage.tiers import Tier, most_urgent

Move = tuple[Outcome, Tier]
Pressing = tuple[Tier, tuple[Finding, ...]]
"""What one rule finds, and the tier that it comes to alone."""

STEERING = frozenset().union(
    *(page.looks_at for page in ASYLUM.pages),
    *(when.looks_at for when in ASYLUM.before_ticks.values()),
)
"""The questions whose answers decide which other pages are asked."""

HANGING = {question: pages_hanging_on(ASYLUM, question) for question in STEERING}
"""Those pages, by question."""

Found = TypeVar("Found")


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked(Generic[Found]):
    """A rule that was asked: what it found in the answers as given, and where it looked for it."""

    ask: Callable[[Request], Found]
    found: Found
    looked_at: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class IncrementalAssessment:
    """Answers as given, weighed once, with where each rule looked.

    A rule finds the same again wherever nothing that it looked at is otherwise. ``here`` are
    outcome and tier as they are, ``open`` the questions that are asked. Nothing moves by a
    question that is not ``heeded``.
    """

    request: Request
    urgency: tuple[Asked[Pressing], ...]
    fitness: tuple[Asked[Outcome | None], ...]
    open: frozenset[str]
    heeded: frozenset[str]
    here: Move

    def with_other(self, question: str, answer: Answer) -> Move:
        """Return outcome and tier with one answer replaced; pages then not asked are ignored.

        The same as weighing from the start, and many times as fast.
        """
        if question not in self.heeded:
            return self.here
        tried, otherwise = self.request.answers.plus({question: answer}), frozenset({question})
        if closed := self._closed_by(question, tried):
            tried, otherwise = tried.without(closed), otherwise | closed
        request = replace(self.request, answers=tried)
        pressing = _again(self.urgency, request, otherwise)
        return _move(request, _again(self.fitness, request, otherwise), pressing)

    def _closed_by(self, question: str, tried: Answers) -> frozenset[str]:
        if question not in self.open or question not in HANGING:
            return frozenset()
        return questions_closed(
            ASYLUM, HANGING[question], tried, asked=self.open, as_of=self.request.received
        )


def incremental_assessment(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> IncrementalAssessment:
    """Begin an incremental assessment of these answers, all of which count."""
    request = Request(answers=answers, law=law, practice=practice, received=received, days_near=())
    urgency = tuple(_ask(partial(_pressing, rule, today), request) for rule in URGENCY)
    fitness = tuple(_ask(partial(_outcome, rule), request) for rule in FITNESS)
    pressing, outcomes = (
        [rule_result.found for rule_result in urgency],
        [rule_result.found for rule_result in fitness],
    )
    here = _ask(partial(_move, told=outcomes, pressing=pressing), request)
    asked: tuple[Asked[Any], ...] = (here, *urgency, *fitness)
    looked_at = STEERING.union(*(rule_result.looked_at for rule_result in asked))
    asked_for = questions_asked(ASYLUM, answers, as_of=received)
    one_by_one = {
        id_
        for id_, when in ASYLUM.before_ticks.items()
        if ASYLUM.ticks not in answers and when.holds(answers, received)
    }
    return IncrementalAssessment(
        request=request,
        urgency=urgency,
        fitness=fitness,
        open=asked_for,
        heeded=looked_at & (asked_for | answers.keys()).union(one_by_one),
        here=here.found,
    )


def _ask(ask: Callable[[Request], Found], request: Request) -> Asked[Found]:
    noted = Noted(request.answers)
    result = ask(replace(request, answers=Answers(noted)))
    return Asked(ask=ask, found=result, looked_at=frozenset(noted.looked_at))


def _again(
    rules: Iterable[Asked[Found]], request: Request, otherwise: frozenset[str]
) -> list[Found]:
    return [
        rule_result.found
        if rule_result.looked_at.isdisjoint(otherwise)
        else rule_result.ask(request)
        for rule_result in rules
    ]


def _pressing(rule: UrgencyRule, today: date, request: Request) -> Pressing:
    facts = Facts(answers=request.answers, law=request.law, received=request.received)
    result = tuple(rule(facts))
    return tier_on(today, result), result


def _outcome(rule: FitnessRule, request: Request) -> Outcome | None:
    verdict = rule(request)
    return verdict.outcome if verdict else None


def _move(request: Request, told: list[Outcome | None], pressing: list[Pressing]) -> Move:
    return governing(told, _held(request, pressing)), most_urgent(tier for tier, _ in pressing)


def _held(request: Request, pressing: list[Pressing]) -> Iterator[Reason]:
    """Yield the grounds against a decline, evaluated lazily."""
    result = [rule_result for _, by_rule in pressing for rule_result in by_rule]
    near = dates_near(result, request.law, received=request.received)
    yield from never_declined(replace(request, days_near=near))
