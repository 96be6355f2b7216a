"""Hybrid key pairs to seal to, as bytes: an attacker would have to break both algorithms.

A private key is the suite byte, the 64-byte seed of ML-KEM-768 (FIPS 203: d, then z) and the
32-byte scalar of X25519: 97 bytes. A public key is the suite byte, the ML-KEM-768 encapsulation
key (1,184 bytes) and the X25519 public key (32 bytes): 1,217 bytes, and behind the suite byte
the order of X-Wing and of the HPKE draft for hybrid keys.
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from intake.frozen import frozen
from intake.sealing.envelope import Suite

SUITE_BYTE = bytes((Suite.HPKE_HYBRID,))
SEED_BYTES = 64
ENCAPSULATION_BYTES = 1184
X25519_BYTES = 32
PRIVATE_BYTES = 1 + SEED_BYTES + X25519_BYTES


class UnusableKey(ValueError):
    """These bytes are no key of this suite: cut, of another suite, or not a key at all."""


@frozen
class Pair:
    """The two halves of one key pair."""

    private: bytes = field(repr=False)
    public: bytes


def new_pair() -> Pair:
    """Return a new key pair."""
    post_quantum, classical = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    private = SUITE_BYTE + post_quantum.private_bytes_raw() + classical.private_bytes_raw()
    return Pair(private=private, public=public_half(private))


def public_half(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    post_quantum, classical = _parts(private, SEED_BYTES)
    return (
        SUITE_BYTE
        + _post_quantum(post_quantum).public_key().public_bytes_raw()
        + X25519PrivateKey.from_private_bytes(classical).public_key().public_bytes_raw()
    )


def load_private(private: bytes) -> MLKEM768X25519PrivateKey:
    """Return the library's object for a private key. Raise :class:`UnusableKey`."""
    post_quantum, classical = _parts(private, SEED_BYTES)
    return MLKEM768X25519PrivateKey(
        _post_quantum(post_quantum), X25519PrivateKey.from_private_bytes(classical)
    )


@lru_cache(maxsize=64)
def load_public(public: bytes) -> MLKEM768X25519PublicKey:
    """Return the library's object for a public key. Raise :class:`UnusableKey`.

    Remembered: unpacking one takes as long as a fifth of what is sealed to it, and a team's is
    the same for months.
    """
    post_quantum, classical = _parts(public, ENCAPSULATION_BYTES)
    try:
        encapsulation = MLKEM768PublicKey.from_public_bytes(post_quantum)
    except ValueError:
        raise UnusableKey from None
    return MLKEM768X25519PublicKey(encapsulation, X25519PublicKey.from_public_bytes(classical))


def _post_quantum(seed: bytes) -> MLKEM768PrivateKey:
    return MLKEM768PrivateKey.from_seed_bytes(seed)


def _parts(key: bytes, first: int) -> tuple[bytes, bytes]:
    if key[:1] != SUITE_BYTE or len(key) != 1 + first + X25519_BYTES:
        raise UnusableKey
    return key[1 : 1 + first], key[1 + first :]
