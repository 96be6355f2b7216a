"""Assess a case again by the current law, and find what changes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from intake.actions.assessment.assess import came_after_hours
from intake.actions.assessment.deadline_changes import standing_of
from intake.actions.assessment.describe_case import card_of, diary_dates
from intake.actions.case.add_dates import NewDate
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.opening.read_cards import card_under
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit import log
from intake.cases.card import Card
from intake.cases.models import Case
from intake.diary.days import days_of
from intake.eligibility.rules import Practice
from intake.law.book import LawBook, Parameter
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import stored_answers
from intake.triage.assess import Triage, assess
from intake.triage.facts import Facts
from intake.triage.rules import RULES

logger = logging.getLogger(__name__)

Days = set[tuple[str, date]]


@dataclass(frozen=True, kw_only=True)
class NotedBook(LawBook):
    """A law book that records which of its numbers were read."""

    read: set[str] = field(default_factory=set, init=False, compare=False, repr=False)

    def parameter(self, id_: str, *, on: date) -> Parameter:
        """Return the row in force on a day, and record that it was read."""
        self.read.add(id_)
        return super().parameter(id_, on=on)


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """The reader, the law, its changes and the day by which cases are reassessed."""

    reader: Reader
    law: NotedBook
    practice: Practice
    changed: frozenset[str]
    today: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A case that the current law changes: its new assessment, and what its diary lacks.

    ``read`` are the changed parameters that the assessment rests on, ``touched`` the rules that
    read one; ``version`` is that of the case when it was read.
    """

    case_id: str
    version: int
    key: CaseKey
    answers: Answers
    triage: Triage
    tier_before: str
    due_on: date
    lacking: tuple[NewDate, ...]
    read: tuple[str, ...]
    touched: tuple[str, ...] = ()


def reassess_each(cases: Sequence[Case], by: Again) -> tuple[dict[str, Found], int]:
    """Return the cases to change, by id, and the number that could not be opened."""
    unopened, days = 0, days_of([case.id for case in cases])
    ended = log.ended_among([case.card for case in cases])
    change: dict[str, Found] = {}
    for case in cases:
        try:
            if case.card in ended:
                raise RolledBack
            deadline = _assess_again(case, days[case.id], by)
        except NOT_OPENED as failure:
            unopened += 1
            log_not_opened(logger, "case not opened", failure, case_id=case.id)
        else:
            change |= {case.id: deadline} if deadline else {}
    return change, unopened


def _assess_again(case: Case, days: Days, by: Again) -> Found | None:
    key = case_key(case, by.reader)
    story = key.open_json("story", case.story)
    if story.get("told") != card_under(key).revision:
        raise RolledBack
    answers = stored_answers(ASYLUM, story["answers"])
    by.law.read.clear()
    triage = _triage(case, answers, by)
    read = tuple(sorted(by.changed & {*by.law.read, "federal_holidays"}))
    lacking, tier_before = _lacking(triage, days), standing_of(case, today=by.today).tier
    due_on = _due_on(case, triage, lacking)
    if not lacking and _stored(case, tier_before, by.today) == _assessed(triage, due_on):
        return None
    return Found(
        case_id=case.id,
        version=case.version,
        key=key,
        answers=answers,
        triage=triage,
        tier_before=tier_before,
        due_on=due_on,
        lacking=lacking,
        read=read,
        touched=tuple(_touched(case, answers, by)),
    )


def _triage(case: Case, answers: Answers, by: Again) -> Triage:
    received = case.received_on
    return assess(
        answers,
        by.law,
        today=by.today,
        received=received,
        staffed=by.practice.staffed,
        after_hours=came_after_hours(by.practice, by.law, received=received, look_by=case.look_by),
    )


def _touched(case: Case, answers: Answers, by: Again) -> Iterator[str]:
    """Yield the rules that found something by a number that changed."""
    for rule in RULES:
        by.law.read.clear()
        facts = Facts(answers=answers, law=by.law, received=case.received_on)
        rules = {finding.reason.rule for finding in rule(facts)}
        if by.law.read & by.changed:
            yield from rules


def _lacking(triage: Triage, days: Days) -> tuple[NewDate, ...]:
    """Return the dates that the diary lacks, in any state."""
    return tuple(
        new
        for deadline in triage.deadlines
        for new in diary_dates(deadline)
        if (new.kind, new.on) not in days
    )


def _due_on(case: Case, triage: Triage, lacking: Iterable[NewDate]) -> date:
    """Return the day as at sending; after the first review, the earliest date of the diary."""
    if case.looked_on is None:
        return triage.due_on
    return min([case.due_on, *(new.on for new in lacking)])


def _stored(case: Case, tier: str, today: date) -> tuple[object, ...]:
    """Return the days, the tier and the steps to come that a case has now."""
    to_come = [step for step in case.steps if step["from"] > today.isoformat()]
    return case.act_by, case.look_by, case.due_on, tier, to_come


def _assessed(triage: Triage, due_on: date) -> tuple[object, ...]:
    """Return the same of a new assessment."""
    return triage.act_by, triage.look_by, due_on, triage.tier, steps_of(triage)


def steps_of(triage: Triage) -> list[dict[str, str]]:
    """Return the later days on which time alone raises the tier, as a case stores them."""
    return [{"from": step.from_day.isoformat(), "tier": step.tier.value} for step in triage.steps]


def card_again(card: Card, found: Found) -> Card:
    """Return the card with the rules of today; flags that no rule gave stay."""
    flags = tuple(
        chip for chip in card.chips if not chip.startswith("R") and chip != "unclear_date"
    )
    return replace(card, chips=card_of(found.answers, found.triage, flags=flags).chips)
