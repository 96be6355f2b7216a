"""Sign keys with Ed25519, and verify signatures.

A signing key is the suite byte and 32 bytes of Ed25519 (RFC 8032), private and public alike.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.sealing.envelope import Suite
from intake.sealing.pairs import Pair, UnusableKey

SUITE_BYTE = bytes((Suite.ED25519,))
SIGNING_BYTES = 1 + 32


def new_signing_pair() -> Pair:
    """Return a new pair to sign with."""
    private = SUITE_BYTE + Ed25519PrivateKey.generate().private_bytes_raw()
    return Pair(private=private, public=signing_public_half(private))


def signing_public_half(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return SUITE_BYTE + _private(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Return a signature of 64 bytes."""
    return _private(private).sign(message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return true if the holder of ``public`` signed this message; false for an unusable key."""
    try:
        Ed25519PublicKey.from_public_bytes(_raw(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_raw(private))


def _raw(key: bytes) -> bytes:
    if key[:1] != SUITE_BYTE or len(key) != SIGNING_BYTES:
        raise UnusableKey
    return key[1:]
