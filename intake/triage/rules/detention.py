"""R02, R03a and R03b: locked up, and fear interviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import fear_decision_date, fear_interview
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now
from intake.reasons import Reason
from intake.triage.counting import LastDay, Wording, count
from intake.triage.days import add_days
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.tiers import Tier, always
from intake.words import N_, say

LOCKED_UP = say(N_("The person is locked up. Such cases move in days or weeks."))
MAYBE_LOCKED_UP = say(N_("The person may be locked up. Such cases move in days or weeks."))

NOT_PASSED = Wording(
    exact=N_("A judge must look at a fear decision very fast, by %(day)s at the latest."),
    may=N_("A judge must look at a fear decision very fast. The last day may be %(day)s."),
    over=N_("A judge must look at a fear decision very fast. The last day was %(day)s."),
    unclear=N_("A judge must look at a fear decision very fast, in %(days)s days at most."),
)


def detained(facts: Facts) -> tuple[str, ...]:
    """The answers that say that somebody is, or may be, locked up."""
    locked_up = facts.is_one_of(detained_now, "yes", "not_sure")
    for_detained = facts.is_one_of(filling_for, "detained_person")
    return (detained_now.id,) * locked_up + (filling_for.id,) * for_detained


def surely_detained(facts: Facts) -> bool:
    """Whether it is said outright: now, or of the person asked for, and nothing speaks against."""
    if facts.is_one_of(filling_for, "detained_person"):
        return not facts.is_one_of(detained_now, "no", "not_sure")
    return facts.is_one_of(detained_now, "yes")


def r02_detained(facts: Facts) -> Iterator[Finding]:
    """R02. Detained cases move in days; bond law is split by place: INA 235(b), 236.

    Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025) denies bond hearings to people who
    entered without inspection; Maldonado Bautista (C.D. Cal. 2025, 2026) restores them;
    Buenrostro-Mendez (5th Cir. 2026) goes the other way. P0, at once.
    """
    if not detained(facts):
        return
    yield of_no_date(
        Reason(
            rule="R02",
            says=LOCKED_UP if surely_detained(facts) else MAYBE_LOCKED_UP,
            authority="INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
            answers=detained(facts),
        ),
        act_by=facts.received,
        tier=Tier.P0,
    )


def r03a_fear_not_found(facts: Facts) -> Iterator[Finding]:
    """R03a. A judge reviews a negative credible fear decision: 8 USC 1225(b)(1)(B)(iii)(III).

    Within 24 hours if practicable and never later than 7 days, 8 CFR 1003.42(e); no holiday moves
    that line. P0, at once.
    """
    if not facts.is_one_of(fear_interview, "not_passed"):
        return
    counted = count(
        facts, facts.said(fear_decision_date), lambda decided: _review_of(facts, decided)
    )
    yield of_date(
        counted,
        Reason(
            rule="R03a",
            says=NOT_PASSED.of(counted, days=facts.number("credible_fear_review_days")),
            authority="8 USC 1225(b)(1)(B)(iii)(III); 8 CFR 1003.42(e)",
            answers=facts.given(fear_decision_date, fear_interview),
        ),
        urgency=always(Tier.P0),
    )


def r03b_fear_interview_waits(facts: Facts) -> Iterator[Finding]:
    """R03b. A fear interview can happen any day: 8 CFR 208.30, 208.31(b), (g).

    A reasonable fear interview is normally within 10 days of referral, and a judge's review
    within 10 days more. P0, at once.
    """
    if not facts.is_one_of(fear_interview, "waiting"):
        return
    yield of_no_date(
        Reason(
            rule="R03b",
            says=say(N_("A fear interview can happen any day.")),
            authority="8 CFR 208.30, 208.31(b), (g)",
            answers=facts.given(fear_interview),
        ),
        act_by=facts.received,
        tier=Tier.P0,
    )


def _review_of(facts: Facts, decided: date) -> LastDay:
    last = add_days(decided, facts.number("credible_fear_review_days"))
    return LastDay(raw=last, act_by=facts.received, latest=last)
