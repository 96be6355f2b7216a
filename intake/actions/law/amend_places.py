"""Change referral places: one member proposes, another approves, either may withdraw."""

from __future__ import annotations

from datetime import date, datetime

from intake.amendments import places, two_people
from intake.amendments.models import PlaceChange
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.referrals.place import Place


def propose_place(
    place_id: str, place: Place | None, *, member_id: str, today: date, now: datetime
) -> PlaceChange:
    """Propose a place as it should be, or to retire it; neither has an effect by itself."""
    change = places.propose(place_id, place, by=member_id, on=today)
    log.record(AuditAct.PLACE_PROPOSED, on=today, member_id=member_id, at=now)
    return change


def approve_place(id_: str, *, member_id: str, today: date, now: datetime) -> None:
    """Approve as a second member.

    Raise ``NoSuchChange``, ``NeedsSecondPerson`` or ``AlreadyDecided``.
    """
    change = two_people.find_for_change(PlaceChange, id_)
    two_people.approve(change, by=member_id, on=today, at=now)
    log.record(AuditAct.PLACE_APPROVED, on=today, member_id=member_id, at=now)


def withdraw_place(id_: str, *, member_id: str, today: date, now: datetime) -> None:
    """Withdraw a change. Raise ``NoSuchChange`` or ``AlreadyDecided``."""
    two_people.withdraw(two_people.find_for_change(PlaceChange, id_), by=member_id, on=today)
    log.record(AuditAct.PLACE_WITHDRAWN, on=today, member_id=member_id, at=now)
