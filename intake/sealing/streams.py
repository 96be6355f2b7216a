"""Seal a stream piece by piece, so that none can be lost or moved (STREAM).

Each piece is AES-256-GCM under a key that seals this one stream and nothing else, with a nonce
that counts: eleven bytes of number, one that tells whether the piece is the last. A stream that
was cut, or whose pieces were swapped, therefore does not open (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015). In front of each piece stand four bytes of its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.sealing.contexts import Context
from intake.sealing.envelope import Suite, bound, derived

PIECE_BYTES = 1 << 16
"""Bytes that are sealed at once; a piece that is read back is never larger."""

TAG_BYTES = 16
LENGTH_BYTES = 4


def seal_stream(key: bytes, content: Iterable[bytes], *, context: Context) -> Iterator[bytes]:
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
