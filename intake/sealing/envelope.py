"""The outside of everything sealed: a version byte, a suite byte, and what these bind."""

from __future__ import annotations

from enum import IntEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.sealing.contexts import Context

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12


class Suite(IntEnum):
    """The algorithms of an envelope or a key. A number is never used twice."""

    AES_256_GCM = 1
    """AES-256-GCM under HKDF-SHA256 of a key, random 96-bit nonce."""
    HPKE_HYBRID = 2
    """RFC 9180 with MLKEM768-X25519, HKDF-SHA256, AES-256-GCM."""
    ED25519 = 3
    """Signatures."""


class SealBroken(Exception):
    """A sealed thing does not open: another key, another place, damaged, cut, or unknown.

    Which of these it was cannot be told, and is not: whoever tampers learns nothing. The
    exception carries neither what was sealed nor what was tried.
    """


class WeakKey(ValueError):
    """A key shorter than 256 bits was given for sealing: a fault in the calling code."""


def header(suite: Suite) -> bytes:
    """The two bytes in front: the version of the format and the suite."""
    return bytes((VERSION, suite))


def bound(suite: Suite, context: Context) -> bytes:
    """Return the associated data of a seal: format version, suite, then the context."""
    return header(suite) + context.to_bytes()


def body(sealed: bytes, suite: Suite) -> bytes:
    """Return the bytes behind the header; raise :class:`SealBroken` for another suite's header."""
    if sealed[:2] != header(suite):
        raise SealBroken
    return sealed[2:]


def derived(key: bytes, info: str) -> bytes:
    """HKDF-SHA256 of a key, without salt: an independent key for each ``info``.

    For seals the info is the kind. Other derivations choose one with a space in it, which no
    kind has.
    """
    if len(key) < KEY_BYTES:
        raise WeakKey
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info.encode()).derive(key)
