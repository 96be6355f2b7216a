"""Seal to a public key or under a shared key, each value bound to its context.

A sealed value opens in no other place than that of its context. It begins with a version byte and a
suite byte; both and the context are its associated data. No private key is needed.
"""

import re
import secrets
from dataclasses import KW_ONLY, field
from enum import IntEnum
from functools import cache, lru_cache
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import Suite as Hpke
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.frozen import frozen, record

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


HPKE = Hpke(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@frozen
class Recipient:
    """A recipient: the id of a team or of a member, or ``recovery``, and the public key."""

    whose: str
    public_key: bytes


def new_key() -> bytes:
    """Return a new random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def invented_key(installation: str, request_id: str) -> bytes:
    """Return the key of an invented case. It is no secret: the worker tells by it what is real."""
    return derived(f"{installation:32}".encode(), f"invented {request_id}")


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
PUBLIC_BYTES = 1 + ENCAPSULATION_BYTES + X25519_BYTES
MEMBER_PUBLIC_BYTES = PUBLIC_BYTES + 1 + 32


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

    In a member's row the key that verifies signatures follows it.

    Remembered: unpacking one takes as long as a fifth of what is sealed to it, and a team's is
    the same for months.
    """
    post_quantum, classical = _parts(
        public[:PUBLIC_BYTES] if len(public) == MEMBER_PUBLIC_BYTES else public, ENCAPSULATION_BYTES
    )
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
