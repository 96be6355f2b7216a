"""R01 and R16: a date to leave, a flight, an appointment with ICE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import removal_soon, removal_soon_date
from intake.reasons import Reason
from intake.triage.counting import Counted, LastDay, Wording, count
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_

REMOVAL = Wording(
    exact=N_("You told us you may be sent out of the country on %(day)s."),
    may=N_("You told us you may be sent out of the country. It may be on %(day)s."),
    over=N_("You told us of a day to leave the country, %(day)s. That day has passed."),
    unclear=N_("You may be sent out of the country. We do not know the day."),
)

CHECK_IN = Wording(
    exact=N_("You have an appointment with ICE on %(day)s. Talk to someone first."),
    may=N_("You have an appointment with ICE. It may be on %(day)s. Talk to someone first."),
    over=N_("Your appointment with ICE was on %(day)s. Talk to someone about it."),
    unclear=N_("You have an appointment with ICE. We do not know the day. It may be soon."),
)


def r01_removal(facts: Facts) -> Iterator[Finding]:
    """R01. A removal can be stayed until it happens: 8 CFR 241.6, 1003.6, 1003.23(b)(1)(v); habeas.

    Acts one business day before. P0 within a week or where the day is unknown, else P1; somebody
    not sure whether there is a day at all, and who names none, is P1.
    """
    if not facts.is_one_of(removal_soon, "leave_or_flight", "not_sure"):
        return
    counted = count(
        facts,
        facts.said(removal_soon_date),
        lambda day: _before(facts, day, "removal_lead_business_days"),
    )
    unsure = facts.is_one_of(removal_soon, "not_sure") and counted.raw is None
    soon = [] if unsure else [facts.rise(Tier.P0, counted.act_by, "removal_p0_days")]
    yield of_date(
        counted,
        Reason(
            rule="R01",
            says=REMOVAL.of(counted),
            authority="8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
            answers=facts.given(removal_soon_date, removal_soon),
        ),
        urgency=always(Tier.P1).at_least(*soon),
    )


def r16_check_in(facts: Facts) -> Iterator[Finding]:
    """R16. ICE may arrest at a check-in: INA 236, 241(a)(3); 8 CFR 241.5.

    Acts two business days before. On the ladder, and at least P1 within two weeks.
    """
    if not facts.is_one_of(removal_soon, "check_in"):
        return
    counted = count(
        facts,
        facts.said(removal_soon_date),
        lambda day: _before(facts, day, "check_in_lead_business_days"),
    )
    yield of_date(
        counted,
        Reason(
            rule="R16",
            says=CHECK_IN.of(counted),
            authority="INA 236, 241(a)(3); 8 CFR 241.5",
            answers=facts.given(removal_soon_date, removal_soon),
        ),
        urgency=_check_in_urgency(facts, counted),
    )


def _before(facts: Facts, day: date, lead: str) -> LastDay:
    return LastDay(raw=day, act_by=facts.business_days_before(day, lead), latest=day)


def _check_in_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    ladder = facts.ladder(counted.act_by)
    return ladder.at_least(facts.rise(Tier.P1, counted.act_by, "check_in_p1_days"))
