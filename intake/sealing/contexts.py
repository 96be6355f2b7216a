"""The context that a sealed value is bound to, so that it opens in no other place.

Every sealed value begins with a version byte and a suite byte; both and the context are its
associated data.
"""

import re
from dataclasses import KW_ONLY
from enum import IntEnum
from functools import cache
from typing import ClassVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.frozen import record

WRAP = "wrap:"
"""The beginning of the kind of a sealed key: keys are of one length and are not padded."""

_KIND = re.compile(r"[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)?", re.ASCII)


class UnusableContext(ValueError):
    """A context that could not be told from another: its kind is no kind, its version no count."""


@record
class Context:
    """The place of one sealed thing, bound into its seal as associated data.

    ``installation`` is the fingerprint of the recovery key; ``request`` the id of the request,
    empty where a thing belongs to none; ``kind`` says what it is (``card``, ``wrap:case-key``);
    ``row`` the id of the row that keeps it; ``version`` counts where one row has several.
    """

    installation: str
    kind: str
    _: KW_ONLY
    request: str = ""
    row: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not _is_kind(self.kind) or not 0 <= self.version < 1 << 32:
            raise UnusableContext

    @property
    def wraps_a_key(self) -> bool:
        """Return true if the sealed value is itself a key."""
        return self.kind.startswith(WRAP)

    def to_bytes(self) -> bytes:
        """Canonical bytes: each text behind its length, so that no two contexts are alike.

        ``installation``, ``request``, ``kind`` and ``row`` in UTF-8, each behind its length in
        four bytes, then the version in four bytes; numbers with the most significant byte first.
        """
        texts = (self.installation, self.request, self.kind, self.row)
        return measured(*[text.encode() for text in texts]) + self.version.to_bytes(4)


@cache
def _is_kind(text: str) -> bool:
    return _KIND.fullmatch(text) is not None


def measured(*parts: bytes) -> bytes:
    """Return each part after its length in four bytes, so that no byte can move to the next."""
    return b"".join([len(part).to_bytes(4) + part for part in parts])


def unmeasured(kept: bytes) -> list[bytes]:
    """Return the parts that :func:`measured` joined; raise ``ValueError`` for other bytes."""
    parts, at = [], 0
    while at < len(kept):
        begin = at + 4
        at = begin + int.from_bytes(kept[at:begin])
        parts.append(kept[begin:at])
    if at != len(kept):
        raise ValueError("not measured")
    return parts


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
