"""Change one's own password, and the device secret where a device or a sheet was lost.

Each change renews the member's key pair too: what an older copy of the database opens with the old
password opens nothing that is sealed to the member afterwards.
"""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.unlock_keys import begin_session, open_grants
from intake.actions.accounts.new_keys import NewKeys
from intake.actions.accounts.sign_in import Unlocked, WrongPassword, account_of
from intake.actions.feeds.make_feed import end_feed
from intake.actions.keys.renew_pair import lock_keys_of, renew_pair
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.row_mac import set_row_mac
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import login_throttle, passkeys
from intake.staff import store as staff
from intake.staff.addresses import look_ups


def change_password(
    unlocked: Unlocked,
    made: NewKeys,
    *,
    becomes: bytes,
    new_sheet: bool = False,
    secrets: tuple[str, ...],
    installation: str,
    today: date,
    now: datetime,
) -> StaffSession:
    """Store the new password and key pair, end every session, and begin one for *becomes*.

    *new_sheet* says that a device or the sheet was lost: the device secret is another too, the
    sign-in sheet is shown anew, other browsers ask for it, and the calendar address ends.
    Raise ``WrongPassword`` where the password was changed or reset
    meanwhile, ``BadRowMac``, ``RowRevoked``, and ``SealBroken`` where something that was sealed to
    the member does not open; then nothing may be committed.
    """
    lock_keys_of(unlocked.account.member_id)
    member = staff.find_for_change(unlocked.account.member_id)
    if member is None or account_of(member) != unlocked.account or member.disabled_on is not None:
        raise WrongPassword
    ended = verify_member_row(member)
    if new_sheet:
        end_feed(member, today=today, now=now)
    renew_pair(member, unlocked.private_key, made.pair, installation=installation)
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
    keyring = open_grants(member.id, made.pair.private, installation=installation)
    return begin_session(member, keyring, becomes, installation=installation, now=now)
