"""Scales: weigh the same answers many times with one of them otherwise, and ask no rule in vain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.eligibility.decide import Outcome, Practice, decide
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import questions_asked
from intake.triage.assess import dates_near, tier_on
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.rules import RULES, Rule
from intake.triage.tiers import Tier

Move = tuple[Outcome, Tier]

STEERING = frozenset().union(*(page.when.looks_at for page in ASYLUM.pages))
"""The questions whose answers decide which other pages are asked."""


@dataclass(frozen=True, slots=True)
class Noted(Mapping[str, Answer]):
    """What was given, noting which questions are looked at; to go through all looks at each."""

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
class Asked:
    """A rule that was asked: what it found in the answers as given, and where it looked for it."""

    rule: Rule
    found: tuple[Finding, ...]
    looked_at: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scales:
    """Answers as given, weighed once, with where each rule looked.

    A rule finds the same again wherever nothing that it looked at is otherwise. ``near`` are the
    answers under a near date, ``decided_by`` the questions on which the outcome rests beside them,
    ``here`` outcome and tier as they are, ``open`` the questions that are asked. Nothing moves by
    a question that is not ``heeded``.
    """

    answers: Answers
    law: LawBook
    today: date
    received: date
    practice: Practice
    asked: tuple[Asked, ...]
    near: tuple[str, ...]
    decided_by: frozenset[str]
    open: frozenset[str]
    heeded: frozenset[str]
    here: Move

    def with_other(self, question: str, answer: Answer) -> Move:
        """Outcome and tier if this one answer were another; what is then not asked counts no more.

        The same as weighing from the start, and many times as fast.
        """
        if question not in self.heeded:
            return self.here
        tried, otherwise = self.answers.plus({question: answer}), {question}
        if question in STEERING:
            closed = self.open - questions_asked(ASYLUM, tried, as_of=self.received)
            otherwise |= closed & tried.keys()
            tried = tried.without(closed)
        found = self._found(tried, otherwise)
        near = dates_near(found, self.law, received=self.received)
        outcome = self.here[0]
        if near != self.near or otherwise & self.decided_by:
            outcome = self._outcome(tried, near)
        return outcome, tier_on(self.today, found)

    def _found(self, tried: Answers, otherwise: set[str]) -> tuple[Finding, ...]:
        facts = Facts(answers=tried, law=self.law, received=self.received)
        return tuple(
            finding
            for asked in self.asked
            for finding in (asked.rule(facts) if otherwise & asked.looked_at else asked.found)
        )

    def _outcome(self, tried: Answers, near: tuple[str, ...]) -> Outcome:
        return decide(
            tried, self.law, received=self.received, days_near=near, practice=self.practice
        ).outcome


def scales_with(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> Scales:
    """Scales with these answers on them, all of which count."""
    asked = tuple(_ask(rule, answers, law, received) for rule in RULES)
    found = tuple(finding for one in asked for finding in one.found)
    near, noted = dates_near(found, law, received=received), Noted(answers)
    decided = decide(Answers(noted), law, received=received, days_near=near, practice=practice)
    looked_at = STEERING.union(noted.looked_at, *(one.looked_at for one in asked))
    asked_for = questions_asked(ASYLUM, answers, as_of=received)
    return Scales(
        answers=answers,
        law=law,
        today=today,
        received=received,
        practice=practice,
        asked=asked,
        near=near,
        decided_by=frozenset(noted.looked_at),
        open=asked_for,
        heeded=looked_at & (asked_for | answers.keys()),
        here=(decided.outcome, tier_on(today, found)),
    )


def _ask(rule: Rule, answers: Answers, law: LawBook, received: date) -> Asked:
    noted = Noted(answers)
    found = tuple(rule(Facts(answers=Answers(noted), law=law, received=received)))
    return Asked(rule=rule, found=found, looked_at=frozenset(noted.looked_at))
