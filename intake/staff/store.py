"""Add, find and change members of staff."""

from __future__ import annotations

import secrets as chance
from datetime import date

from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from intake.extensions import db, locking
from intake.sealing.at_rest import Unreadable
from intake.staff.addresses import look_ups
from intake.staff.models import Enrolment, StaffMember
from intake.staff.second_factor import WrongCode

IN_ORDER = (StaffMember.joined_on, StaffMember.id)
"""Those who joined first before the others; of one day always in the same order."""

OF_TEAM = (
    select(StaffMember)
    .where(StaffMember.team_id == bindparam("team_id"), StaffMember.disabled_on.is_(None))
    .order_by(*IN_ORDER)
)
"""Built once, because each page of the queue executes it."""


class AddressTaken(Exception):
    """A member of staff has this address already."""


def add(member: StaffMember) -> StaffMember:
    """Add and flush a member. Raise :class:`AddressTaken` if another has the address."""
    db.session.add(member)
    try:
        db.session.flush()
    except IntegrityError:
        raise AddressTaken from None
    return member


def find(member_id: str) -> StaffMember | None:
    """Return the member with this id."""
    return db.session.get(StaffMember, member_id)


def find_for_change(member_id: str) -> StaffMember | None:
    """Lock, refresh and return the member with this id."""
    return db.session.scalar(locking(select(StaffMember).where(StaffMember.id == member_id)))


def find_by_email(
    email: str, *, secrets: tuple[str, ...], to_change: bool = False
) -> StaffMember | None:
    """Return the member with this address, hashed under the current or a fallback secret."""
    statement = select(StaffMember).where(
        StaffMember.email_hash.in_(look_ups(email, secrets=secrets))
    )
    return db.session.scalar(locking(statement) if to_change else statement)


def everybody() -> list[StaffMember]:
    """Return all members, the first to join first."""
    return list(db.session.scalars(select(StaffMember).order_by(*IN_ORDER)))


def members_of(team_id: str, *, anew: bool = False) -> list[StaffMember]:
    """Return the members of a team who are not deactivated.

    With *anew* also rows that this session has read before are as the database has them now.
    """
    options = {"populate_existing": anew}
    return list(db.session.scalars(OF_TEAM, {"team_id": team_id}, execution_options=options))


def rehash_addresses(*, secrets: tuple[str, ...]) -> int:
    """Hash the addresses of members with the current secret; return how many changed."""
    rows = db.session.scalars(select(StaffMember).where(StaffMember.email_hash.is_not(None)))
    old = {
        member: hashed
        for member in rows
        if not isinstance(member.email, Unreadable)
        and (hashed := look_ups(member.email, secrets=secrets)[0]) != member.email_hash
    }
    for member, hashed in old.items():
        member.email_hash = hashed
    return len(old)


def use_step(member: StaffMember, step: int) -> None:
    """Use an authenticator's time step up; :class:`WrongCode` where it or a later one was used.

    Compared and set in one statement, so that of two requests with one code only one gets in.
    """
    result = db.session.execute(
        update(StaffMember)
        .where(StaffMember.id == member.id, StaffMember.totp_last_step < step)
        .values(totp_last_step=step)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise WrongCode


def has_app(member: StaffMember) -> bool:
    """Return true if an authenticator app was connected, because its first code was used."""
    return member.totp_last_step > 0


def forget_password(member: StaffMember) -> None:
    """Delete the member's password and keys, until new ones are chosen."""
    member.password_check = chance.token_bytes(32)
    member.wrapped_private_key = b""
    member.public_key = b""


def renew(member: StaffMember, chosen: Enrolment, *, step: int) -> StaffMember:
    """Store the password, keys and authenticator that the member chose again."""
    member.password_salt = chosen.password_salt
    member.password_check = chosen.password_check
    member.public_key = chosen.public_key
    member.wrapped_private_key = chosen.wrapped_private_key
    member.totp_secret = chosen.totp_secret
    member.totp_last_step = step
    member.sheet_kept_on = None
    return member


def erase(member: StaffMember) -> None:
    """Delete the row. Only for a member whom nothing refers to any more."""
    db.session.delete(member)


def disable(member: StaffMember, *, on: date) -> None:
    """Deactivate a member; the address may be invited again."""
    member.disabled_on = on
    member.email_hash = None
