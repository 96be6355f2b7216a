"""R01 and R16: a date to leave, a flight, a check-in with ICE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import (
    check_in_date,
    removal_soon,
    removal_soon_date,
    so_far,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, LastDay, count
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.phrases import removal as words
from intake.triage.proceedings import abroad
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say


def r01_removal(facts: Facts) -> Iterator[Finding]:
    """R01. A removal can be stayed until it happens: 8 CFR 241.6, 1003.6, 1003.23(b)(1)(v); habeas.

    Speaks of a date to leave or a flight, and where nobody knows whether there is one. The day is
    one business day before the date on the paper. P0 within a week or where the day of a known
    removal is unknown (then today), else P1; P1 at most for a removal that is not certain.
    """
    day_known = facts.has_day(removal_soon_date) and not facts.is_one_of(removal_soon, "check_in")
    leaves = facts.is_one_of(removal_soon, "leave_or_flight")
    maybe = facts.unsure(removal_soon) and not abroad(facts)
    if not (leaves or day_known or maybe):
        return
    counted = count(
        facts,
        facts.said(removal_soon_date),
        lambda day: _before(facts, day, "removal_lead_business_days"),
    )
    reason = Reason(
        rule="R01",
        says=words.REMOVAL.of(counted),
        authority="8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
        answers=facts.behind(removal_soon_date, removal_soon),
    )
    if not (leaves or day_known):
        yield of_unknown(facts, reason, say(words.REMOVAL_ASK))
        return
    urgency = always(Tier.P1).at_least(facts.rise(Tier.P0, counted.act_by, "removal_p0_days"))
    yield of_date(
        facts,
        counted,
        reason,
        say(words.REMOVAL_GONE_DO if counted.passed else words.REMOVAL_DO),
        set_by=SetBy.PAPER if day_known else SetBy.US,
        urgency=urgency.at_most(Tier.P1) if maybe else urgency,
    )


def r16_check_in(facts: Facts) -> Iterator[Finding]:
    """R16. ICE may arrest at a check-in: INA 236, 241(a)(3); 8 CFR 241.5.

    Speaks of a check-in. The day is two business days before the one on the paper, and never
    before today. On the ladder, and at least P1 within two weeks.
    """
    check_in = _check_in(facts)
    if check_in is None:
        return
    counted = count(facts, check_in, lambda day: _before(facts, day, "check_in_lead_business_days"))
    reason = Reason(
        rule="R16",
        says=words.CHECK_IN.of(counted),
        authority="INA 236, 241(a)(3); 8 CFR 241.5",
        answers=facts.behind(check_in_date, removal_soon_date, removal_soon, so_far),
    )
    if not check_in.known:
        yield of_unknown(facts, reason, say(words.CHECK_IN_DO))
        return
    yield of_date(
        facts,
        counted,
        reason,
        say(words.CHECK_IN_GONE if counted.passed else words.CHECK_IN_DO),
        set_by=SetBy.PAPER,
        urgency=_check_in_urgency(facts, counted),
    )


def _check_in(facts: Facts) -> SaidDate | None:
    """Return the day of a check-in; older cases keep it as the date of the removal."""
    checks_in = facts.is_one_of(removal_soon, "check_in")
    if facts.has_day(check_in_date):
        return facts.said(check_in_date)
    if checks_in:
        return facts.said(removal_soon_date)
    return facts.said(check_in_date) if facts.is_one_of(so_far, "check_in") else None


def _before(facts: Facts, day: date, lead: str) -> LastDay:
    return LastDay(raw=day, act_by=facts.business_days_before(day, lead), latest=day)


def _check_in_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    ladder = facts.ladder(counted.act_by)
    return ladder.at_least(facts.rise(Tier.P1, counted.act_by, "check_in_p1_days"))
