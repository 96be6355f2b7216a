"""Propose, approve and withdraw amendments; approval needs a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from intake.amendments.models import Amendment
from intake.amendments.values import to_json
from intake.extensions import db
from intake.law.parameter import Confidence, Value


class NoSuchAmendment(Exception):
    """There is no amendment with this id."""


class AlreadyDecided(Exception):
    """The amendment was approved or withdrawn before."""


class NeedsSecondPerson(Exception):
    """The member who proposed an amendment cannot approve it."""


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
    query = select(Amendment).where(Amendment.id == amendment_id).with_for_update()
    amendment = db.session.scalar(query.execution_options(populate_existing=True))
    if amendment is None:
        raise NoSuchAmendment
    return amendment


def approve(amendment: Amendment, *, by: str, on: date, at: datetime) -> None:
    """Approve the amendment, which puts it in force from its day on.

    Raise ``AlreadyDecided``, or ``NeedsSecondPerson`` if *by* proposed it.
    """
    if amendment.approved_by is not None or amendment.withdrawn_by is not None:
        raise AlreadyDecided
    if amendment.proposed_by == by:
        raise NeedsSecondPerson
    amendment.approved_by, amendment.approved_on, amendment.approved_at = by, on, at


def withdraw(amendment: Amendment, *, by: str, on: date) -> None:
    """Withdraw the amendment, approved or not; raise ``AlreadyDecided`` if that was done."""
    if amendment.withdrawn_by is not None:
        raise AlreadyDecided
    amendment.withdrawn_by, amendment.withdrawn_on = by, on


def pending() -> Sequence[Amendment]:
    """Return the amendments neither approved nor withdrawn, the oldest first."""
    query = select(Amendment).where(
        Amendment.approved_by.is_(None), Amendment.withdrawn_by.is_(None)
    )
    return db.session.scalars(query.order_by(Amendment.proposed_on, Amendment.id)).all()


def withdrawn() -> Sequence[Amendment]:
    """Return the withdrawn amendments, the newest first."""
    query = select(Amendment).where(Amendment.withdrawn_by.is_not(None))
    return db.session.scalars(query.order_by(Amendment.withdrawn_on.desc(), Amendment.id)).all()
