"""A column that the running server reads and a copy of the database does not.

Version byte, suite byte, nonce, AES-256-GCM of the padded text. The key comes from the door's
own ``SECRET_KEY``; older secrets still read, so that a secret can be changed.
"""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from intake.sealing.envelope import NONCE_BYTES, SealBroken, Suite, body, derived, header
from intake.sealing.padding import pad, unpad

INFO = "at rest"


class NotBound(RuntimeError):
    """A column at rest was used before :func:`bind` gave it the secret."""


class _Secrets:
    """The ciphers of this process: the first writes, all read."""

    ciphers: tuple[AESGCM, ...] = ()


def bind(secret: str, fallbacks: tuple[str, ...] = ()) -> None:
    """Give the columns their secret and those before it; called once, in ``create_app``."""
    _Secrets.ciphers = tuple(AESGCM(derived(key.encode(), INFO)) for key in (secret, *fallbacks))


class AtRest(TypeDecorator[str]):
    """Text, encrypted in its column. ``of`` names the column, so that no other can stand in."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, of: str = "") -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: str | None, _dialect: Any) -> bytes | None:
        """Encrypt on the way into the table."""
        return None if value is None else encrypted(value, of=self.of)

    def process_result_value(self, value: bytes | None, _dialect: Any) -> str | None:
        """Decrypt on the way out; :class:`intake.sealing.envelope.SealBroken` if it cannot."""
        return None if value is None else decrypted(value, of=self.of)


def encrypted(text: str, *, of: str = "") -> bytes:
    """The text as its column keeps it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    kept = _ciphers()[0].encrypt(nonce, pad(text.encode()), _bound(of))
    return header(Suite.AES_256_GCM) + nonce + kept


def decrypted(kept: bytes, *, of: str = "") -> str:
    """The text again, under the secret of now or one of those before."""
    content = body(kept, Suite.AES_256_GCM)
    for cipher in _ciphers():
        try:
            padded = cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _bound(of))
        except (InvalidTag, ValueError):
            continue
        return unpad(padded).decode()
    raise SealBroken


def _ciphers() -> tuple[AESGCM, ...]:
    if not _Secrets.ciphers:
        raise NotBound
    return _Secrets.ciphers


def _bound(of: str) -> bytes:
    return header(Suite.AES_256_GCM) + of.encode()
