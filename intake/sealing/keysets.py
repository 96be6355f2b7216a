"""A pair to seal to and a pair to sign with, kept together, as the recovery keys are."""

from __future__ import annotations

from dataclasses import field

from intake.frozen import frozen
from intake.sealing.contexts import Context, measured
from intake.sealing.pairs import PRIVATE_BYTES, UnusableKey, new_pair, public_half
from intake.sealing.signing import SIGNING_BYTES, new_signing_pair, signing_public_half

PRIVATE_KEYS_BYTES = PRIVATE_BYTES + SIGNING_BYTES
"""The length of a :class:`PrivateKeys` in bytes."""


@frozen
class PublicKeys:
    """The public halves of a set of keys.

    ``vouch_public`` verifies vouches for members' keys. It is empty for recovery keys, and for
    epochs of older releases, whose ``sign_public`` verifies those too.
    """

    hpke_public: bytes
    sign_public: bytes
    vouch_public: bytes = b""

    @property
    def verifies_vouches(self) -> bytes:
        """Return the key that verifies vouches for members' keys."""
        return self.vouch_public or self.sign_public

    def to_bytes(self) -> bytes:
        """Return the keys as one byte string, each behind its length."""
        apart = (self.vouch_public,) if self.vouch_public else ()
        return measured(self.hpke_public, self.sign_public, *apart)

    def stated_for(self, place: Context) -> bytes:
        """Return the bytes that are signed to vouch for these keys in this context."""
        return place.to_bytes() + self.to_bytes()


@frozen
class PrivateKeys:
    """The halves that open and sign."""

    hpke_private: bytes = field(repr=False)
    sign_private: bytes = field(repr=False)

    def public_halves(self) -> PublicKeys:
        """Return the public keys that belong to these."""
        return PublicKeys(
            hpke_public=public_half(self.hpke_private),
            sign_public=signing_public_half(self.sign_private),
        )

    def to_bytes(self) -> bytes:
        """Return both keys, concatenated: 130 bytes."""
        return self.hpke_private + self.sign_private

    @classmethod
    def from_bytes(cls, kept: bytes) -> PrivateKeys:
        """Read :meth:`to_bytes`. Raise :class:`intake.sealing.pairs.UnusableKey`."""
        if len(kept) != PRIVATE_KEYS_BYTES:
            raise UnusableKey
        return cls(hpke_private=kept[:PRIVATE_BYTES], sign_private=kept[PRIVATE_BYTES:])


def new_private_keys() -> PrivateKeys:
    """Return new keys."""
    return PrivateKeys(hpke_private=new_pair().private, sign_private=new_signing_pair().private)
