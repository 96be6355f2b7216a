"""Numbers of law in dispute: what is said beside them, and the day if it ends the other way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from intake.law.parameter import Confidence
from intake.questionnaire.dates import SaidDate
from intake.triage.counting import LastDay
from intake.triage.deadlines import Alternative
from intake.triage.facts import Facts
from intake.words import N_, Sentence, Value, say

CHECK = say(N_("This rule may change. Check today's rule."))


def doubted(facts: Facts, says: Sentence, parameter: str) -> Sentence:
    """What a rule says, and after it to check, where the number it goes by is in dispute."""
    return replace(says, then=CHECK) if in_dispute(facts, parameter) else says


def in_dispute(facts: Facts, parameter: str) -> bool:
    """Whether a number is in court, changing, or told differently by its sources."""
    row = facts.law.parameter(parameter, on=facts.received)
    return row.confidence is Confidence.CONTESTED


def otherwise(
    facts: Facts,
    said: SaidDate,
    parameter: str,
    last_day: Callable[[date, int], LastDay],
    *,
    text: str,
    number: str = "days",
) -> Alternative | None:
    """The day to act by if the dispute about a number ends the other way.

    Counted from the earliest day that was meant. ``None`` where the day is not known, or the law
    book has no other number. ``text`` names the number by ``number``, and the last day ``day``.
    """
    other = facts.law.parameter(parameter, on=facts.received).alternative
    if other is None or said.first is None:
        return None
    return instead(facts, last_day(said.first, other), text, **{number: other})


def instead(facts: Facts, last: LastDay, text: str, **values: Value) -> Alternative:
    """Another last day; ``text`` names it ``day``, and the values by their names."""
    return Alternative(
        act_by=last.act_by,
        passed=last.latest < facts.received,
        says=say(text, **values, day=last.raw),
    )
