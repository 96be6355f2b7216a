"""Triage: every rule weighed, the soonest day and the most urgent tier govern, all are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.triage.days import add_days, business_days_after
from intake.triage.deadlines import Alternative, Certainty, Deadline, Finding
from intake.triage.facts import Facts
from intake.triage.rules import RULES
from intake.triage.tiers import Tier, most_urgent

__all__ = [
    "Alternative",
    "Certainty",
    "Deadline",
    "Step",
    "Triage",
    "assess",
    "dates_near",
    "tier_on",
]

ONLY_INFORMS = frozenset({"R11"})
"""Rules whose days are told, and are never part of a case's days, its diary or its tier."""

Found = TypeVar("Found", bound=Finding | Deadline)

LOOK_BY = {
    Tier.P1: "look_by_p1_business_days",
    Tier.P2: "look_by_p2_business_days",
    Tier.P3: "look_by_p3_business_days",
    Tier.P4: "look_by_p4_business_days",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """From this later day on, time alone makes the case of this tier."""

    from_day: date
    tier: Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class Triage:
    """How soon a case must be acted on, and why.

    ``act_by`` is the soonest of the deadlines not passed, ``look_by`` the day by which a person
    looks first, ``due_on`` the earlier of the two and never before the day received. ``as_of`` is
    the day whose law was used: the day received.
    """

    tier: Tier
    act_by: date | None
    look_by: date
    due_on: date
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    as_of: date


def assess(answers: Answers, law: LawBook, *, today: date, received: date) -> Triage:
    """Weigh the answers of a case received on one day, on another day.

    What has passed is judged on the day received; ``today`` decides only how far time alone has
    raised a tier. Answers of pages that are not asked must have been left out before.
    """
    facts = Facts(answers=answers, law=law, received=received)
    findings = tuple(finding for rule in RULES for finding in rule(facts))
    governing = _governing(findings)
    act_by = min((one.act_by for one in governing if not one.passed), default=None)
    look_by = _look_by(facts, tier_on(received, findings))
    return Triage(
        tier=tier_on(today, findings),
        act_by=act_by,
        look_by=look_by,
        due_on=max(received, min(act_by or look_by, look_by)),
        steps=tuple(_steps(findings, today)),
        deadlines=_in_order(_deadline(facts, one, today) for one in findings),
        as_of=received,
    )


def tier_on(day: date, findings: Iterable[Finding]) -> Tier:
    """The tier that these findings come to on a day: that of the most urgent."""
    return most_urgent(finding.urgency.on(day) for finding in _governing(findings))


def dates_near(
    found: Iterable[Finding | Deadline], law: LawBook, *, received: date
) -> tuple[str, ...]:
    """The answers under any date that is near or past: such a case is never declined by machine."""
    until = add_days(received, law.number("near_days", on=received))
    near = (one.reason.answers for one in _governing(found) if one.act_by <= until)
    return tuple(dict.fromkeys(answer for answers in near for answer in answers))


def _governing(found: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(one for one in found if one.reason.rule not in ONLY_INFORMS)


def _look_by(facts: Facts, tier: Tier) -> date:
    days = facts.number(LOOK_BY[tier]) if tier in LOOK_BY else 0
    return business_days_after(facts.received, days, facts.law)


def _steps(findings: tuple[Finding, ...], today: date) -> Iterator[Step]:
    tier = tier_on(today, findings)
    rises = (rise for finding in _governing(findings) for rise in finding.urgency.rises)
    for rise in sorted(rises, key=lambda rise: (rise.from_day, rise.tier)):
        if rise.tier < tier:
            tier = rise.tier
            yield Step(from_day=rise.from_day, tier=tier)


def _deadline(facts: Facts, finding: Finding, today: date) -> Deadline:
    return Deadline(
        rule=finding.reason.rule,
        tier=finding.urgency.on(today),
        act_by=finding.act_by,
        latest_lawful_day=finding.latest_lawful_day,
        plan_by=_plan_by(facts, finding),
        passed=finding.passed,
        certainty=finding.certainty,
        reason=finding.reason,
        alternative=finding.alternative,
        flags=finding.flags,
    )


def _plan_by(facts: Facts, finding: Finding) -> date | None:
    if finding.passed:
        return None
    left = (finding.act_by - facts.received).days
    near = left <= facts.number("plan_lead_near_days")
    return max(facts.received, add_days(finding.act_by, 0 if near else -finding.lead_days))


def _in_order(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The most urgent first, and those that are not passed before those that are."""
    return tuple(sorted(deadlines, key=lambda one: (one.tier, one.passed, one.act_by, one.rule)))
