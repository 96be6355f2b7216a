"""Change one's own password, and the device secret where a device or a sheet was lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.unlock_keys import begin_session, open_grants
from intake.actions.accounts.sign_in import Unlocked, WrongPassword, account_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.row_mac import set_row_mac
from intake.sealing.seal import seal_under
from intake.sealing.unlocking import (
    member_key_place,
    member_wrap,
    new_password_salt,
    password_halves,
)
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import login_throttle, passkeys
from intake.staff import store as staff
from intake.staff.addresses import look_ups
from intake.staff.argon2_slots import turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewrapped:
    """A member's private key under another password, as their row will hold it."""

    salt: bytes = field(repr=False)
    check: bytes = field(repr=False)
    wrapped_private_key: bytes = field(repr=False)


def rewrapped(unlocked: Unlocked, password: str, *, device: bytes, installation: str) -> Rewrapped:
    """Stretch the new password and wrap the key under it and the device secret.

    Wait for a slot as sign-in does.
    """
    salt = new_password_salt()
    with turn():
        halves = password_halves(password, salt)
    place = member_key_place(unlocked.account.member_id, installation=installation)
    wrap = member_wrap(halves.wrap, device)
    return Rewrapped(
        salt=salt,
        check=sha256(halves.check).digest(),
        wrapped_private_key=seal_under(wrap, unlocked.private_key, context=place),
    )


def change_password(
    unlocked: Unlocked,
    made: Rewrapped,
    *,
    becomes: bytes,
    new_sheet: bool = False,
    secrets: tuple[str, ...],
    installation: str,
    today: date,
    now: datetime,
) -> StaffSession:
    """Store the new password, end every session, and begin one for *becomes*.

    *new_sheet* says that the device secret is another too: the sign-in sheet is shown anew, and
    other browsers ask for it. Raise ``WrongPassword`` where the password was changed or reset
    meanwhile, ``BadRowMac`` and ``RowRevoked``.
    """
    member = staff.find_for_change(unlocked.account.member_id)
    if member is None or account_of(member) != unlocked.account or member.disabled_on is not None:
        raise WrongPassword
    ended = verify_member_row(member)
    member.password_salt = made.salt
    member.password_check = made.check
    member.wrapped_private_key = made.wrapped_private_key
    if new_sheet:
        member.sheet_kept_on = None
        passkeys.forget_devices(member.id)
    set_row_mac(member)
    sessions.end_all_of(member.id)
    login_throttle.forget(look_ups(member.email, secrets=secrets)[0])
    log.record(AuditAct.PASSWORD_CHANGED, on=today, member_id=member.id, at=now, ended=ended)
    keyring = open_grants(member.id, unlocked.private_key, installation=installation)
    return begin_session(member, keyring, becomes, installation=installation, now=now)
