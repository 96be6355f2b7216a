"""One's own second factors: passkeys, the authenticator app, recovery codes.

One is verified at sign-in and again before a sensitive act.
"""

from base64 import b32encode

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import (
    begin_session,
    own_codes,
    own_key,
    set_session_mac,
    verify_login_row,
    verify_member_row,
)
from intake.audit.acts import AuditAct
from intake.outbox import letters
from intake.sealing.seal import derived, new_key
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Keyring
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import login_throttle, passkeys, recovery_codes, second_factor
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.second_factor import WrongCode


class NoSuchPasskey(Exception):
    """The member has no such key."""


class OnlyFactor(Exception):
    """The member has no app and no other key: without this one they would not come in again."""


def add_passkey(member: StaffMember, answer: PasskeyAnswer, moment: Moment) -> None:
    """Add a passkey as a second factor. Raise ``WrongPasskey``."""
    set_row_mac(passkeys.add(member.id, answer, on=moment.day), own_key(member))
    moment.log(AuditAct.PASSKEY_ADDED, member.id)


def remove_passkey(passkey_id: str, moment: Moment, *, member_id: str) -> None:
    """Remove a passkey.

    Raise :class:`NoSuchPasskey` where it is none of theirs, and :class:`OnlyFactor`.
    """
    member = staff.find_for_change(member_id)
    if member is not None and is_only_factor(member):
        raise OnlyFactor
    if (removed := passkeys.remove(passkey_id, member_id=member_id)) is None:
        raise NoSuchPasskey
    moment.log(AuditAct.PASSKEY_REMOVED, member_id, ended=row_mac_of(removed))


def is_only_factor(member: StaffMember) -> bool:
    """Return true if the member has no app and exactly one passkey."""
    return not staff.has_app(member) and len(passkeys.of(member.id)) == 1


def offered_secret(member: StaffMember, token: bytes) -> str:
    """Return the secret that this session offers to a new app, in base 32.

    It is derived from the token in the cookie, so it is stored nowhere until its first code was
    right, and from the MAC of the row, so that the next app gets another.
    """
    seed = derived(token, f"authenticator app {row_mac_of(member).decode()}")
    return b32encode(seed[: second_factor.SECRET_BYTES]).decode()


def connect_app(
    keyring: Keyring, code: str, token: bytes, moment: Moment, *, becomes: bytes
) -> StaffSession:
    """Replace the app of the member of this session by the one that shows *code*.

    Every session ends, and one begins for *becomes*. The member is told by email. Raise
    :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and ``RowRevoked``.
    """
    member = _member(keyring.member_id)
    ended = verify_member_row(member)
    secret = offered_secret(member, token)
    member.totp_last_step = second_factor.step_of(code, secret, after=0, now=moment.at)
    member.totp_secret = secret
    set_row_mac(member)
    sessions.end_all_of(member.id)
    moment.log(AuditAct.APP_CONNECTED, member.id, ended=ended)
    letters.to_member(letters.APP_CONNECTED, member.id, member.team_id, queued_on=moment.day)
    return begin_session(member, keyring, becomes, moment)


def renew_codes(member: StaffMember, moment: Moment) -> tuple[str, ...]:
    """Make ten new codes; older ones no longer work, even if put back into the database."""
    staff.find_for_change(member.id)
    codes = recovery_codes.renew(member.id)
    moment.log(AuditAct.RECOVERY_CODES_MADE, member.id, ended=new_key())
    hang_on = own_codes(member)
    for code_row in recovery_codes.of(member.id):
        set_row_mac(code_row, *hang_on)
    return codes


Factor = str | PasskeyAnswer
"""A code that was typed, or what a passkey said."""


def give_factor(member: StaffMember, factor: Factor, moment: Moment) -> None:
    """Verify that the second factor is this member's and unused. Raise its ``WrongCode``.

    Raise ``BadRowMac`` where the desk did not write the row, ``RowRevoked`` where it ended it;
    then nothing may be committed.
    """
    verify_member_row(member)
    if isinstance(factor, PasskeyAnswer):
        verify_login_row(passkeys.use(member.id, factor, on=moment.day), own_key(member))
    elif recovery_codes.is_one(factor):
        used = verify_login_row(recovery_codes.use(member.id, factor), *own_codes(member))
        moment.log(AuditAct.RECOVERY_CODE_USED, member.id, ended=used)
    else:
        after = member.totp_last_step
        step = second_factor.step_of(factor, member.totp_secret, after=after, now=moment.at)
        staff.use_step(member, step)


def count_proof(member_id: str, moment: Moment) -> None:
    """Count a try at the code; :class:`intake.staff.login_throttle.TooManyTries`."""
    who = moment.look_up(_member(member_id).email)
    login_throttle.take(who, "code", now=moment.at, known=True)


def verify_second_factor(factor: Factor, member_id: str, token: bytes, moment: Moment) -> None:
    """Verify the second factor; allow sensitive acts in this session for ten minutes.

    Raise :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and ``RowRevoked``.
    """
    member = _member(member_id)
    give_factor(member, factor, moment)
    login_throttle.forget(moment.look_up(member.email))
    if session := sessions.find(token_hash(token), moment.at):
        sessions.record_second_factor(session, moment.at)
        set_session_mac(session, member)


def _member(member_id: str) -> StaffMember:
    member = staff.find_for_change(member_id)
    if member is None or member.disabled_on is not None:
        raise WrongCode
    return member
