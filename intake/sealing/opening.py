"""Open: only actions may import this module."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.sealing.contexts import Context
from intake.sealing.envelope import (
    NONCE_BYTES,
    SealBroken,
    Suite,
    WeakKey,
    body,
    bound,
    derived,
)
from intake.sealing.padding import NotPadded, unpad
from intake.sealing.pairs import UnusableKey, load_private
from intake.sealing.seal import HPKE

__all__ = ["SealBroken", "open_sealed", "open_under"]


def open_sealed(sealed: bytes, private_key: bytes, *, context: Context) -> bytes:
    """What was sealed to this private key's public half, in this context; or SealBroken."""
    content = body(sealed, Suite.HPKE_HYBRID)
    try:
        opened = HPKE.decrypt(content, load_private(private_key), bound(Suite.HPKE_HYBRID, context))
    except (InvalidTag, ValueError, UnusableKey):
        raise SealBroken from None
    return _content(opened, context)


def open_under(key: bytes, sealed: bytes, *, context: Context) -> bytes:
    """What was sealed under this key, in this context; or SealBroken."""
    content = body(sealed, Suite.AES_256_GCM)
    nonce, encrypted = content[:NONCE_BYTES], content[NONCE_BYTES:]
    try:
        opened = AESGCM(derived(key, context.kind)).decrypt(
            nonce, encrypted, bound(Suite.AES_256_GCM, context)
        )
    except (InvalidTag, ValueError, WeakKey):
        raise SealBroken from None
    return _content(opened, context)


def _content(opened: bytes, context: Context) -> bytes:
    if context.wraps_a_key:
        return opened
    try:
        return unpad(opened)
    except NotPadded:
        raise SealBroken from None
