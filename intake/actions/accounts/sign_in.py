"""Sign in: a counted attempt, one run of Argon2, the device secret, then the second factor.

Each step replaces the token of the browser. The steps are apart so that the door can commit
between them, and hold neither a transaction nor a connection while the password is stretched.
"""

import hmac
import logging
import secrets as chance
from collections.abc import Mapping
from dataclasses import field, replace
from hashlib import sha256
from types import MappingProxyType

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import (
    begin_session,
    halfway_place,
    is_tampered,
    open_grants,
    try_member_key,
    verify_member_row,
)
from intake.actions.accounts.give_device import (
    NotHalfway,
    begin_halfway,
    carry_typed,
    find_halfway,
)
from intake.actions.accounts.second_factors import Factor, give_factor
from intake.actions.keys.grant_access import certify_members
from intake.actions.law.publish import begin_epoch
from intake.actions.opening.case_keys import Actor, reader_of
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.outbox import letters
from intake.sealing.opening import open_under
from intake.sealing.signing import row_mac_of, verify_row_mac
from intake.sealing.stretching import UnknownCost
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import new_password_salt, password_halves
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import login_throttle, passwords
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.passwords import stretching_place
from intake.staff.store import Act, may

NO_DEVICES: Mapping[str, bytes] = MappingProxyType({})


class WrongPassword(Exception):
    """There is no such account, or this is not its password; which of them is not told."""


@frozen
class Account:
    """An account that a password is verified against; random for an unknown address.

    ``who`` is what the try was counted for: a browser of the member's own that ``is_known``, or the
    address that was typed. ``network`` is the hash of that of another browser, if known.
    """

    member_id: str
    salt: bytes = field(repr=False)
    check: bytes = field(repr=False)
    wrapped_private_key: bytes = field(repr=False)
    who: bytes = field(default=b"", repr=False, compare=False)
    is_known: bool = field(default=False, compare=False)
    network: bytes = field(default=b"", repr=False, compare=False)


@frozen
class Unlocked:
    """A member whose password was right.

    ``private_key`` is empty where the device secret is missing. ``wrap`` is the wrap half of the
    password.
    """

    account: Account
    private_key: bytes = field(repr=False)
    wrap: bytes = field(repr=False)

    @property
    def awaits_device(self) -> bool:
        """Return true if the private key could not be opened without the sign-in sheet."""
        return not self.private_key


def begin_login(
    email: str,
    moment: Moment,
    *,
    browser: bytes = b"",
    devices: Mapping[str, bytes] = NO_DEVICES,
    network: str = "",
) -> Account:
    """Count an attempt at this address and return what its password is verified against.

    At a ``browser`` whose token belonged to a session of this member lately, or that has a device
    secret of this member among its ``devices`` (hashes by member id), only attempts of that browser
    count, so that attempts from elsewhere cannot make the member wait there. Unknown addresses are
    counted too. ``network`` is empty where it is unknown. Raise
    :class:`intake.staff.login_throttle.TooManyTries`.
    """
    member = staff.find_by_email(email, secrets=moment.secrets, to_change=True)
    # Read for an address without an account, too, so that no clock tells the two apart:
    last, known = sessions.remembered(token_hash(browser), moment.at), b""
    if member is not None:
        is_from_lately = last is not None and last.member_id == member.id
        known = token_hash(browser) if is_from_lately else devices.get(member.id, b"")
    who = known or moment.look_up(email)
    of_network = moment.look_up(network) if network else b""
    login_throttle.take(who, "password", now=moment.at, known=bool(known), network=of_network)
    is_member = member is not None and member.disabled_on is None
    if member and is_member:
        account = account_of(member)
    else:
        check = chance.token_bytes(32)
        salt = new_password_salt()
        account = Account(member_id="", salt=salt, check=check, wrapped_private_key=b"")
    return replace(account, who=who, is_known=bool(known), network=b"" if known else of_network)


def unlock(
    account: Account,
    password: str,
    *,
    device: bytes = b"",
    network: str = "",
    installation: str,
) -> Unlocked:
    """Stretch the password and open the private key. Raise :class:`WrongPassword`.

    *device* is the device secret that the browser keeps for this account; without the right one
    the result awaits it. Wait for a slot first, for at most ten seconds:
    :class:`intake.staff.passwords.TooBusy`.
    """
    with stretching_place(known=account.is_known, network=network):
        try:
            halves = password_halves(password, account.salt)
        except UnknownCost:  # a salt that was damaged: as costly, and right for no password
            halves = password_halves(password, new_password_salt())
    is_right = hmac.compare_digest(sha256(halves.check).digest(), account.check)
    if not is_right or not account.member_id:
        raise WrongPassword
    if not account.is_known:
        passwords.strangers.forgive(network, account.member_id)
    private_key = try_member_key(
        account.wrapped_private_key,
        halves.wrap,
        device=device,
        member_id=account.member_id,
        installation=installation,
    )
    return Unlocked(account=account, private_key=private_key, wrap=halves.wrap)


