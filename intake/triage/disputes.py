"""Numbers of law in dispute: the warning beside them, and the day under the other number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from intake.law.parameter import Confidence
from intake.questionnaire.dates import SaidDate
from intake.triage.counting import LastDay
from intake.triage.deadlines import Alternative
from intake.triage.facts import Facts
from intake.triage.phrases import shared
from intake.words import Phrase, Sentence, Value, say

CHECK = say(shared.CHECK)


def doubted(facts: Facts, says: Sentence, parameter: str) -> Sentence:
    """Return *says*, followed by the warning where the number is in dispute."""
    return replace(says, then=CHECK) if in_dispute(facts, parameter) else says


def in_dispute(facts: Facts, parameter: str) -> bool:
    """Return true for a number that is in court, changing, or on which sources disagree."""
    row = facts.law.parameter(parameter, on=facts.received)
    return row.confidence is Confidence.CONTESTED


def otherwise(
    facts: Facts,
    said: SaidDate,
    parameter: str,
    last_day: Callable[[date, int], LastDay],
    *,
    text: Phrase,
    number: str = "days",
) -> Alternative | None:
    """Return the day to act by if the dispute about a number ends the other way.

    It is counted from the earliest day that was meant. Return ``None`` where the day is not known,
    or the law book has no other number. ``text`` names the number by ``number``, the last day by
    ``day``.
    """
    alternative = facts.law.parameter(parameter, on=facts.received).alternative
    if alternative is None or said.first is None:
        return None
    return instead(facts, last_day(said.first, alternative), text, **{number: alternative})


def instead(facts: Facts, last: LastDay, text: Phrase, **values: Value) -> Alternative:
    """Return another last day; ``text`` names it ``day``, and the values by their names."""
    return Alternative(
        act_by=last.act_by,
        passed=last.latest < facts.received,
        says=say(text, **values, day=last.told_on(facts.received)),
    )
