"""Verify the second factor of a signed-in member again, before a sensitive act."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import set_session_mac
from intake.actions.accounts.use_second_factor import Factor, give_factor
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.staff import login_throttle
from intake.staff import store as staff
from intake.staff.addresses import look_ups
from intake.staff.models import StaffMember
from intake.staff.second_factor import WrongCode


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
