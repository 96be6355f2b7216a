"""The password and the second factor as they come from a page; what is refused is logged.

A second factor is a code, or the answer of a passkey. A refusal is logged, and a try given back, in
a transaction of its own.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask_babel import gettext

from intake import clock
from intake.actions.accounts.second_factors import Factor
from intake.actions.accounts.sign_in import (
    Account,
    Unlocked,
    WrongPassword,
    note_wrong_factor,
    note_wrong_password,
    unlock,
)
from intake.extensions import saving
from intake.sealing.sheets import passkey_salt
from intake.staff import login_throttle, passkeys, recovery_codes
from intake.staff.models import Enrolment, Passkey, StaffMember
from intake.staff.passkeys import PasskeyAnswer, Site, site_of
from intake.staff.passwords import TooBusy
from intake.staff.second_factor import WrongCode
from intake.web import limits
from intake.web.access import installation, moment
from intake.web.app_context import settings
from intake.web.security import door_hash, door_token
from intake.web.signin.device_cookies import device_of
from intake.web.signin.forms import FactorForm, issuer


def site() -> Site | None:
    """Return the site that passkeys sign for; ``None`` where the server has no host name."""
    return site_of(settings().public_url, name=issuer())


def posted_factor(form: FactorForm) -> Factor:
    """Return the posted factor. A passkey's challenge is used up before it is verified.

    Raise :class:`intake.staff.second_factor.WrongCode` where nothing was asked.
    """
    if not form.is_passkey:
        return form.code.data
    with saving():
        asked = passkeys.take_challenge(door_hash(), clock.now())
    if (here := site()) is None:
        raise WrongCode
    return PasskeyAnswer(said=form.passkey.data, challenge=asked, site=here)


def to_sign(keys: Sequence[Passkey], *, derives: bool = False) -> str:
    """Return the options for one of these passkeys to sign; empty where none can.

    One that *derives* a secret does so for the device secret.
    """
    here = site()
    if here is None or not keys:
        return ""
    return passkeys.to_sign(keys, here, _new_challenge(), derives=derives)


def salt_text(member_id: str) -> str:
    """Return the salt of a member's passkeys, as the script reads it."""
    salt = passkey_salt(member_id, installation())
    return urlsafe_b64encode(salt).decode().rstrip("=")


def to_add(who: StaffMember | Enrolment) -> str:
    """Return the options for a new passkey; empty where passkeys cannot sign here."""
    here = site()
    return passkeys.to_add(who, here, _new_challenge()) if here else ""


def _new_challenge() -> bytes:
    with saving():
        return passkeys.challenge(door_hash(), clock.now())


def wrong(form: FactorForm) -> str:
    """Return the message for a wrong factor."""
    if form.is_passkey:
        return gettext("This passkey was not accepted. Try again, or use the code from your app.")
    if recovery_codes.is_one(form.code.data):
        return gettext("This recovery code is not correct, or it was used. Enter another one.")
    return gettext("This code is not correct. Wait for the next one in your app.")


def unlock_or_note(account: Account, email: str, password: str) -> Unlocked:
    """Unlock with the device secret of this browser; log a wrong password.

    Give back a try for which the line was too long.
    """
    device, network = device_of(account.member_id), limits.network()
    try:
        return unlock(
            account, password, device=device, network=network, installation=installation()
        )
    except WrongPassword:
        with saving():
            note_wrong_password(email, account.member_id, moment())
        raise
    except TooBusy:
        with saving():
            login_throttle.give_back(account.who, "password", network=account.network)
        raise


class SessionEnded(Exception):
    """The fifth wrong second factor ended the session of this browser."""


@contextmanager
def noting_wrong_factors(member_id: str) -> Iterator[None]:
    """Log a wrong second factor of this member; raise :class:`SessionEnded` at the fifth."""
    try:
        yield
    except WrongCode:
        with saving():
            is_over = note_wrong_factor(member_id, door_token(), moment())
        if is_over:
            raise SessionEnded from None
        raise
