"""Sign in: a counted try, one run of Argon2 whoever it is, then the code; each step a new token.

The steps are apart so that the door can commit between them, and hold neither a transaction nor
a connection while the password is stretched.
"""

from __future__ import annotations

import hmac
import secrets as chance
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.unlock_keys import (
    begin_session,
    halfway_place,
    open_grants,
    open_member_key,
)
from intake.actions.accounts.save_pending_form import carry_typed
from intake.actions.accounts.use_second_factor import Factor, give_factor
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.opening import open_under
from intake.sealing.row_mac import row_mac_of, set_row_mac, verify_row_mac
from intake.sealing.seal import seal_under
from intake.sealing.stretching import UnknownCost
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Halves, new_password_salt, password_halves
from intake.sessions import store as sessions
from intake.sessions.models import HalfwaySession, StaffSession
from intake.staff import login_throttle
from intake.staff import store as staff
from intake.staff.addresses import look_ups
from intake.staff.argon2_slots import turn
from intake.staff.models import StaffMember


class WrongPassword(Exception):
    """There is no such account, or this is not its password: which of them is not told."""


class NotHalfway(Exception):
    """No password was given at this browser, or too long ago: sign-in begins anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What a password is held against. For an address without an account it is random."""

    member_id: str
    salt: bytes = field(repr=False)
    check: bytes = field(repr=False)
    wrapped_private_key: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlocked:
    """A member whose password was right, and their private key."""

    account: Account
    private_key: bytes = field(repr=False)


def begin_login(
    email: str, *, secrets: tuple[str, ...], now: datetime, browser: bytes = b""
) -> Account:
    """Count a try at this address and give what its password is held against.

    At a ``browser`` whose token says that the member was signed in there lately, only what was
    tried at that browser counts: nobody elsewhere can make the member wait there.

    Raises :class:`intake.staff.login_throttle.TooManyTries`. Unknown addresses are counted too.
    """
    member = staff.find_by_email(email, secrets=secrets, to_change=True)
    last = sessions.remembered(token_hash(browser), now=now)
    known = last is not None and member is not None and last.member_id == member.id
    who = token_hash(browser) if known else look_ups(email, secrets=secrets)[0]
    login_throttle.take(who, "password", now=now, known=known)
    if member is None or member.disabled_on is not None:
        return _nobody()
    return account_of(member)


def unlock(account: Account, password: str, *, installation: str) -> Unlocked:
    """Stretch the password and open the private key; :class:`WrongPassword` where it is not it.

    Waits in line first, for at most ten seconds: :class:`intake.staff.argon2_slots.TooBusy`.
    """
    with turn():
        halves = _halves(password, account.salt)
    right = hmac.compare_digest(sha256(halves.check).digest(), account.check)
    if not right or not account.member_id:
        raise WrongPassword
    private_key = open_member_key(
        account.wrapped_private_key,
        halves.wrap,
        member_id=account.member_id,
        installation=installation,
    )
    return Unlocked(account=account, private_key=private_key)


def go_halfway(
    unlocked: Unlocked,
    token: bytes,
    *,
    instead_of: bytes,
    installation: str,
    today: date,
    now: datetime,
) -> None:
    """The password was right: a halfway session for ``token``, and an end to the one before it.

    Raises ``BadRowMac`` or ``RowRevoked`` where the account was changed or put back by others: that
    is told to nobody who has not given its password.
    """
    account = unlocked.account
    member = staff.find_for_change(account.member_id)
    if member is None or account_of(member) != account or member.disabled_on is not None:
        raise WrongPassword
    verify_member_row(member)
    sessions.discard_ended(now=now)
    carry_typed(
        instead_of,
        to=token,
        member_id=member.id,
        installation=installation,
        today=today,
        now=now,
    )
    sessions.end(token_hash(instead_of))
    place = halfway_place(member.id, installation=installation)
    locked = seal_under(token, unlocked.private_key, context=place)
    halfway = sessions.begin_halfway(
        HalfwaySession(token_hash=token_hash(token), member_id=member.id, locked_key=locked),
        now=now,
    )
    set_row_mac(halfway, row_mac_of(member).decode())


def count_code(token: bytes, *, secrets: tuple[str, ...], now: datetime) -> str:
    """Count a try at the code; whose it would be.

    Raises :class:`NotHalfway` and :class:`intake.staff.login_throttle.TooManyTries`.
    """
    _, member = _halfway(token, now=now)
    login_throttle.take(look_ups(member.email, secrets=secrets)[0], "code", now=now)
    return member.id


def sign_in(
    given: Factor,
    token: bytes,
    *,
    becomes: bytes,
    secrets: tuple[str, ...],
    installation: str,
    today: date,
    now: datetime,
) -> StaffSession:
    """The second factor is right: ``token`` was halfway, a session for ``becomes`` begins.

    Raises :class:`NotHalfway` and :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and
    ``RowRevoked``.
    """
    halfway, member = _halfway(token, now=now)
    verify_row_mac(halfway, row_mac_of(member).decode())
    give_factor(member, given, today=today, now=now)
    place = halfway_place(member.id, installation=installation)
    private_key = open_under(token, halfway.locked_key, context=place)
    carry_typed(
        token, to=becomes, member_id=member.id, installation=installation, today=today, now=now
    )
    sessions.end(token_hash(token))
    login_throttle.forget(look_ups(member.email, secrets=secrets)[0])
    log.record(AuditAct.SIGNED_IN, on=today, member_id=member.id, at=now)
    keyring = open_grants(member.id, private_key, installation=installation)
    return begin_session(member, keyring, becomes, installation=installation, now=now)


def _halfway(token: bytes, *, now: datetime) -> tuple[HalfwaySession, StaffMember]:
    halfway = sessions.find_halfway(token_hash(token), now=now)
    member = staff.find_for_change(halfway.member_id) if halfway else None
    if halfway is None or member is None or member.disabled_on is not None:
        raise NotHalfway
    return halfway, member


def account_of(member: StaffMember) -> Account:
    """What a member's password is held against just now."""
    return Account(
        member_id=member.id,
        salt=member.password_salt,
        check=member.password_check,
        wrapped_private_key=member.wrapped_private_key,
    )


def _halves(password: str, salt: bytes) -> Halves:
    """Of a salt that was harmed they cost as much, and no password has them."""
    try:
        return password_halves(password, salt)
    except UnknownCost:
        return password_halves(password, new_password_salt())


def _nobody() -> Account:
    return Account(
        member_id="",
        salt=new_password_salt(),
        check=chance.token_bytes(32),
        wrapped_private_key=b"",
    )
