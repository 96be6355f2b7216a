"""Made-up examples for the rule tester, with dates counted from the day received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.web.desk.law.bench_lines import typed_text
from intake.words import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """Some answers. ``days`` holds dates as a number of days after the day received."""

    says: str
    answers: Mapping[str, object]
    days: Mapping[str, int] = field(default_factory=dict)


HERE: Mapping[str, object] = {
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "us_state": "GA",
    "detained_now": "no",
    "has_lawyer": "no",
    "household_size": 3,
    "income": "none",
}

EXAMPLES: Mapping[str, Example] = {
    "one_year": Example(
        says=N_("The one-year deadline is near"),
        answers={**HERE, "asylum_filed": "no", "court_case": "no", "lawful_status": "no"},
        days={"last_arrival_date": -355},
    ),
    "late": Example(
        says=N_("Here for years, papers not filed"),
        answers={**HERE, "asylum_filed": "no", "court_case": "no", "lawful_status": "still_valid"},
        days={"last_arrival_date": -1500},
    ),
    "appeal": Example(
        says=N_("A judge said no last week"),
        answers={**HERE, "asylum_filed": "yes", "court_case": "yes", "bad_decision": "judge"},
        days={"bad_decision_date": -7, "asylum_filed_date": -400},
    ),
    "detained": Example(
        says=N_("Detained, a fear interview went badly"),
        answers={
            **HERE,
            "filling_for": "detained_person",
            "detained_now": "yes",
            "asylum_filed": "no",
            "fear_interview": "not_passed",
        },
        days={"fear_decision_date": -2, "last_arrival_date": -20},
    ),
    "lawyer": Example(
        says=N_("A lawyer has the whole case"),
        answers={
            **HERE,
            "asylum_filed": "yes",
            "court_case": "no",
            "has_lawyer": "yes",
            "lawyer_scope": "whole_case",
        },
    ),
}


def example_text(id_: str, *, received: date) -> str:
    """Return the answers of an example as typed for a request received on that day."""
    example = EXAMPLES[id_]
    days = {
        name: (received + timedelta(days=days)).isoformat() for name, days in example.days.items()
    }
    return typed_text({**example.answers, **days})
