"""The header of every sealed value: a version byte, a suite byte, and the associated data."""

from enum import IntEnum
from typing import ClassVar

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
    """Sealed data does not open, or is not what the row says. Each kind is a subclass.

    ``code`` names the kind in logs. An exception carries neither what was sealed nor any key.
    """

    code: ClassVar[str] = "seal_broken"


class SealDamaged(SealBroken):
    """The envelope does not open under this key in this context.

    It was changed or cut, or made under another key or for another context: authenticated
    encryption does not tell these apart.
    """

    code: ClassVar[str] = "seal_damaged"


class ContextMismatch(SealBroken):
    """The data is intact but was sealed for another place than the one where it was found."""

    code: ClassVar[str] = "context_mismatch"


class WeakKey(ValueError):
    """A key shorter than 256 bits was given for sealing: a fault in the calling code."""


def header(suite: Suite) -> bytes:
    """Return the first two bytes of a sealed value: format version and suite."""
    return bytes((VERSION, suite))


def bound(suite: Suite, context: Context) -> bytes:
    """Return the associated data of a seal: format version, suite, then the context."""
    return header(suite) + context.to_bytes()


def body(sealed: bytes, suite: Suite) -> bytes:
    """Return the bytes behind the header; raise :class:`SealDamaged` for another suite's header."""
    if sealed[:2] != header(suite):
        raise SealDamaged
    return sealed[2:]


def derived(key: bytes, info: str) -> bytes:
    """HKDF-SHA256 of a key, without salt: an independent key for each ``info``.

    For seals the info is the kind. Other derivations choose one with a space in it, which no
    kind has.
    """
    if len(key) < KEY_BYTES:
        raise WeakKey
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info.encode()).derive(key)
