"""Seal to a public key or under a shared key. No private key is needed."""

import secrets
from dataclasses import field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import Suite as Hpke

from intake.frozen import frozen
from intake.sealing.contexts import KEY_BYTES, NONCE_BYTES, Context, Suite, bound, derived, header

HPKE = Hpke(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@frozen
class Recipient:
    """A recipient: the id of a team or of a member, or ``recovery``, and the public key."""

    whose: str
    public_key: bytes


def new_key() -> bytes:
    """Return a new random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal_to(recipient: Recipient, plaintext: bytes, context: Context) -> bytes:
    """Seal to a public key; return version, suite, encapsulated key and ciphertext.

    Raise :class:`intake.sealing.seal.UnusableKey` if the recipient's key is not usable.
    """
    key = load_public(recipient.public_key)
    info = bound(Suite.HPKE_HYBRID, context)
    try:
        return header(Suite.HPKE_HYBRID) + HPKE.encrypt(_sized(plaintext, context), key, info)
    except ValueError:
        raise UnusableKey from None


def seal_under(key: bytes, plaintext: bytes, context: Context) -> bytes:
    """Seal under a shared key; return version, suite, nonce and ciphertext.

    AES-256-GCM under HKDF-SHA256(key, kind). The key has at least 256 random bits: a case key,
    a token, a half of a stretched password. Raise :class:`WeakKey` for a shorter one.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(derived(key, context.kind)).encrypt(
        nonce, _sized(plaintext, context), bound(Suite.AES_256_GCM, context)
    )
    return header(Suite.AES_256_GCM) + nonce + sealed


def _sized(plaintext: bytes, context: Context) -> bytes:
    return plaintext if context.wraps_a_key else pad(plaintext)


FLOOR = 256
MARK = b"\x80"


class NotPadded(Exception):
    """Opened bytes do not end as padding does: somebody sealed them another way."""


def padded_length(length: int) -> int:
    """Return the Padmé length for ``length`` bytes: at least 256, at most 12 % more.

    Nikitin and others, "Reducing Metadata Leakage from Encrypted Files" (PoPETs 2019): of the
    binary length only as many leading digits are kept as the count of its digits has itself.
    """
    if length <= FLOOR:
        return FLOOR
    exponent = length.bit_length() - 1
    rest = exponent - exponent.bit_length()
    mask = (1 << rest) - 1
    return (length + mask) & ~mask


def pad(content: bytes) -> bytes:
    """Return the content, one marking byte, and zeros up to the next Padmé length."""
    return (content + MARK).ljust(padded_length(len(content) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content without its padding. Raise :class:`NotPadded` if there is none."""
    content = padded.rstrip(b"\0")
    if not content.endswith(MARK) or len(padded) != padded_length(len(content)):
        raise NotPadded
    return content[:-1]


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
