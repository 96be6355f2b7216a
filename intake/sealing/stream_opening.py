"""Open a sealed stream. Only actions may import this module."""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.sealing.at_rest import LENGTH_BYTES, PIECE_BYTES, TAG_BYTES, nonce_of
from intake.sealing.contexts import Context
from intake.sealing.envelope import SealDamaged, Suite, bound, derived


def open_stream(key: bytes, sealed: BinaryIO, *, context: Context) -> Iterator[bytes]:
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
