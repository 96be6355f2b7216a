"""The device secret of each member who uses this browser, in a cookie of the sign-in pages."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from flask import Response, request

from intake.sealing.device_secrets import DEVICE_BYTES
from intake.web.signin.pages import settings

PATH = "/desk/signin"
"""Only pages below it get the cookie: sign-in, sheets, the change of a password."""
LASTS = timedelta(days=400)
"""The longest time that browsers keep a cookie."""


def device_of(member_id: str) -> bytes:
    """Return the device secret that this browser sent for a member; nothing where it has none."""
    try:
        secret = urlsafe_b64decode(request.cookies.get(_name(member_id), "") + "==")
    except ValueError:
        return b""
    return secret if len(secret) == DEVICE_BYTES else b""


def set_device(response: Response, member_id: str, secret: bytes) -> None:
    """Store a member's device secret in the browser for 400 days from now."""
    response.set_cookie(
        _name(member_id),
        urlsafe_b64encode(secret).decode().rstrip("="),
        max_age=LASTS,
        path=PATH,
        secure=settings().https,
        httponly=True,
        samesite="Strict",
    )


def _name(member_id: str) -> str:
    return f"__Secure-device-{member_id}" if settings().https else f"device-{member_id}"
