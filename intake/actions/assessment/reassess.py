"""Assess a case again by the current law, and find what changes."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain

from intake.actions.assessment.assess import came_after_hours
from intake.actions.assessment.deadline_changes import Standing, early_of, standing_of
from intake.actions.assessment.describe_case import (
    NewDate,
    card_of,
    flags_of,
    is_early,
    missing_dates,
    opened_days,
)
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    CaseKey,
    Reader,
    RolledBack,
    case_key,
    log_not_opened,
)
from intake.actions.opening.search_cards import card_under
from intake.audit import log
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.store import steps_of
from intake.diary.entries import DiaryDay, days_of
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import Parameter
from intake.questionnaire.answers import Answers
from intake.questionnaire.reading import from_content
from intake.triage.assess import Triage, assess_found
from intake.triage.deadlines import Finding
from intake.triage.rests_on import NotedBook, NotedFacts, findings_with_rows

logger = logging.getLogger(__name__)


@frozen
class Again:
    """The reader, the law, its changes and the day by which cases are reassessed."""

    reader: Reader
    law: NotedBook
    practice: Practice
    rules_changed: bool
    changed: frozenset[str]
    today: date


@frozen
class Opened:
    """A case that opened, by its key, with its card and its answers."""

    key: CaseKey
    card: Card
    answers: Answers


@frozen
class Found:
    """A case that the current law changes: its new assessment, and what its diary lacks.

    ``read`` are the changed parameters that the assessment rests on, ``touched`` the rules that
    read one; ``version`` is that of the case when it was read.
    """

    version: int
    key: CaseKey
    answers: Answers
    triage: Triage
    before: Standing
    due: DiaryDay
    lacking: tuple[NewDate, ...]
    read: frozenset[str]
    touched: frozenset[str]


@frozen
class Reassessed:
    """Cases that were assessed again: those to change, by id, and how many did not open.

    ``read`` counts, by the id of a parameter, the cases in which a rule found something by it.
    """

    found: Mapping[str, Found]
    unopened: int
    read: Counter[str]


def reassess_each(cases: Sequence[Case], by: Again) -> Reassessed:
    """Assess these cases again. Nothing is stored."""
    days, opened = days_of([case.id for case in cases]), list(open_each(cases, by.reader))
    found, read = dict[str, Found](), Counter[str]()
    for each in opened:
        case = each.key.case
        by.law.read.clear()
        facts = NotedFacts(answers=each.answers, law=by.law, received=case.received_on)
        rules = list(findings_with_rows(facts))
        read.update({row.id for _, rows in rules for row in rows})
        if change := _assess_again(each, days[case.id], by, facts, rules):
            found[case.id] = change
    return Reassessed(found=found, unopened=len(cases) - len(opened), read=read)


def open_each(cases: Sequence[Case], reader: Reader) -> Iterator[Opened]:
    """Yield each of these cases that opens; log of the others that they do not."""
    ended = log.ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in ended:
                raise RolledBack
            key = case_key(case, reader)
            story, card = key.open_json("story", case.story), card_under(key)
            if story["told"] != card.revision:
                raise RolledBack
        except NOT_OPENED as failure:
            log_not_opened(logger, "case not opened", failure, case_id=case.id)
        else:
            yield Opened(key=key, card=card, answers=from_content(story))


def _assess_again(
    opened: Opened,
    days: set[DiaryDay],
    by: Again,
    facts: NotedFacts,
    rules: Sequence[tuple[tuple[Finding, ...], frozenset[Parameter]]],
) -> Found | None:
    key, card, answers = opened.key, opened.card, opened.answers
    case = key.case
    triage = assess_found(
        facts,
        tuple(chain.from_iterable(findings for findings, _ in rules)),
        today=by.today,
        staffed=by.practice.staffed,
        after_hours=came_after_hours(
            by.practice, by.law, received=case.received_on, look_by=case.look_by
        ),
        early=early_of(key.key, card, today=by.today, diary=days),
    )
    touched = frozenset(
        finding.reason.rule
        for findings, rows in rules
        for finding in findings
        if by.changed & {row.id for row in rows}
    )
    read = by.changed & {*by.law.read, "federal_holidays"}
    diary = opened_days(days, partial(key.open_json, "diary"))
    lacking, before = missing_dates(triage, diary), standing_of(case, card, today=by.today)
    due = due_of(case, triage, lacking)
    clear = triage.clear
    days_and_tier = (triage.act_by, clear.tier)
    is_same = (
        (before.act_by, before.tier) == days_and_tier
        and case.look_by == clear.look_by
        and due == DiaryDay("", case.due_on, case.due_early)
        and [step for step in case.steps if step["from"] > by.today.isoformat()]
        == steps_of(clear.steps)
    )
    if not (read or by.rules_changed):
        # Other hours of the desk do not count; a change that this case once missed does.
        is_same = (before.act_by, before.tier) == days_and_tier
    if is_same and not lacking:
        return None
    return Found(
        version=case.version,
        key=key,
        answers=answers,
        triage=triage,
        before=before,
        due=due,
        lacking=lacking,
        read=read,
        touched=touched,
    )


def due_of(case: Case, triage: Triage, lacking: Iterable[NewDate]) -> DiaryDay:
    """Return the day on which the case is due: as now, or earlier by a date that its diary lacks.

    Before the first review, the day of the assessment may be earlier as well. No day moves back:
    somebody may have set it, or been reminded of it.
    """
    clear, days = triage.clear, triage.early.days if triage.early else 0
    due = [DiaryDay("", case.due_on, case.due_early)]
    due += [DiaryDay("", new.on, new.early) for new in lacking]
    if case.looked_on is None:
        early = is_early(triage) and clear.due_on == clear.act_by
        due.append(DiaryDay("", clear.due_on, early))
    return min(due, key=lambda day: day.exact_on(days))


def card_again(card: Card, found: Found) -> Card:
    """Return the card with the rules and days of today; flags that no rule gave stay."""
    now = card_of(found.answers, found.triage, flags=flags_of(card))
    return replace(card, chips=now.chips, act_by=now.act_by, rises=now.rises)
