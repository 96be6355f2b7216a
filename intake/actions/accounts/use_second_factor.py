"""Verify a second factor, at sign-in and again before a sensitive act, and use it up."""

from datetime import date, datetime

from intake.actions.access.unlock_keys import (
    own_codes,
    own_key,
    set_session_mac,
    verify_login_row,
    verify_member_row,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.staff import login_throttle, passkeys, recovery_codes, second_factor
from intake.staff import store as staff
from intake.staff.invitations import look_ups
from intake.staff.models import StaffMember
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.second_factor import WrongCode

Factor = str | PasskeyAnswer
"""A code that was typed, or what a passkey said."""


def give_factor(member: StaffMember, factor: Factor, *, today: date, now: datetime) -> None:
    """Verify that the second factor is this member's and unused. Raise its ``WrongCode``.

    Raise ``BadRowMac`` where the desk did not write the row, ``RowRevoked`` where it ended it;
    then nothing may be committed.
    """
    verify_member_row(member)
    if isinstance(factor, PasskeyAnswer):
        verify_login_row(passkeys.use(member.id, factor, on=today), own_key(member))
    elif recovery_codes.is_one(factor):
        used = verify_login_row(recovery_codes.use(member.id, factor), *own_codes(member))
        log.record(AuditAct.RECOVERY_CODE_USED, on=today, member_id=member.id, at=now, ended=used)
    else:
        after = member.totp_last_step
        step = second_factor.step_of(factor, member.totp_secret, after=after, now=now)
        staff.use_step(member, step)


def count_proof(member_id: str, *, secrets: tuple[str, ...], now: datetime) -> None:
    """Count a try at the code; :class:`intake.staff.login_throttle.TooManyTries`."""
    who = look_ups(_member(member_id).email, secrets=secrets)[0]
    login_throttle.take(who, "code", now=now, known=True)


def verify_second_factor(
    factor: Factor,
    member_id: str,
    token: bytes,
    *,
    secrets: tuple[str, ...],
    today: date,
    now: datetime,
) -> None:
    """Verify the second factor; allow sensitive acts in this session for ten minutes.

    Raise :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and ``RowRevoked``.
    """
    member = _member(member_id)
    give_factor(member, factor, today=today, now=now)
    login_throttle.forget(look_ups(member.email, secrets=secrets)[0])
    if session := sessions.find(token_hash(token), now=now):
        sessions.record_second_factor(session, now=now)
        set_session_mac(session, member)


def _member(member_id: str) -> StaffMember:
    member = staff.find_for_change(member_id)
    if member is None or member.disabled_on is not None:
        raise WrongCode
    return member
