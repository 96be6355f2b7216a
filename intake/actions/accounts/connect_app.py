"""Connect another authenticator app to one's own account, in place of the one before."""

from __future__ import annotations

from base64 import b32encode
from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.unlock_keys import Keyring, begin_session
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.outbox import letters
from intake.sealing.envelope import derived
from intake.sealing.row_mac import row_mac_of, set_row_mac
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import second_factor
from intake.staff import store as staff
from intake.staff.models import StaffMember


def offered_secret(member: StaffMember, token: bytes) -> str:
    """Return the secret that this session offers to a new app, in base 32.

    It is derived from the token in the cookie, so it is stored nowhere until its first code was
    right, and from the MAC of the row, so that the next app gets another.
    """
    seed = derived(token, f"authenticator app {row_mac_of(member).decode()}")
    return b32encode(seed[: second_factor.SECRET_BYTES]).decode()


def connect_app(
    keyring: Keyring,
    code: str,
    token: bytes,
    *,
    becomes: bytes,
    installation: str,
    today: date,
    now: datetime,
) -> StaffSession:
    """Replace the app of the member of this session by the one that shows *code*.

    Every session ends, and one begins for *becomes*. The member is told by email. Raise
    :class:`intake.staff.second_factor.WrongCode`, ``BadRowMac`` and ``RowRevoked``.
    """
    member = staff.find_for_change(keyring.member_id)
    if member is None or member.disabled_on is not None:
        raise second_factor.WrongCode
    ended = verify_member_row(member)
    secret = offered_secret(member, token)
    member.totp_last_step = second_factor.step_of(code, secret, after=0, now=now)
    member.totp_secret = secret
    set_row_mac(member)
    sessions.end_all_of(member.id)
    log.record(AuditAct.APP_CONNECTED, on=today, member_id=member.id, at=now, ended=ended)
    letters.app_connected(member_id=member.id, team_id=member.team_id, queued_on=today)
    return begin_session(member, keyring, becomes, installation=installation, now=now)
