"""Open the device secret with a passkey, in a browser that does not know the member.

A passkey with the WebAuthn extension PRF derives a secret for this site alone. The member's device
secret is stored under it; the derived secret is not stored.
"""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import own_key, verify_login_row
from intake.actions.accounts.halfway import NotHalfway, find_halfway
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.device_secrets import passkey_place
from intake.sealing.envelope import WeakKey
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.staff import passkeys
from intake.staff.models import Passkey, StaffMember
from intake.staff.passkeys import PasskeyAnswer, WrongPasskey


def store_device(
    member: StaffMember,
    answer: PasskeyAnswer,
    derived: bytes,
    device: bytes,
    *,
    installation: str,
    today: date,
    now: datetime,
) -> None:
    """Store the device secret under *derived*, which the passkey derived when it signed.

    Raise :class:`intake.staff.passkeys.WrongPasskey`, ``BadRowMac`` and ``RowRevoked``.
    """
    passkey = _used(member, answer, on=today)
    place = passkey_place(passkey.id, member.id, installation=installation)
    try:
        passkey.wrapped_device = seal_under(derived, device, context=place)
    except WeakKey:
        raise WrongPasskey from None
    log.record(AuditAct.PASSKEY_FOR_SHEET, on=today, member_id=member.id, at=now)


def device_from_passkey(
    answer: PasskeyAnswer,
    derived: bytes,
    token: bytes,
    *,
    installation: str,
    today: date,
    now: datetime,
) -> bytes:
    """Return the device secret of the member who waits at this browser.

    Raise ``NotHalfway``, :class:`intake.staff.passkeys.WrongPasskey`, ``BadRowMac`` and
    ``RowRevoked``.
    """
    halfway, member = find_halfway(token, now=now)
    if not halfway.awaits_device:
        raise NotHalfway
    passkey = _used(member, answer, on=today)
    place = passkey_place(passkey.id, member.id, installation=installation)
    if passkey.wrapped_device is None:
        raise WrongPasskey
    try:
        return open_under(derived, passkey.wrapped_device, context=place)
    except (SealBroken, WeakKey):
        raise WrongPasskey from None


def _used(member: StaffMember, answer: PasskeyAnswer, *, on: date) -> Passkey:
    passkey = passkeys.use(member.id, answer, on=on)
    verify_login_row(passkey, own_key(member))
    return passkey