def go_halfway(unlocked: Unlocked, token: bytes, moment: Moment, *, instead_of: bytes) -> None:
    """Begin a halfway session for *token* after a right password, and end the one before it.

    Raise ``BadRowMac`` or ``RowRevoked`` where the account was changed or put back by others. Only
    a browser that gave the right password learns of that.
    """
    account = unlocked.account
    member = staff.find_for_change(account.member_id)
    if member is None or account_of(member) != account or member.disabled_on is not None:
        raise WrongPassword
    verify_member_row(member)
    sessions.discard_ended(moment.at)
    carry_typed(instead_of, moment, to=token, member_id=member.id)
    sessions.end(token_hash(instead_of))
    secret = unlocked.wrap if unlocked.awaits_device else unlocked.private_key
    begin_halfway(member, secret, token, moment, awaits_device=unlocked.awaits_device)


def count_code(token: bytes, moment: Moment) -> str:
    """Count an attempt at the second factor and return the member's id.

    Raise :class:`NotHalfway` and :class:`intake.staff.login_throttle.TooManyTries`.
    """
    halfway, member = find_halfway(token, moment.at)
    if halfway.awaits_device:
        raise NotHalfway
    login_throttle.take(moment.look_up(member.email), "code", now=moment.at)
    return member.id


def sign_in(factor: Factor, token: bytes, moment: Moment, *, becomes: bytes) -> StaffSession:
    """Verify the second factor, end the halfway session of *token*, begin one for *becomes*.

    Raise :class:`NotHalfway`, :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and
    ``RowRevoked``.
    """
    halfway, member = find_halfway(token, moment.at)
    verify_row_mac(halfway, row_mac_of(member).decode())
    if halfway.awaits_device:
        raise NotHalfway
    give_factor(member, factor, moment)
    place = halfway_place(member.id, moment.installation)
    private_key = open_under(token, halfway.locked_key, place)
    carry_typed(token, moment, to=becomes, member_id=member.id)
    sessions.end(token_hash(token))
    login_throttle.forget(moment.look_up(member.email))
    moment.log(AuditAct.SIGNED_IN, member.id)
    keyring = open_grants(member.id, private_key, moment.installation)
    reader = reader_of(member, keyring, moment.installation)
    certify_members(reader)
    if may(member.roles, Act.MANAGE_TEAM):
        begin_epoch(Actor(reader=reader, day=moment.day, at=moment.at))
    return begin_session(member, keyring, becomes, moment)


def account_of(member: StaffMember) -> Account:
    """Return what a member's password is verified against now."""
    return Account(
        member_id=member.id,
        salt=member.password_salt,
        check=member.password_check,
        wrapped_private_key=member.wrapped_private_key,
    )


logger = logging.getLogger(__name__)


def note_wrong_password(email: str, member_id: str, moment: Moment) -> None:
    """Log a wrong password. An empty ``member_id`` means that there is no such account.

    Then the log says nothing, and as much is written all the same: no clock tells which it was.
    Where somebody changed the account in the database, the right password is wrong too: who gives
    it hears what is said of any wrong one, and the desk hears that the account was harmed.
    """
    login_throttle.note_refused(moment.look_up(email), moment.at)
    if member_id:
        moment.log(AuditAct.SIGN_IN_REFUSED, member_id)
        member = staff.find(member_id)
        if member is not None and is_tampered(member):
            logger.error("account harmed", extra={"member_id": member_id})
            moment.log(AuditAct.SEAL_BROKEN)


def note_wrong_factor(member_id: str, token: bytes, moment: Moment) -> bool:
    """Log a wrong second factor; return true where it was the fifth and ended the session.

    The session is the one of *token*, halfway or whole. The member is told by email.
    """
    moment.log(AuditAct.FACTOR_REFUSED, member_id)
    member = staff.find_for_change(member_id)
    if member is None or not login_throttle.count_wrong_factor(
        moment.look_up(member.email), moment.at
    ):
        return False
    sessions.end_after_wrong_factors(token_hash(token), member_id=member.id)
    letters.to_member(letters.WRONG_FACTORS, member.id, member.team_id, queued_on=moment.day)
    moment.log(AuditAct.FACTORS_EXHAUSTED, member.id)
    return True
