"""Random tokens of cookies and links. The database stores their hashes only."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

TOKEN_BYTES = 32


class MistypedToken(ValueError):
    """This text is no token: a link was cut, or typed by hand."""


def new_token() -> bytes:
    """Return a new random token of 256 bits."""
    return secrets.token_bytes(TOKEN_BYTES)


def token_hash(token: bytes) -> bytes:
    """Return the hash by which a row is found; it is useless without the token itself."""
    return sha256(token).digest()


def token_text(token: bytes) -> str:
    """Return the token for a link: base64url without padding, 43 letters."""
    return urlsafe_b64encode(token).decode().rstrip("=")


def read_token(text: str) -> bytes:
    """Return the token of a link. Raise :class:`MistypedToken`."""
    try:
        token = urlsafe_b64decode(text.encode("ascii") + b"=")
    except ValueError:
        raise MistypedToken from None
    if len(token) != TOKEN_BYTES or token_text(token) != text:
        raise MistypedToken
    return token
