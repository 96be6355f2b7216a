"""Store invitations of colleagues, and reserve them for the browser that accepts one."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from unicodedata import normalize

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from intake.extensions import all_rows, db, delete_rows, first_row
from intake.sealing.at_rest import Unreadable, readable
from intake.staff.models import Enrolment, Invitation

LASTS = timedelta(hours=72)
HELD_FOR = timedelta(minutes=15)
"""The time for which a link is held for the browser that set a password with it."""
RESET_WAITS = timedelta(days=1)
"""The wait of a reset link that one administrator asked for and no other confirmed."""

WAITING_RESETS = (
    select(Invitation)
    .where(
        Invitation.team_id == bindparam("team_id"),
        Invitation.starts_at > bindparam("now", type_=Invitation.starts_at.type),
    )
    .order_by(Invitation.starts_at)
)
"""Built once, because each page of the queue executes it."""


class AlreadyHeld(Exception):
    """Another browser set a password with this link and has not finished."""


class InvitationWaits(Exception):
    """The link works from ``starts_at``, or once a second administrator has confirmed it."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__()
        self.starts_at = starts_at


def add(invitation: Invitation) -> Invitation:
    """Add an invitation."""
    db.session.add(invitation)
    return invitation


def find(token_hash: bytes, now: datetime) -> Invitation | None:
    """Return the invitation, unless it has expired."""
    invitation = db.session.get(Invitation, token_hash)
    return invitation if invitation and invitation.expires_at > now else None


def reset_of(member_id: str, *, now: datetime, to_change: bool = False) -> Invitation | None:
    """Return the member's link for a new password, unless it has ended; lock it if *to_change*."""
    is_own = Invitation.member_id == member_id, Invitation.expires_at > now
    return first_row(Invitation, *is_own, lock=to_change)


def link_id(invitation: Invitation) -> str:
    """Return a name of the link for forms: part of the hash of its token, which opens nothing."""
    return invitation.token_hash.hex()[:16]


def waiting_resets(team_id: str, now: datetime) -> list[Invitation]:
    """Return the team's reset links that do not work yet."""
    return list(db.session.scalars(WAITING_RESETS, {"team_id": team_id, "now": now}))


def open_ones(now: datetime) -> list[Invitation]:
    """Return the invitations not accepted yet, the next to expire first."""
    return all_rows(Invitation, Invitation.expires_at > now, by=(Invitation.expires_at,))


def withdraw(email: str, *, secrets: tuple[str, ...], now: datetime) -> list[Invitation]:
    """Delete and return the invitations of new colleagues with this address."""
    hashes, withdrawn = set(look_ups(email, secrets=secrets)), []
    for invitation in open_ones(now):
        if invitation.member_id or isinstance(invitation.email, Unreadable):
            continue
        if hashes & set(look_ups(invitation.email, secrets=secrets)):
            _withdraw(invitation)
            withdrawn.append(invitation)
    return withdrawn


def withdraw_all(team_id: str) -> list[Invitation]:
    """Delete and return all invitations and password links of this team."""
    withdrawn = all_rows(Invitation, Invitation.team_id == team_id)
    for invitation in withdrawn:
        _withdraw(invitation)
    return withdrawn


def _withdraw(invitation: Invitation) -> None:
    discard(invitation.token_hash)
    delete_rows(Enrolment, Enrolment.invitation_hash == invitation.token_hash)


def discard(token_hash: bytes) -> None:
    """Delete an invitation that was used or revoked."""
    delete_rows(Invitation, Invitation.token_hash == token_hash)


def discard_of(member_id: str) -> None:
    """Delete the password links of this member."""
    delete_rows(Invitation, Invitation.member_id == member_id)
    delete_rows(Enrolment, Enrolment.id == member_id)


def discard_ended(now: datetime) -> None:
    """Delete expired invitations and enrolments."""
    delete_rows(Invitation, Invitation.expires_at <= now)
    delete_rows(Enrolment, Enrolment.until <= now)


def hold(enrolment: Enrolment, now: datetime) -> None:
    """Keep a joining half done; the table lets one browser have it: :class:`AlreadyHeld`."""
    enrolment.until = now + HELD_FOR
    db.session.add(enrolment)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyHeld from None


def held(invitation_hash: bytes, *, now: datetime, to_change: bool = False) -> Enrolment | None:
    """Return the joining that holds this invitation now."""
    is_held = Enrolment.invitation_hash == invitation_hash, Enrolment.until > now
    return first_row(Enrolment, *is_held, lock=to_change)


def release(invitation_hash: bytes, *, held_by: bytes) -> None:
    """Delete the enrolment of this browser, which is complete or begins again."""
    own = Enrolment.invitation_hash == invitation_hash, Enrolment.held_by == held_by
    delete_rows(Enrolment, *own)


LABEL = b"intake staff address"


class NotAnAddress(Exception):
    """The typed text cannot be an email address."""


def read_address(typed: str) -> str:
    """Return the address in the form for email. Raise :class:`NotAnAddress`."""
    from email_validator import EmailNotValidError, validate_email  # 15 ms, for an invitation

    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise NotAnAddress from None


def look_ups(address: str, *, secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the keyed hashes of an address: under the current secret, then under older ones."""
    folded = normalize("NFC", readable(address).strip()).casefold().encode()
    keys = (hmac.digest(secret.encode(), LABEL, sha256) for secret in secrets)
    return tuple(hmac.digest(key, folded, sha256) for key in keys)
