"""Invented examples for the rule tester, with dates relative to the date received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta

from intake.frozen import frozen
from intake.questionnaire.asylum import dates, screen, start, where
from intake.web.desk.law.bench_picks import typed_text
from intake.words import N_


@frozen
class Example:
    """A set of answers by question id; ``days`` holds dates, in days after the date received."""

    label: str
    answers: Mapping[str, object]
    days: Mapping[str, int] = field(default_factory=dict)


IN_GEORGIA: Mapping[str, object] = {
    screen.help_types.id: ["fear_return"],
    where.location_kind.id: "in_us",
    where.us_state.id: "GA",
    where.detained_now.id: "no",
    screen.has_lawyer.id: "no",
    screen.household_size.id: 3,
    screen.income.id: "none",
}

EXAMPLES: Mapping[str, Example] = {
    "one_year": Example(
        label=N_("One-year deadline near"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "no",
            dates.court_case.id: "no",
            dates.lawful_status.id: "no",
        },
        days={dates.last_arrival_date.id: -355},
    ),
    "late": Example(
        label=N_("In the US for years, asylum not filed"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "no",
            dates.court_case.id: "no",
            dates.lawful_status.id: "still_valid",
        },
        days={dates.last_arrival_date.id: -1500},
    ),
    "appeal": Example(
        label=N_("Judge denied the case last week"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "yes",
            dates.court_case.id: "yes",
            dates.bad_decision.id: "judge",
        },
        days={dates.bad_decision_date.id: -7, dates.asylum_filed_date.id: -400},
    ),
    "detained": Example(
        label=N_("Detained, did not pass fear interview"),
        answers={
            **IN_GEORGIA,
            start.filling_for.id: "detained_person",
            where.detained_now.id: "yes",
            dates.asylum_filed.id: "no",
            dates.fear_interview.id: "not_passed",
        },
        days={dates.fear_decision_date.id: -2, dates.last_arrival_date.id: -20},
    ),
    "lawyer": Example(
        label=N_("Has a lawyer for the whole case"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "yes",
            dates.court_case.id: "no",
            screen.has_lawyer.id: "yes",
            screen.lawyer_scope.id: "whole_case",
        },
    ),
}


def example_answers(id_: str, *, received: date) -> dict[str, object]:
    """Return the answers of an example in stored form; dates follow *received*."""
    example = EXAMPLES[id_]
    days = {
        key: (received + timedelta(days=count)).isoformat() for key, count in example.days.items()
    }
    return {**example.answers, **days}


def example_text(id_: str, *, received: date) -> str:
    """Return the answers of an example as typed into the rule tester."""
    return typed_text(example_answers(id_, received=received))
