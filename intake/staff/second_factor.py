"""The code from an authenticator app: RFC 6238, six digits every thirty seconds, each used once."""

import secrets
from base64 import b32decode, b32encode
from contextlib import suppress
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from intake.questionnaire.tidy import digits_of_any_script
from intake.sealing.at_rest import readable

SECRET_BYTES = 20
DIGITS = 6
SECONDS = 30


class WrongCode(Exception):
    """The code is not the authenticator's just now, or was used before."""


def new_secret() -> str:
    """Return a new shared secret in base 32: 32 characters, no padding."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(code: str, secret: str, *, after: int, now: datetime) -> int:
    """Return the time step of this code, later than ``after``. Raise :class:`WrongCode`.

    It is the step that the clock shows, the one before or the one after, for a phone that is off.
    Digits of any script count, and spaces and dashes between them do not.
    """
    typed = digits_of_any_script("".join(code.split()).replace("-", ""))
    at = int(now.timestamp()) // SECONDS
    for step in (at, at - 1, at + 1):
        if step > after:
            with suppress(InvalidToken):
                _totp(secret).verify(typed.encode(), step * SECONDS)
                return step
    raise WrongCode


def code_at(secret: str, now: datetime) -> str:
    """Return the code that the app shows now."""
    return _totp(secret).generate(now.timestamp()).decode()


def uri(secret: str, *, email: str, issuer: str) -> str:
    """Return the URI that the QR code holds for the app."""
    return _totp(secret).get_provisioning_uri(email, issuer)


def qr(secret: str, *, email: str, issuer: str) -> str:
    """Return the same as a QR code: inline SVG without style attributes."""
    picture = segno.make(uri(secret, email=email, issuer=issuer), error="m")
    drawn: str = picture.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr")
    return drawn


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(readable(secret)), DIGITS, SHA1(), SECONDS)  # noqa: S303 - what RFC 6238 and every app use
