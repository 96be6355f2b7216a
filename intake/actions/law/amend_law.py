"""Amend the law book: a member proposes with a source, another approves, either may withdraw."""

from __future__ import annotations

from datetime import date, datetime

from intake.amendments import store, two_people
from intake.amendments.models import Amendment
from intake.amendments.store import Proposal
from intake.audit import log
from intake.audit.acts import AuditAct


def propose_amendment(
    proposal: Proposal, *, member_id: str, today: date, now: datetime
) -> Amendment:
    """Propose another value, which has no effect by itself."""
    amendment = store.propose(proposal, by=member_id, on=today)
    log.record(AuditAct.AMENDMENT_PROPOSED, on=today, member_id=member_id, at=now)
    return amendment


def approve_amendment(id_: str, *, member_id: str, today: date, now: datetime) -> None:
    """Approve as a second member.

    Raise ``NoSuchChange``, ``NeedsSecondPerson`` or ``AlreadyDecided``.
    """
    amendment = two_people.find_for_change(Amendment, id_)
    two_people.approve(amendment, by=member_id, on=today, at=now)
    log.record(AuditAct.AMENDMENT_APPROVED, on=today, member_id=member_id, at=now)


def withdraw_amendment(id_: str, *, member_id: str, today: date, now: datetime) -> None:
    """Withdraw an amendment. Raise ``NoSuchChange`` or ``AlreadyDecided``."""
    two_people.withdraw(two_people.find_for_change(Amendment, id_), by=member_id, on=today)
    log.record(AuditAct.AMENDMENT_WITHDRAWN, on=today, member_id=member_id, at=now)
