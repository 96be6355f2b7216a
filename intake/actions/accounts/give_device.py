"""Sign-in between password and second factor: the browser gets the member's device secret.

It comes from the sign-in sheet or from a passkey. A passkey with the WebAuthn extension PRF derives
a secret for this site alone. The member's device secret is stored under it; the derived secret is
not stored.
"""

import json
from contextlib import suppress
from dataclasses import field
from datetime import date, datetime

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import (
    halfway_place,
    own_key,
    try_member_key,
    verify_login_row,
    verify_member_row,
)
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, SealBroken, WeakKey, seal_under
from intake.sealing.sheets import passkey_place
from intake.sealing.signing import row_mac_of, set_row_mac, verify_row_mac
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.sessions import store as sessions
from intake.sessions.models import HalfwaySession, TypedForm
from intake.staff import passkeys
from intake.staff import store as staff
from intake.staff.models import Passkey, StaffMember
from intake.staff.passkeys import PasskeyAnswer, WrongPasskey


class WrongSheet(Exception):
    """This is the code of another sign-in sheet than the member's newest."""


def give_device(device: bytes, token: bytes, moment: Moment, *, becomes: bytes) -> str:
    """Open the private key with the code of the sign-in sheet; *becomes* is halfway from then on.

    Return the member's id. Raise :class:`NotHalfway` and :class:`WrongSheet`, ``BadRowMac`` and
    ``RowRevoked``.
    """
    halfway, member = find_halfway(token, moment.at)
    if not halfway.awaits_device:
        raise NotHalfway
    verify_row_mac(halfway, row_mac_of(member).decode())
    verify_member_row(member)
    place = halfway_place(member.id, moment.installation, awaits_device=True)
    wrap = open_under(token, halfway.locked_key, place)
    private_key = try_member_key(
        member.wrapped_private_key,
        wrap,
        device=device,
        member_id=member.id,
        installation=moment.installation,
    )
    if not private_key:
        raise WrongSheet
    carry_typed(token, moment, to=becomes, member_id=member.id)
    sessions.end(token_hash(token))
    begin_halfway(member, private_key, becomes, moment)
    return member.id


class NotHalfway(Exception):
    """This browser gave no password, or too long ago: sign-in begins again."""


def begin_halfway(
    member: StaffMember, secret: bytes, token: bytes, moment: Moment, *, awaits_device: bool = False
) -> None:
    """Begin a halfway session for *token* that holds *secret*: see ``halfway_place``."""
    place = halfway_place(member.id, moment.installation, awaits_device=awaits_device)
    halfway = HalfwaySession(
        token_hash=token_hash(token),
        member_id=member.id,
        locked_key=seal_under(token, secret, place),
        awaits_device=awaits_device,
    )
    set_row_mac(sessions.begin_halfway(halfway, moment.at), row_mac_of(member).decode())


def find_halfway(token: bytes, now: datetime) -> tuple[HalfwaySession, StaffMember]:
    """Return the halfway session of this token and its member; raise :class:`NotHalfway`."""
    halfway = sessions.find_halfway(token_hash(token), now)
    member = staff.find_for_change(halfway.member_id) if halfway else None
    if halfway is None or member is None or member.disabled_on is not None:
        raise NotHalfway
    return halfway, member


def store_device(
    member: StaffMember, answer: PasskeyAnswer, derived: bytes, device: bytes, moment: Moment
) -> None:
    """Store the device secret under *derived*, which the passkey derived when it signed.

    Raise :class:`intake.staff.passkeys.WrongPasskey`, ``BadRowMac`` and ``RowRevoked``.
    """
    passkey = _used(member, answer, on=moment.day)
    place = passkey_place(passkey.id, member.id, moment.installation)
    try:
        passkey.wrapped_device = seal_under(derived, device, place)
    except WeakKey:
        raise WrongPasskey from None
    moment.log(AuditAct.PASSKEY_FOR_SHEET, member.id)


