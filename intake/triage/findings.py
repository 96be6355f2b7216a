"""How a rule says what it found: of a counted date, or of something that a date does not bound."""

from __future__ import annotations

from datetime import date

from intake.reasons import Reason
from intake.triage.counting import Counted
from intake.triage.deadlines import Alternative, Certainty, Finding
from intake.triage.tiers import Tier, Urgency, always


def of_date(
    counted: Counted,
    reason: Reason,
    *,
    urgency: Urgency,
    lead_days: int = 0,
    alternative: Alternative | None = None,
    flags: tuple[str, ...] = (),
) -> Finding:
    """A deadline counted from a date, to be planned ``lead_days`` before."""
    return Finding(
        urgency=urgency,
        act_by=counted.act_by,
        latest_lawful_day=counted.latest,
        passed=counted.passed,
        certainty=counted.certainty,
        reason=reason,
        lead_days=lead_days,
        alternative=alternative,
        flags=flags,
    )


def of_no_date(
    reason: Reason,
    *,
    act_by: date,
    tier: Tier,
    certainty: Certainty = Certainty.EXACT,
    alternative: Alternative | None = None,
    flags: tuple[str, ...] = (),
) -> Finding:
    """Something to do by a day that we set, of one tier whatever the day."""
    return Finding(
        urgency=always(tier),
        act_by=act_by,
        latest_lawful_day=None,
        passed=False,
        certainty=certainty,
        reason=reason,
        alternative=alternative,
        flags=flags,
    )
