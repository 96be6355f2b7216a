"""Passkeys and security keys (WebAuthn), as a second factor beside the authenticator app.

For which site a key signs comes from ``PUBLIC_URL`` alone, never from what a browser asks for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from intake.extensions import add_row, all_rows, any_row, change_rows, delete_rows, first_row
from intake.frozen import frozen
from intake.staff.models import Challenge, Enrolment, Passkey, StaffMember
from intake.staff.second_factor import WrongCode

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_BYTES = 32
ASKED_FOR = timedelta(minutes=10)
MOST = 10
"""So many keys a member may have."""
MALFORMED = (ValueError, KeyError, TypeError, AttributeError)
"""Exceptions of the library for an answer that no browser gives."""


class WrongPasskey(WrongCode):
    """The answer is of another key, another site or another question; or was given before."""


@frozen
class Site:
    """The site that passkeys sign for: the name of the host, and the origin of its pages."""

    id: str
    origin: str
    name: str


@frozen
class PasskeyAnswer:
    """The answer of a passkey to the challenge that was issued for it."""

    said: str = field(repr=False)
    challenge: bytes = field(repr=False)
    site: Site


def site_of(public_url: str, *, name: str) -> Site | None:
    """Return the site of this address; ``None`` without a host name, which no passkey accepts."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        is_sure = parts.scheme == "https" or host == "localhost"
        origin = f"{parts.scheme}://{parts.netloc}"
        return Site(id=host, origin=origin, name=name) if is_sure else None
    return None


def of(member_id: str) -> list[Passkey]:
    """Return a member's passkeys, the oldest first."""
    order = (Passkey.added_on, Passkey.id)
    return all_rows(Passkey, Passkey.member_id == member_id, by=order)


def challenge(token_hash: bytes, now: datetime) -> bytes:
    """Add a challenge for the browser of this token, in place of an earlier one."""
    discard_ended(now)
    delete_rows(Challenge, Challenge.token_hash == token_hash)
    asked = secrets.token_bytes(CHALLENGE_BYTES)
    add_row(Challenge(token_hash=token_hash, challenge=asked, until=now + ASKED_FOR))
    return asked


def take_challenge(token_hash: bytes, now: datetime) -> bytes:
    """Delete and return the challenge of this browser, so that two answers cannot both use it."""
    is_own = Challenge.token_hash == token_hash
    asked = first_row(Challenge.challenge, is_own, Challenge.until > now, lock=True)
    if asked is None or delete_rows(Challenge, is_own) != 1:
        raise WrongPasskey
    return asked


def discard_ended(now: datetime) -> None:
    """Delete expired challenges."""
    delete_rows(Challenge, Challenge.until <= now)


def to_add(who: StaffMember | Enrolment, site: Site, asked: bytes) -> str:
    """Return the options, as JSON, with which a browser makes a new passkey for a member."""
    import webauthn
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement

    statement = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=who.id.encode(),
        user_name=who.email,
        challenge=asked,
        exclude_credentials=_descriptors(of(who.id)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED
        ),
    )
    return webauthn.options_to_json(statement)


def to_sign(keys: Iterable[Passkey], site: Site, asked: bytes, *, derives: bool = False) -> str:
    """Return the options, as JSON, with which a browser asks one of these passkeys to sign.

    One that *derives* a secret too must verify its holder, because otherwise it derives another.
    """
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement as Verification

    statement = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=asked,
        allow_credentials=_descriptors(keys),
        user_verification=Verification.REQUIRED if derives else Verification.PREFERRED,
    )
    return webauthn.options_to_json(statement)


def forget_devices(member_id: str) -> None:
    """Delete the device secret under each passkey of a member, because there is a new one."""
    change_rows(Passkey, Passkey.member_id == member_id, wrapped_device=None)


def add(member_id: str, answer: PasskeyAnswer, *, on: date) -> Passkey:
    """Add a passkey of the member. Raise :class:`WrongPasskey` if it does not fit the challenge."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    if len(of(member_id)) >= MOST:
        raise WrongPasskey
    try:
        verified = webauthn.verify_registration_response(
            credential=answer.said,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.id,
            expected_origin=answer.site.origin,
        )
    except (WebAuthnException, *MALFORMED):
        raise WrongPasskey from None
    if any_row(Passkey, Passkey.credential_id == verified.credential_id):
        raise WrongPasskey
    return add_row(
        Passkey(
            member_id=member_id,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            added_on=on,
        )
    )


def use(member_id: str, answer: PasskeyAnswer, *, on: date) -> Passkey:
    """Return the member's passkey that signed. Raise :class:`WrongPasskey`.

    A count of signatures that did not grow tells of a copied key, and is refused too.
    """
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        credential_id = base64url_to_bytes(json.loads(answer.said)["rawId"])
    except MALFORMED:
        raise WrongPasskey from None
    key = first_row(Passkey, Passkey.credential_id == credential_id)
    if key is None or key.member_id != member_id:
        raise WrongPasskey
    try:
        passkey = webauthn.verify_authentication_response(
            credential=answer.said,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.id,
            expected_origin=answer.site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, *MALFORMED):
        raise WrongPasskey from None
    # Compared and set in one statement, so that of two answers only one counts.
    as_it_was = Passkey.id == key.id, Passkey.sign_count == key.sign_count
    if change_rows(Passkey, *as_it_was, sign_count=passkey.new_sign_count, used_on=on) != 1:
        raise WrongPasskey
    return key


def remove(passkey_id: str, *, member_id: str) -> Passkey | None:
    """Delete and return a passkey of this member; ``None`` if there is no such passkey."""
    which = (Passkey.id == passkey_id, Passkey.member_id == member_id)
    passkey = first_row(Passkey, *which, lock=True)
    delete_rows(Passkey, *which)
    return passkey


def discard_of(member_id: str) -> None:
    """Delete all passkeys of this member."""
    delete_rows(Passkey, Passkey.member_id == member_id)


def _descriptors(keys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys]
