"""A thief with many cases' clear columns recovers neither days of arrival nor nationalities.

The same attacks on the tables of 1,000 cases that were really sent: tests/soak/silent_tables.py.
"""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from uuid import UUID

from intake.actions.assessment.deadline_changes import early_of
from intake.actions.assessment.describe_case import card_of, diary_dates
from intake.cases.card import Card
from intake.cases.store import steps_of
from intake.law.book import shipped
from intake.questionnaire.journey import live_answers
from intake.questionnaire.languages import clear_tag
from intake.sealing.seal import padded_length
from intake.triage.assess import assess
from intake.triage.early import Early
from tests.support.clear_columns import (
    Stolen,
    arrival_attacks,
    beyond_three_weeks,
    most_of_a_language,
    nationality_attacks,
)
from tests.support.invented_arrivals import people

TODAY = date(2026, 11, 24)
CASES = 500


def test_arrival_days_are_recovered_no_better_than_by_chance_beyond_three_weeks():
    outcomes = arrival_attacks(beyond_three_weeks(stolen(), today=TODAY))

    assert outcomes[0].count > 150
    assert [str(outcome) for outcome in outcomes if not outcome.is_no_better] == []


def test_exact_days_give_the_day_of_arrival_back():
    exact = [stolen_case(person, Random(n), days=0) for n, person in enumerate(some_people()[:80])]

    outcomes = arrival_attacks(beyond_three_weeks(exact, today=TODAY))

    assert outcomes[0].recovered > 0.9


def test_nothing_tells_more_of_a_nationality_than_the_language_of_the_form():
    outcomes = nationality_attacks(stolen())

    assert [str(outcome) for outcome in outcomes if not outcome.is_no_better] == []
    assert max(most_of_a_language(stolen()).values()) < 0.5


@cache
def some_people():
    return people(CASES, today=TODAY)


@cache
def stolen():
    chance = Random(7)
    return [stolen_case(person, chance) for person in some_people()]


def stolen_case(person, chance, *, days=None):
    answers = live_answers(person.answers, as_of=person.received)
    early: Early = early_of(
        chance.randbytes(32), Card(early=days) if days is not None else None, today=person.received
    )
    law, received = shipped(), person.received
    triage = assess(answers, law, today=received, received=received, early=early)
    dates = [new for row in triage.deadlines for new in diary_dates(row, triage)]
    card = replace(card_of(answers, triage), language=person.language, revision=0)
    return Stolen(
        received=received,
        tier=triage.clear.tier,
        steps=steps_of(triage.clear.steps),
        look_by=triage.clear.look_by,
        due=triage.clear.due_on,
        acting=[new.on for new in dates if new.kind == "act_by"],
        planning=[new.on for new in dates if new.kind == "plan_by"],
        language=clear_tag(person.language),
        sizes=(size_of(card.to_json()), size_of(answers.to_json())),
        id=UUID(int=chance.getrandbits(128)).hex,
        arrived=person.arrived,
        nationality=person.nationality,
    )


def size_of(content):
    return padded_length(len(json.dumps(content, ensure_ascii=False).encode()) + 1)
