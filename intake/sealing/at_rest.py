"""Encrypt a column at rest: the running server reads it, a copy of the database does not.

Version byte, suite byte, nonce, AES-256-GCM of the padded text. The key comes from the door's
own ``SECRET_KEY``; older secrets still read, so that a secret can be changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from intake.sealing.seal import (
    NONCE_BYTES,
    Context,
    SealBroken,
    SealDamaged,
    Suite,
    body,
    bound,
    derived,
    header,
    pad,
    unpad,
)

INFO = "at rest"


class SecretAge(StrEnum):
    """The secret that encrypts a value: the current one, an older one, or an unknown one."""

    CURRENT = "current"
    OLDER = "older"
    UNKNOWN = "unknown"


class UnderUnknownKey(SealBroken, DontWrapMixin):
    """A value at rest is needed that neither ``SECRET_KEY`` nor a fallback reads."""

    code: ClassVar[str] = "unknown_secret_key"


class Unreadable(str):
    """Stands where a value is under no known secret, so that the rest of its row can be shown.

    It is no address and no authenticator's secret, and cannot be written into a table.
    """

    __slots__ = ()

    def __new__(cls) -> Unreadable:
        """Return the placeholder text; every unreadable value looks the same."""
        return super().__new__(cls, "(?)")


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
        return None if value is None else encrypted(readable(value), of=self.of)

    def process_result_value(self, value: bytes | None, _dialect: Any) -> str | None:
        """Decrypt on the way out; :class:`Unreadable` where no known secret does."""
        try:
            return None if value is None else decrypted(value, of=self.of)
        except SealBroken:
            return Unreadable()


def readable(value: str) -> str:
    """Return the value for use, not only for display. Raise :class:`UnderUnknownKey`."""
    if isinstance(value, Unreadable):
        raise UnderUnknownKey
    return value


def encrypted(text: str, *, of: str = "") -> bytes:
    """Encrypt a text for its column."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = _ciphers()[0].encrypt(nonce, pad(text.encode()), _bound(of))
    return header(Suite.AES_256_GCM) + nonce + ciphertext


def decrypted(kept: bytes, *, of: str = "") -> str:
    """Decrypt a column with the current secret or one of the fallbacks."""
    return _read(kept, of)[1]


def standing(kept: bytes, *, of: str = "") -> SecretAge:
    """Return which secret encrypts this value."""
    try:
        number, _ = _read(kept, of)
    except SealBroken:
        return SecretAge.UNKNOWN
    return SecretAge.OLDER if number else SecretAge.CURRENT


def _read(kept: bytes, of: str) -> tuple[int, str]:
    """Return the number of the secret that decrypts it, 0 for the current one, and the text."""
    content = body(kept, Suite.AES_256_GCM)
    for number, cipher in enumerate(_ciphers()):
        try:
            padded = cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _bound(of))
        except (InvalidTag, ValueError):
            continue
        return number, unpad(padded).decode()
    raise SealDamaged


def _ciphers() -> tuple[AESGCM, ...]:
    if not _Secrets.ciphers:
        raise NotBound
    return _Secrets.ciphers


def _bound(of: str) -> bytes:
    return header(Suite.AES_256_GCM) + of.encode()


PIECE_BYTES = 1 << 16
"""Bytes that are sealed at once; a piece that is read back is never larger."""

TAG_BYTES = 16
LENGTH_BYTES = 4


def seal_stream(key: bytes, content: Iterable[bytes], context: Context) -> Iterator[bytes]:
    """Yield the pieces of a sealed stream, with their lengths. ``key`` is new, 256 bits."""
    cipher, bound_data = AESGCM(derived(key, context.kind)), bound(Suite.AES_256_GCM, context)
    for number, (piece, is_last) in enumerate(_pieces(content)):
        sealed = cipher.encrypt(nonce_of(number, is_last=is_last), piece, bound_data)
        yield len(sealed).to_bytes(LENGTH_BYTES) + sealed


def nonce_of(number: int, *, is_last: bool) -> bytes:
    """Return the nonce of a piece."""
    return number.to_bytes(11) + bytes((is_last,))


def _pieces(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Full pieces, then what is left, which is the last one even where it is empty."""
    waiting = bytearray()
    for some in content:
        waiting += some
        while len(waiting) > PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES]), False
            del waiting[:PIECE_BYTES]
    yield bytes(waiting), True