def device_from_passkey(
    answer: PasskeyAnswer, derived: bytes, token: bytes, moment: Moment
) -> bytes:
    """Return the device secret of the member who waits at this browser.

    Raise ``NotHalfway``, :class:`intake.staff.passkeys.WrongPasskey`, ``BadRowMac`` and
    ``RowRevoked``.
    """
    halfway, member = find_halfway(token, moment.at)
    if not halfway.awaits_device:
        raise NotHalfway
    passkey = _used(member, answer, on=moment.day)
    place = passkey_place(passkey.id, member.id, moment.installation)
    if passkey.wrapped_device is None:
        raise WrongPasskey
    try:
        return open_under(derived, passkey.wrapped_device, place)
    except (SealBroken, WeakKey):
        raise WrongPasskey from None


def _used(member: StaffMember, answer: PasskeyAnswer, *, on: date) -> Passkey:
    passkey = passkeys.use(member.id, answer, on=on)
    verify_login_row(passkey, own_key(member))
    return passkey


Fields = tuple[tuple[str, str], ...]
"""Names and values of a form, in their order; a name may come more than once."""


@frozen
class Typed:
    """A form that was not sent: the address it goes to, and what stands in it.

    ``number`` tells it from others that wait at the same browser; 0 for one that is not saved.
    """

    path: str
    fields: Fields = field(repr=False)
    number: int = field(default=0, compare=False)


def save_form_for_factor(what: Typed, token: bytes, moment: Moment, *, member_id: str) -> None:
    """Seal the form that needs a second factor under the token that only this browser has.

    It takes the place of an earlier one.
    """
    sealed = _seal(what, token, member_id, moment.installation)
    pending_forms.keep(
        token_hash=token_hash(token), member_id=member_id, sealed=sealed, now=moment.at
    )


def save_form_of_tab(what: Typed, token: bytes, moment: Moment, *, member_id: str) -> None:
    """Seal the form of a tab in the same way; those of other tabs stay.

    Do nothing if the same form is saved already, such as after a second click.
    """
    sessions.lock_row(token_hash(token))
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=moment.at)
    for number, row in rows.items():
        with suppress(SealBroken):  # reported where it is to be shown
            if _open(row, number, token, moment.installation) == what:
                return
    pending_forms.keep_of_tab(
        session_hash=token_hash(token),
        member_id=member_id,
        sealed=_seal(what, token, member_id, moment.installation),
        now=moment.at,
    )


def typed_at(token: bytes, moment: Moment, *, member_id: str) -> Typed | None:
    """Return the first pending form of this member at this browser, and of nobody else.

    Raise ``SealBroken`` where it was changed or damaged.
    """
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=moment.at)
    for number, row in rows.items():
        return _open(row, number, token, moment.installation)
    return None


def carry_typed(token: bytes, moment: Moment, *, to: bytes, member_id: str) -> None:
    """Move the pending forms to the browser's new token, if they are this member's.

    What does not open is let go and keeps nobody out; the desk is told.
    """
    sessions.lock_row(token_hash(token))
    forms = list[Typed]()
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=moment.at)
    for number, row in rows.items():
        try:
            forms.append(_open(row, number, token, moment.installation))
        except SealBroken:
            moment.log(AuditAct.SEAL_BROKEN, member_id)
    for place in pending_forms.form_hashes(token_hash(token)):
        pending_forms.discard(place)
    places = pending_forms.form_hashes(token_hash(to))
    for form in forms:
        sealed, place = _seal(form, to, member_id, moment.installation), places[form.number - 1]
        pending_forms.keep(token_hash=place, member_id=member_id, sealed=sealed, now=moment.at)


def _seal(what: Typed, token: bytes, member_id: str, installation: str) -> bytes:
    text = json.dumps([what.path, what.fields], ensure_ascii=False)
    return seal_under(token, text.encode(), _place(member_id, installation))


def _open(row: TypedForm, number: int, token: bytes, installation: str) -> Typed:
    text = open_under(token, row.sealed, _place(row.member_id, installation))
    path, fields = json.loads(text)
    pairs = tuple((name, value) for name, value in fields)
    return Typed(path=path, fields=pairs, number=number)


def _place(member_id: str, installation: str) -> Context:
    return Context(installation, "typed", row=member_id)
