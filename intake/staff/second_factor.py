"""The code from an authenticator app: RFC 6238, six digits every thirty seconds, each used once."""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from intake.sealing.at_rest import readable

SECRET_BYTES = 20
DIGITS = 6
SECONDS = 30
WINDOW = (0, -1, 1)
"""The step that the clock shows, then the one before and the one after, for a phone that is off."""


class WrongCode(Exception):
    """The code is not the authenticator's just now, or was used before."""


def new_secret() -> str:
    """What the app and we share, in base 32: 32 letters and digits, no padding."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(code: str, secret: str, *, after: int, now: datetime) -> int:
    """The time step of this code: near ``now``, later than ``after``; else :class:`WrongCode`."""
    typed = "".join(code.split()).replace("-", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) == DIGITS):
        raise WrongCode
    at = int(now.timestamp()) // SECONDS
    for step in (at + off for off in WINDOW):
        if step > after and _fits(typed, secret, step):
            return step
    raise WrongCode


def code_at(secret: str, *, now: datetime) -> str:
    """The code that the app shows now."""
    return _totp(secret).generate(now.timestamp()).decode()


def uri(secret: str, *, email: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return _totp(secret).get_provisioning_uri(email, issuer)


def qr(secret: str, *, email: str, issuer: str) -> str:
    """The same as a picture: SVG for the page itself, without style attributes."""
    picture = segno.make(uri(secret, email=email, issuer=issuer), error="m")
    drawn: str = picture.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr")
    return drawn


def _fits(code: str, secret: str, step: int) -> bool:
    try:
        _totp(secret).verify(code.encode(), step * SECONDS)
    except InvalidToken:
        return False
    return True


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(readable(secret)), DIGITS, SHA1(), SECONDS)  # noqa: S303 - what RFC 6238 and every app use
