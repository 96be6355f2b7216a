"""The second factor as it comes from a page: a code, or the answer of a passkey."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from flask_babel import gettext

from intake import clock
from intake.actions.accounts.use_second_factor import Factor
from intake.extensions import db, writing
from intake.sealing.device_secrets import passkey_salt
from intake.sealing.tokens import token_hash
from intake.staff import passkeys, recovery_codes
from intake.staff.models import Enrolment, StaffMember
from intake.staff.passkeys import PasskeyAnswer, Site, site_of
from intake.staff.second_factor import WrongCode
from intake.web.access import installation
from intake.web.app_context import settings
from intake.web.security import door_token
from intake.web.signin.forms import FactorForm
from intake.web.signin.pages import issuer


def site() -> Site | None:
    """Return the site that passkeys sign for; ``None`` where the server has no host name."""
    return site_of(settings().public_url, name=issuer())


def posted_factor(form: FactorForm) -> Factor:
    """Return the posted factor. A passkey's challenge is used up before it is verified.

    Raise :class:`intake.staff.second_factor.WrongCode` where nothing was asked.
    """
    if not form.is_passkey:
        return form.code.data
    with writing():
        asked = passkeys.take_challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    if (here := site()) is None:
        raise WrongCode
    return PasskeyAnswer(said=form.passkey.data, challenge=asked, site=here)


def to_use(member_id: str) -> str:
    """Return the options for signing with a passkey of this member; empty where none can sign."""
    here = site()
    if here is None or not passkeys.of(member_id):
        return ""
    with writing():
        asked = passkeys.challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    return passkeys.to_use(member_id, here, asked)


def to_derive(member_id: str, *, with_device: bool) -> str:
    """Return the options for a passkey that signs and derives a secret; empty where none can."""
    here = site()
    has_any = passkeys.any_with_device(member_id) if with_device else passkeys.of(member_id)
    if here is None or not has_any:
        return ""
    with writing():
        asked = passkeys.challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    return passkeys.to_derive(member_id, here, asked, with_device=with_device)


def salt_text(member_id: str) -> str:
    """Return the salt of a member's passkeys, as the script reads it."""
    salt = passkey_salt(member_id, installation=installation())
    return urlsafe_b64encode(salt).decode().rstrip("=")


def to_add(who: StaffMember | Enrolment) -> str:
    """Return the options for a new passkey; empty where passkeys cannot sign here."""
    if (here := site()) is None:
        return ""
    with writing():
        asked = passkeys.challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    return passkeys.to_add(who, here, asked)


def wrong(form: FactorForm) -> str:
    """Return the message for a wrong factor."""
    if form.is_passkey:
        return gettext("This passkey was not accepted. Try again, or use the code from your app.")
    if recovery_codes.is_one(form.code.data):
        return gettext("This recovery code is not correct, or it was used. Enter another one.")
    return gettext("This code is not correct. Wait for the next one in your app.")
