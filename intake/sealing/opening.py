"""Open sealed values. Only actions may import this module."""

from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from intake.sealing.contexts import Context
from intake.sealing.envelope import (
    NONCE_BYTES,
    ContextMismatch,
    SealBroken,
    SealDamaged,
    Suite,
    body,
    bound,
    derived,
)
from intake.sealing.seal import HPKE, NotPadded, load_private, unpad

__all__ = ["ContextMismatch", "Opener", "SealBroken", "SealDamaged", "open_sealed", "open_under"]


class Opener:
    """One key that opens many things: what making it ready costs is paid once.

    Like the key itself it is gone with the web request.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._ciphers: dict[str, AESGCM] = {}

    def open_sealed(self, sealed: bytes, *, context: Context) -> bytes:
        """Return what was sealed to this key's public half in this context; raise SealDamaged."""
        content = body(sealed, Suite.HPKE_HYBRID)
        try:
            opened = HPKE.decrypt(content, self._private, bound(Suite.HPKE_HYBRID, context))
        except (InvalidTag, ValueError):
            raise SealDamaged from None
        return _content(opened, context)

    def open_under(self, sealed: bytes, *, context: Context) -> bytes:
        """Return what was sealed under this key in this context; raise SealDamaged."""
        content = body(sealed, Suite.AES_256_GCM)
        nonce, encrypted = content[:NONCE_BYTES], content[NONCE_BYTES:]
        try:
            opened = self._cipher(context.kind).decrypt(
                nonce, encrypted, bound(Suite.AES_256_GCM, context)
            )
        except (InvalidTag, ValueError):
            raise SealDamaged from None
        return _content(opened, context)

    @cached_property
    def _private(self) -> MLKEM768X25519PrivateKey:
        return load_private(self._key)

    def _cipher(self, kind: str) -> AESGCM:
        if kind not in self._ciphers:
            self._ciphers[kind] = AESGCM(derived(self._key, kind))
        return self._ciphers[kind]


def open_sealed(sealed: bytes, private_key: bytes, *, context: Context) -> bytes:
    """Open one ciphertext as :meth:`Opener.open_sealed` does."""
    return Opener(private_key).open_sealed(sealed, context=context)


def open_under(key: bytes, sealed: bytes, *, context: Context) -> bytes:
    """Open one ciphertext as :meth:`Opener.open_under` does."""
    return Opener(key).open_under(sealed, context=context)


def _content(opened: bytes, context: Context) -> bytes:
    if context.wraps_a_key:
        return opened
    try:
        return unpad(opened)
    except NotPadded:
        raise SealDamaged from None
