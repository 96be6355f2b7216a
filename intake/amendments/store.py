"""Propose and find amendments; ``two_people`` approves and withdraws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.amendments import two_people
from intake.amendments.models import Amendment
from intake.amendments.values import to_json
from intake.extensions import db
from intake.law.parameter import Confidence, Value


class NoSuchAmendment(Exception):
    """There is no amendment with this id."""


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


def find_for_change(amendment_id: str) -> Amendment:
    """Return the amendment, locked and read again, or raise ``NoSuchAmendment``."""
    if (amendment := two_people.locked(Amendment, amendment_id)) is None:
        raise NoSuchAmendment
    return amendment


def pending() -> Sequence[Amendment]:
    """Return the amendments neither approved nor withdrawn, the oldest first."""
    return two_people.pending(Amendment)


def withdrawn() -> Sequence[Amendment]:
    """Return the withdrawn amendments, the newest first."""
    return two_people.withdrawn(Amendment)
