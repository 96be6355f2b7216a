"""Keep amendments: proposed by one person, approved by another, withdrawn by anybody."""

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
    """Nobody proposed an amendment with this id."""


class AlreadyDecided(Exception):
    """Somebody approved or withdrew the amendment before."""


class NeedsSecondPerson(Exception):
    """Who proposed an amendment cannot approve it: law is changed by two people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A value that a parameter should have from a day on, and who says so."""

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
    """A new amendment, which changes nothing until a second person approves it."""
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


def find_for_change(id_: str) -> Amendment:
    """The amendment with this id, locked and read anew; else :class:`NoSuchAmendment`."""
    wanted = select(Amendment).where(Amendment.id == id_).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchAmendment
    return found


def approve(amendment: Amendment, *, by: str, on: date, at: datetime) -> None:
    """A second person agrees: from its day on, this is the law of the house."""
    if amendment.approved_by is not None or amendment.withdrawn_by is not None:
        raise AlreadyDecided
    if amendment.proposed_by == by:
        raise NeedsSecondPerson
    amendment.approved_by, amendment.approved_on, amendment.approved_at = by, on, at


def withdraw(amendment: Amendment, *, by: str, on: date) -> None:
    """Taken back, before or after approval: the book is as if it had never been."""
    if amendment.withdrawn_by is not None:
        raise AlreadyDecided
    amendment.withdrawn_by, amendment.withdrawn_on = by, on


def waiting() -> Sequence[Amendment]:
    """Those that nobody has approved or withdrawn, the oldest first."""
    wanted = select(Amendment).where(
        Amendment.approved_by.is_(None), Amendment.withdrawn_by.is_(None)
    )
    return db.session.scalars(wanted.order_by(Amendment.proposed_on, Amendment.id)).all()


def withdrawn() -> Sequence[Amendment]:
    """Those taken back, the newest first."""
    wanted = select(Amendment).where(Amendment.withdrawn_by.is_not(None))
    return db.session.scalars(wanted.order_by(Amendment.withdrawn_on.desc(), Amendment.id)).all()
