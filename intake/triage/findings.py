"""Build the result of a rule, for a counted date or for something that no date bounds."""

from __future__ import annotations

from datetime import date

from intake.reasons import Reason
from intake.triage.counting import Counted
from intake.triage.deadlines import Alternative, Certainty, Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.tiers import Tier, Urgency, always
from intake.words import Sentence


def of_date(
    facts: Facts,
    counted: Counted,
    reason: Reason,
    do: Sentence,
    *,
    set_by: SetBy,
    urgency: Urgency,
    lead_days: int = 0,
    alternative: Alternative | None = None,
    flags: tuple[str, ...] = (),
    counts: bool = False,
) -> Finding:
    """Return a deadline counted from a date, to be planned ``lead_days`` before.

    ``act_by`` never lies before the day received, except where the deadline has passed.
    """
    act_by = counted.act_by if counted.passed else max(facts.received, counted.act_by)
    return Finding(
        urgency=urgency,
        act_by=act_by,
        latest_lawful_day=counted.latest,
        passed=counted.passed,
        certainty=counted.certainty,
        set_by=set_by,
        reason=reason,
        do=do,
        lead_days=lead_days,
        alternative=alternative,
        flags=flags,
        counts=counts,
    )


def of_no_date(
    reason: Reason,
    do: Sentence,
    *,
    act_by: date | None,
    tier: Tier,
    set_by: SetBy = SetBy.US,
    latest: date | None = None,
    certainty: Certainty = Certainty.EXACT,
    alternative: Alternative | None = None,
    flags: tuple[str, ...] = (),
) -> Finding:
    """Return something to do by a day of this desk, of one tier whatever the day."""
    return Finding(
        urgency=always(tier),
        act_by=act_by,
        latest_lawful_day=latest,
        passed=False,
        certainty=certainty,
        set_by=set_by,
        reason=reason,
        do=do,
        alternative=alternative,
        flags=flags,
    )
