"""Propose amendments; ``two_people`` finds, approves and withdraws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.amendments.models import Amendment
from intake.amendments.values import to_json
from intake.extensions import db
from intake.law.parameter import Confidence, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A value that a parameter should have from a day on, with its source."""

    parameter_id: str
    value: Value
    alternative: int | None
    alternative_if: str
    from_day: date
    until: date | None
    source: str
    confidence: Confidence
    review_by: date


def propose(proposal: Proposal, *, by: str, on: date) -> Amendment:
    """Add an amendment, which has no effect until a second person approves it."""
    amendment = Amendment(
        parameter_id=proposal.parameter_id,
        value=to_json(proposal.value),
        alternative=proposal.alternative,
        alternative_if=proposal.alternative_if,
        from_day=proposal.from_day,
        until=proposal.until,
        source=proposal.source,
        confidence=proposal.confidence.value,
        review_by=proposal.review_by,
        proposed_by=by,
        proposed_on=on,
    )
    db.session.add(amendment)
    db.session.flush()
    return amendment
