"""Keep invitations of colleagues, and hold them for the browser that is accepting them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from intake.extensions import db
from intake.sealing.at_rest import Unreadable
from intake.staff.addresses import look_ups
from intake.staff.models import Enrolment, Invitation

LASTS = timedelta(hours=72)
HELD_FOR = timedelta(minutes=15)
"""How long a link is held for the browser that set a password with it."""


class AlreadyHeld(Exception):
    """Another browser set a password with this link and has not finished."""


def add(invitation: Invitation) -> Invitation:
    """A new row."""
    db.session.add(invitation)
    return invitation


def find(token_hash: bytes, *, now: datetime) -> Invitation | None:
    """The invitation, unless it has ended."""
    invitation = db.session.get(Invitation, token_hash)
    return invitation if invitation and invitation.expires_at > now else None


def open_ones(*, now: datetime) -> list[Invitation]:
    """The invitations that wait to be accepted, the soonest to end first."""
    statement = select(Invitation).where(Invitation.expires_at > now)
    return list(db.session.scalars(statement.order_by(Invitation.expires_at)))


def withdraw(email: str, *, secrets: tuple[str, ...], now: datetime) -> list[Invitation]:
    """No link by which somebody new was to join with this address is wanted any more; those."""
    hashes, withdrawn = set(look_ups(email, secrets=secrets)), []
    for invitation in open_ones(now=now):
        if invitation.member_id or isinstance(invitation.email, Unreadable):
            continue
        if hashes & set(look_ups(invitation.email, secrets=secrets)):
            _withdraw(invitation)
            withdrawn.append(invitation)
    return withdrawn


def withdraw_all(team_id: str) -> list[Invitation]:
    """No link by which somebody was to join this team, or to choose a new password; those."""
    withdrawn = list(db.session.scalars(select(Invitation).where(Invitation.team_id == team_id)))
    for invitation in withdrawn:
        _withdraw(invitation)
    return withdrawn


def _withdraw(invitation: Invitation) -> None:
    discard(invitation.token_hash)
    begun = Enrolment.invitation_hash == invitation.token_hash
    db.session.execute(delete(Enrolment).where(begun))


def discard(token_hash: bytes) -> None:
    """The invitation was used, or is not wanted any more."""
    db.session.execute(delete(Invitation).where(Invitation.token_hash == token_hash))


def discard_of(member_id: str) -> None:
    """No link for a new password of this member is wanted any more."""
    db.session.execute(delete(Invitation).where(Invitation.member_id == member_id))
    db.session.execute(delete(Enrolment).where(Enrolment.id == member_id))


def discard_ended(*, now: datetime) -> None:
    """Invitations and half-done joinings whose time has passed are gone."""
    db.session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    db.session.execute(delete(Enrolment).where(Enrolment.until <= now))


def hold(enrolment: Enrolment, *, now: datetime) -> None:
    """Keep a joining half done; the table lets one browser have it: :class:`AlreadyHeld`."""
    enrolment.until = now + HELD_FOR
    db.session.add(enrolment)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyHeld from None


def held(invitation_hash: bytes, *, now: datetime, to_change: bool = False) -> Enrolment | None:
    """Return the joining that holds this invitation now."""
    statement = select(Enrolment).where(
        Enrolment.invitation_hash == invitation_hash, Enrolment.until > now
    )
    return db.session.scalar(statement.with_for_update() if to_change else statement)


def release(invitation_hash: bytes, *, held_by: bytes) -> None:
    """The joining of this browser is done, or begun anew."""
    db.session.execute(
        delete(Enrolment).where(
            Enrolment.invitation_hash == invitation_hash, Enrolment.held_by == held_by
        )
    )
