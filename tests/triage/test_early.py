"""Far days in clear columns: earlier by a number of days, and nothing but the moved day is told."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from intake.actions.assessment.describe_case import diary_dates
from intake.law.book import shipped
from intake.triage.assess import assess
from intake.triage.early import Early
from intake.triage.facts import Facts
from intake.triage.rules import RULES
from tests.triage.making import QUIET, TODAY, answers_of

NEAR = TODAY + timedelta(days=21)
ARRIVED = {"help_types": ["fear_return"], "asylum_filed": "no", "court_case": "no"}


def test_whatever_is_moved_to_the_same_day_looks_the_same_in_every_clear_column():
    looks: dict[date, set[Any]] = defaultdict(set)
    ways: dict[date, int] = defaultdict(int)
    for number in range(80):
        for days in range(7):
            triage = assessed(TODAY - timedelta(days=2 * number + 160), days)
            if (moved := moved_day(triage)) > NEAR:
                looks[moved].add(clear_columns(triage))
                ways[moved] += 1

    assert len(looks) > 90
    assert max(ways.values()) > 1
    assert all(len(seen) == 1 for seen in looks.values())


@pytest.mark.parametrize("days", range(7))
def test_a_far_day_is_early_and_a_near_one_is_exact(days):
    far, near = assessed(date(2026, 6, 9), days), assessed(date(2025, 12, 3), days)

    assert moved_day(far) + timedelta(days=days) == date(2027, 6, 8)
    assert moved_day(near) == date(2026, 12, 2)
    for exact, clear in zip(far.steps, far.clear.steps, strict=True):
        assert exact.from_day == clear.from_day + timedelta(days=days)
    assert near.clear.steps == near.steps


@pytest.mark.parametrize("days", range(7))
def test_time_and_a_moved_day_make_nothing_later(days):
    for number in range(0, 365, 9):
        triage = assessed(TODAY - timedelta(days=number), days)

        assert triage.clear.tier <= triage.tier
        assert triage.clear.look_by <= triage.look_by
        assert triage.clear.due_on <= triage.due_on


@pytest.mark.parametrize("days", range(7))
def test_a_finding_without_any_day_is_not_moved(days):
    answers = QUIET | {"danger_now": "no", "court_case": "yes", "bad_decision": "judge"}
    passed = answers | {"bad_decision_date": "2020-01-01"}
    early = Early(days=days, most=6, until=NEAR)
    moves_all = replace(early, until=date.min)

    for typed in (answers_of(answers), answers_of(passed), answers_of({})):
        exact = assess(typed, shipped(), today=TODAY, received=TODAY)
        clear = assess(typed, shipped(), today=TODAY, received=TODAY, early=early).clear
        assert clear == exact.clear
        for rule in RULES:
            for finding in rule(Facts(answers=typed, law=shipped(), received=TODAY)):
                if finding.act_by is None or finding.passed:
                    assert moves_all.finding(finding) == finding


def test_days_that_no_session_has_settled_yet_stay_as_they_are_written():
    moved = TODAY + timedelta(days=10)
    early = Early(days=4, most=6, until=NEAR, unsettled=frozenset({moved}))

    assert early.moves(moved + timedelta(days=4))
    assert not early.moves(moved + timedelta(days=5))


def assessed(arrived, days):
    answers = answers_of(QUIET | ARRIVED | {"last_arrival_date": arrived.isoformat()})
    early = Early(days=days, most=6, until=NEAR)
    return assess(answers, shipped(), today=TODAY, received=TODAY, early=early)


def moved_day(triage):
    """Return the day of the one-year deadline as the diary has it in clear."""
    (deadline,) = (row for row in triage.deadlines if row.rule == "R08")
    return diary_dates(deadline, triage)[0].on


def clear_columns(triage):
    clear = triage.clear
    dates = [
        (new.kind, new.on, new.early)
        for deadline in triage.deadlines
        for new in diary_dates(deadline, triage)
    ]
    return (clear.tier, clear.steps, clear.look_by, clear.due_on, tuple(dates))
