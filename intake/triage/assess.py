"""Triage: run every rule. The soonest day and the most urgent tier govern; all are returned."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from itertools import chain
from typing import TypeVar

from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.settings.practice import DEFAULT, Staffed
from intake.triage.contradictions import Pair, contradictions_in
from intake.triage.days import add_days
from intake.triage.deadlines import (
    Alternative,
    Certainty,
    Deadline,
    Finding,
    Rise,
    SetBy,
    Tier,
    most_urgent,
)
from intake.triage.early import Early, anchor_of
from intake.triage.facts import Facts
from intake.triage.proceedings import Place, holds
from intake.triage.rules import BY_NUMBER, RULES

__all__ = [
    "Alternative",
    "Certainty",
    "Deadline",
    "LaterRise",
    "SetBy",
    "Standing",
    "Triage",
    "assess",
    "dates_near",
    "steps_from",
    "tier_on",
]

Stated = TypeVar("Stated", bound=Finding)

LOOK_BY = {
    Tier.P1: "look_by_p1_business_days",
    Tier.P2: "look_by_p2_business_days",
    Tier.P3: "look_by_p3_business_days",
    Tier.P4: "look_by_p4_business_days",
}


@frozen
class LaterRise(Rise):
    """A rise of a finding, and the last day on which it depends."""

    anchor: date


@frozen
class Standing:
    """The urgency of a case and its days.

    ``act_by`` is the soonest day of law or paper not passed, or one of ours where it counts, and
    never after the last lawful day of an open deadline, whoever set its day; ``look_by`` is the
    day by which a person looks first, ``due_on`` the earlier of the two and never before the first
    staffed day.
    """

    tier: Tier
    act_by: date | None
    look_by: date
    due_on: date
    steps: tuple[Rise, ...]


@frozen
class Triage(Standing):
    """The urgency of a case, its days, and its reasons: see :class:`Standing`.

    ``as_of`` is the day whose law was used: the day received. ``clear`` is what clear columns may
    hold, with far days moved earlier; ``rises`` is sealed, so that they can be written exactly
    when they are near, and ``early`` is how they were moved (``None``: not at all).
    """

    clear: Standing
    rises: tuple[LaterRise, ...]
    early: Early | None
    deadlines: tuple[Deadline, ...]
    contradictions: tuple[Pair, ...]
    places: frozenset[Place]
    as_of: date


def assess(
    answers: Answers,
    law: LawBook,
    *,
    today: date,
    received: date,
    staffed: Staffed = DEFAULT,
    after_hours: bool = False,
    early: Early | None = None,
) -> Triage:
    """Assess the answers of a case received on one day, on another day.

    What has passed is judged on the day received: to judge it on another day, give that as
    *received*. ``today`` decides only how far time alone has raised a tier. ``after_hours`` tells
    that none of the staffed hours of the day received was left. Answers of pages that are not asked
    must have been left out before. *early* says how days are moved in clear columns, for a case
    that is to be stored.
    """
    facts = Facts(answers=answers, law=law, received=received)
    findings = tuple(chain.from_iterable(found_by_each(facts)))
    return assess_found(
        facts, findings, today=today, staffed=staffed, after_hours=after_hours, early=early
    )


def found_by_each(facts: Facts) -> Iterator[tuple[Finding, ...]]:
    """Yield what each rule finds, in their order."""
    for rule in RULES:
        yield tuple(rule(facts))


def assess_found(
    facts: Facts,
    findings: tuple[Finding, ...],
    *,
    today: date,
    staffed: Staffed = DEFAULT,
    after_hours: bool = False,
    early: Early | None = None,
) -> Triage:
    """Assess a case of which the rules have found this: see :func:`assess`."""
    law, received = facts.law, facts.received
    governing = _governing(findings)
    first = staffed.days_after(received, 1 if after_hours else 0, law.holidays)
    caps = tuple(cap for finding in governing if (cap := _cap(facts, finding)))
    exact = _standing(facts, governing, caps, today=today, first=first, staffed=staffed)
    clear = exact
    if early is not None:
        moved = tuple(early.finding(finding) for finding in governing)
        clear = _standing(
            facts,
            moved,
            tuple(map(early.day, caps)),
            today=today,
            first=first,
            staffed=staffed,
            sooner=early.most,
        )
    return Triage(
        tier=exact.tier,
        act_by=exact.act_by,
        look_by=exact.look_by,
        due_on=exact.due_on,
        steps=exact.steps,
        clear=clear,
        rises=tuple(
            LaterRise(from_day=rise.from_day, tier=rise.tier, anchor=anchor_of(finding))
            for finding in governing
            for rise in finding.urgency.rises
            if rise.tier < exact.tier
        ),
        early=early,
        deadlines=_deadlines(facts, findings, today),
        contradictions=tuple(contradictions_in(facts)),
        places=frozenset(place for place in Place if holds(facts, place)),
        as_of=received,
    )


def tier_on(day: date, findings: Iterable[Finding]) -> Tier:
    """Return the tier of these findings on a day: that of the most urgent."""
    return _tier_of(_governing(findings), day)


def dates_near(stated: Iterable[Finding], law: LawBook, *, received: date) -> tuple[str, ...]:
    """Return the answers under any date of law or paper that is near or past.

    A day of ours counts only at P0. Such a case is never declined by a program.
    """
    until = add_days(received, law.number("near_days", on=received))
    near = (
        deadline.reason.answers
        for deadline in _governing(stated)
        if deadline.act_by is not None
        and deadline.act_by <= until
        and (
            deadline.is_binding
            or (deadline.tier if isinstance(deadline, Deadline) else deadline.urgency.on(received))
            is Tier.P0
        )
    )
    return tuple(dict.fromkeys(answer for answers in near for answer in answers))


def _standing(
    facts: Facts,
    governing: tuple[Finding, ...],
    caps: tuple[date, ...],
    *,
    today: date,
    first: date,
    staffed: Staffed,
    sooner: int = 0,
) -> Standing:
    """Return the urgency and the days that follow; *first* is the first staffed day.

    *caps* are the last lawful days of open findings, rolled back.
    *sooner* are days by which a day of law may be early, so that one of ours still counts.
    """
    act_by, tier = _act_by(facts, governing, caps, sooner), _tier_of(governing, facts.received)
    now, look_by = _tier_of(governing, today), first
    if tier is not Tier.P0:
        days = facts.number(LOOK_BY[tier])
        look_by = staffed.days_after(facts.received, days, facts.law.holidays)
    return Standing(
        tier=now,
        act_by=act_by,
        look_by=look_by,
        due_on=max(first, min(act_by or look_by, look_by)),
        steps=tuple(
            steps_from((rise for finding in governing for rise in finding.urgency.rises), now)
        ),
    )


def _governing(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    return tuple(one for one in stated if BY_NUMBER[one.rule].enters_case)


def _tier_of(governing: Iterable[Finding], day: date) -> Tier:
    return most_urgent(finding.urgency.on(day) for finding in governing)


def _cap(facts: Facts, finding: Finding) -> date | None:
    """Return the last lawful day of an open finding, rolled back: the case acts by it."""
    last = None if finding.passed else finding.latest_lawful_day
    return last and facts.roll_back(last)


def _act_by(
    facts: Facts, governing: Iterable[Finding], caps: Iterable[date], sooner: int
) -> date | None:
    """Return the soonest day not passed; ours only where none of law or paper is near, or P0."""
    open_ = [finding for finding in governing if not finding.passed]
    binding = [finding.act_by for finding in open_ if finding.is_binding and finding.act_by]
    until = add_days(facts.received, facts.number("ours_days") - sooner)
    near = any(day <= until for day in binding)
    ours = [
        finding.act_by
        for finding in open_
        if not finding.is_binding
        and finding.act_by
        and (not near or finding.urgency.on(facts.received) is Tier.P0)
    ]
    soonest = min((*binding, *ours, *caps), default=None)
    return soonest and max(facts.received, soonest)


def steps_from(rises: Iterable[Rise], now: Tier) -> Iterator[Rise]:
    """Yield the days on which the tier rises above *now*, and above the one before."""
    tier = now
    later = (rise for rise in rises if rise.tier < now)
    for rise in sorted(later, key=lambda rise: (rise.from_day, rise.tier)):
        if rise.tier < tier:
            tier = rise.tier
            yield rise


def _deadlines(facts: Facts, findings: Iterable[Finding], today: date) -> tuple[Deadline, ...]:
    """Return the most urgent first, and those not passed before those that are."""
    names = [field.name for field in fields(Finding)]
    deadlines = (
        Deadline(
            **{name: getattr(finding, name) for name in names},
            tier=finding.urgency.on(today),
            plan_by=_plan_by(facts, finding),
            cap=_cap(facts, finding),
        )
        for finding in findings
    )
    return tuple(
        sorted(deadlines, key=lambda one: (one.tier, one.passed, one.act_by or date.max, one.rule))
    )


def _plan_by(facts: Facts, finding: Finding) -> date | None:
    if finding.passed or finding.act_by is None:
        return None
    days_left = (finding.act_by - facts.received).days
    near = days_left <= facts.number("plan_lead_near_days")
    return max(facts.received, add_days(finding.act_by, 0 if near else -finding.lead_days))
