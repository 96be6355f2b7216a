"""Open sealed values. Only actions may import this module."""

from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from intake.sealing.at_rest import LENGTH_BYTES, PIECE_BYTES, TAG_BYTES, nonce_of
from intake.sealing.seal import (
    HPKE,
    NONCE_BYTES,
    Context,
    NotPadded,
    SealDamaged,
    Suite,
    body,
    bound,
    derived,
    load_private,
    unpad,
)


class Opener:
    """One key that opens many things: what making it ready costs is paid once.

    Like the key itself it is gone with the web request.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._ciphers: dict[str, AESGCM] = {}

    def open_sealed(self, sealed: bytes, context: Context) -> bytes:
        """Return what was sealed to this key's public half in this context; raise SealDamaged."""
        content = body(sealed, Suite.HPKE_HYBRID)
        try:
            opened = HPKE.decrypt(content, self._private, bound(Suite.HPKE_HYBRID, context))
        except (InvalidTag, ValueError):
            raise SealDamaged from None
        return _content(opened, context)

    def open_under(self, sealed: bytes, context: Context) -> bytes:
        """Return what was sealed under this key in this context; raise SealDamaged."""
        content = body(sealed, Suite.AES_256_GCM)
        nonce, encrypted = content[:NONCE_BYTES], content[NONCE_BYTES:]
        bound_data = bound(Suite.AES_256_GCM, context)
        try:
            if context.kind not in self._ciphers:
                self._ciphers[context.kind] = AESGCM(derived(self._key, context.kind))
            opened = self._ciphers[context.kind].decrypt(nonce, encrypted, bound_data)
        except (InvalidTag, ValueError):
            raise SealDamaged from None
        return _content(opened, context)

    @cached_property
    def _private(self) -> MLKEM768X25519PrivateKey:
        return load_private(self._key)


def open_sealed(sealed: bytes, private_key: bytes, context: Context) -> bytes:
    """Open one ciphertext as :meth:`Opener.open_sealed` does."""
    return Opener(private_key).open_sealed(sealed, context)


def open_under(key: bytes, sealed: bytes, context: Context) -> bytes:
    """Open one ciphertext as :meth:`Opener.open_under` does."""
    return Opener(key).open_under(sealed, context)


def _content(opened: bytes, context: Context) -> bytes:
    if context.wraps_a_key:
        return opened
    try:
        return unpad(opened)
    except NotPadded:
        raise SealDamaged from None


def open_stream(key: bytes, sealed: BinaryIO, context: Context) -> Iterator[bytes]:
    """Yield the pieces of a sealed stream. Raise :class:`SealDamaged` at the first that was
    changed, and where the stream ends before its last piece or goes on behind it.
    """
    cipher, bound_data = AESGCM(derived(key, context.kind)), bound(Suite.AES_256_GCM, context)
    piece, number = _next(sealed), 0
    while piece is not None:
        after = _next(sealed)
        try:
            yield cipher.decrypt(nonce_of(number, is_last=after is None), piece, bound_data)
        except (InvalidTag, ValueError):
            raise SealDamaged from None
        piece, number = after, number + 1
    if number == 0:
        raise SealDamaged


def _next(sealed: BinaryIO) -> bytes | None:
    """Return the next sealed piece, or ``None`` at the end. Raise :class:`SealDamaged`."""
    length = sealed.read(LENGTH_BYTES)
    if not length:
        return None
    size = int.from_bytes(length)
    piece = sealed.read(size) if TAG_BYTES <= size <= PIECE_BYTES + TAG_BYTES else b""
    if len(length) != LENGTH_BYTES or len(piece) != size:
        raise SealDamaged
    return piece
