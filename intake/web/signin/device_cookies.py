"""The device secret of each member who uses this browser, in a cookie of the sign-in pages."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from flask import Response, request

from intake.sealing.sheets import DEVICE_BYTES
from intake.web.app_context import secrets, settings

PATH = "/desk/signin"
"""Only pages below it get the cookie: sign-in, sheets, the change of a password."""
LASTS = timedelta(days=400)
"""The longest time that browsers keep a cookie."""


def device_of(member_id: str) -> bytes:
    """Return the device secret that this browser sent for a member; nothing where it has none."""
    return _read(request.cookies.get(_name(member_id), ""))[0]


def proven_devices() -> dict[str, bytes]:
    """Return the members whose device secret this browser has from us, each with its hash.

    The proof stands in the cookie, since the server does not know the secrets: a tag under
    ``SECRET_KEY``. Older cookies have none until the next sign-in.
    """
    found = {}
    for name, value in request.cookies.items():
        member_id = name.removeprefix(_name(""))
        secret, tag = _read(value)
        if (
            name != member_id
            and secret
            and any(hmac.compare_digest(tag, _tag(member_id, secret, key)) for key in secrets())
        ):
            found[member_id] = sha256(secret).digest()
    return found


def set_device(response: Response, member_id: str, secret: bytes) -> None:
    """Store a member's device secret in the browser for 400 days from now."""
    response.set_cookie(
        _name(member_id),
        f"{_text(secret)}.{_text(_tag(member_id, secret, secrets()[0]))}",
        max_age=LASTS,
        path=PATH,
        secure=settings().https,
        httponly=True,
        samesite="Strict",
    )


def _read(value: str) -> tuple[bytes, bytes]:
    """Return the secret and the tag of a cookie, each empty where it is not there."""
    try:
        secret, tag = (urlsafe_b64decode(part + "==") for part in value.partition(".")[::2])
    except ValueError:
        return b"", b""
    return (secret, tag) if len(secret) == DEVICE_BYTES else (b"", b"")


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _tag(member_id: str, secret: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), b"intake device" + member_id.encode() + secret, sha256)[:16]


def _name(member_id: str) -> str:
    return f"__Secure-device-{member_id}" if settings().https else f"device-{member_id}"
