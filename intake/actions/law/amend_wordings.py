"""Change ready texts: one member proposes, another approves, either may withdraw."""

from __future__ import annotations

from datetime import date, datetime

from intake.amendments import two_people, wordings
from intake.amendments.models import WordingChange
from intake.amendments.wordings import TextProposal
from intake.audit import log
from intake.audit.acts import AuditAct


def propose_wording(
    proposal: TextProposal, *, member_id: str, today: date, now: datetime
) -> WordingChange:
    """Propose a text, which has no effect by itself."""
    change = wordings.propose(proposal, by=member_id, on=today)
    log.record(AuditAct.WORDING_PROPOSED, on=today, member_id=member_id, at=now)
    return change


def approve_wording(
    id_: str, *, member_id: str, proofread: bool, today: date, now: datetime
) -> WordingChange:
    """Approve as a second member, who has *proofread* the text in its language or not.

    Raise ``NoSuchChange``, ``NeedsSecondPerson`` or ``AlreadyDecided``.
    """
    change = two_people.find_for_change(WordingChange, id_)
    two_people.approve(change, by=member_id, on=today, at=now)
    change.proofread = proofread
    log.record(AuditAct.WORDING_APPROVED, on=today, member_id=member_id, at=now)
    return change


def withdraw_wording(id_: str, *, member_id: str, today: date, now: datetime) -> WordingChange:
    """Withdraw a change. Raise ``NoSuchChange`` or ``AlreadyDecided``."""
    change = two_people.find_for_change(WordingChange, id_)
    two_people.withdraw(change, by=member_id, on=today)
    log.record(AuditAct.WORDING_WITHDRAWN, on=today, member_id=member_id, at=now)
    return change
