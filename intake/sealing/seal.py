"""Seal: all that a process without private keys can do."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as Hpke

from intake.sealing.contexts import Context
from intake.sealing.envelope import KEY_BYTES, NONCE_BYTES, Suite, bound, derived, header
from intake.sealing.padding import pad
from intake.sealing.pairs import UnusableKey, load_public
from intake.sealing.recipients import Recipient

HPKE = Hpke(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_key() -> bytes:
    """A fresh key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal_to(recipient: Recipient, plaintext: bytes, *, context: Context) -> bytes:
    """Seal to a public key: version, suite, encapsulated key, what was sealed.

    Raises :class:`intake.sealing.pairs.UnusableKey` where the recipient's key is none.
    """
    key = load_public(recipient.public_key)
    info = bound(Suite.HPKE_HYBRID, context)
    try:
        return header(Suite.HPKE_HYBRID) + HPKE.encrypt(_sized(plaintext, context), key, info)
    except ValueError:
        raise UnusableKey from None


def seal_under(key: bytes, plaintext: bytes, *, context: Context) -> bytes:
    """Seal under a key that is shared: version, suite, nonce, what was sealed.

    AES-256-GCM under HKDF-SHA256(key, kind). The key has at least 256 bits of chance in it: a
    case key, a token, a half of a stretched password; else :class:`WeakKey`.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(derived(key, context.kind)).encrypt(
        nonce, _sized(plaintext, context), bound(Suite.AES_256_GCM, context)
    )
    return header(Suite.AES_256_GCM) + nonce + sealed


def _sized(plaintext: bytes, context: Context) -> bytes:
    return plaintext if context.wraps_a_key else pad(plaintext)
