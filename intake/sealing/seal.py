"""Seal to a public key or under a shared key. No private key is needed."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as Hpke

from intake.frozen import frozen
from intake.sealing.contexts import Context
from intake.sealing.envelope import KEY_BYTES, NONCE_BYTES, Suite, bound, derived, header
from intake.sealing.padding import pad
from intake.sealing.pairs import UnusableKey, load_public

HPKE = Hpke(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@frozen
class Recipient:
    """A recipient: the id of a team or of a member, or ``recovery``, and the public key."""

    whose: str
    public_key: bytes


def new_key() -> bytes:
    """Return a new random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal_to(recipient: Recipient, plaintext: bytes, *, context: Context) -> bytes:
    """Seal to a public key; return version, suite, encapsulated key and ciphertext.

    Raise :class:`intake.sealing.pairs.UnusableKey` if the recipient's key is not usable.
    """
    key = load_public(recipient.public_key)
    info = bound(Suite.HPKE_HYBRID, context)
    try:
        return header(Suite.HPKE_HYBRID) + HPKE.encrypt(_sized(plaintext, context), key, info)
    except ValueError:
        raise UnusableKey from None


def seal_under(key: bytes, plaintext: bytes, *, context: Context) -> bytes:
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
