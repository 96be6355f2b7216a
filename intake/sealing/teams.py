"""A team's keys, epoch after epoch, each signed by the one before, the first under the pin.

The operator's configuration holds the fingerprint of the recovery signing key: the *pin*. The
recovery key signs a team's first epoch, each epoch's signing key the next. An attacker who
replaces a public key in the database cannot make such a signature, and nothing is sealed to the
wrong key. The key that signs is not the key that opens: administrators hold the one, members who
open cases the other.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import astuple, field, replace
from hashlib import sha256

from intake.frozen import frozen
from intake.sealing.seal import (
    PRIVATE_BYTES,
    Context,
    UnusableKey,
    measured,
    new_pair,
    public_half,
    unmeasured,
)
from intake.sealing.signing import (
    SIGNING_BYTES,
    is_signed,
    new_signing_pair,
    sign,
    signing_public_half,
)


@frozen
class PublicKeys:
    """The public halves of a set of keys."""

    hpke_public: bytes
    sign_public: bytes

    def to_bytes(self) -> bytes:
        """Return the keys as one byte string, each behind its length."""
        return measured(*astuple(self))

    def stated_for(self, place: Context) -> bytes:
        """Return the bytes that are signed to vouch for these keys in this context."""
        return place.to_bytes() + self.to_bytes()


@frozen
class TeamPublic(PublicKeys):
    """The public halves of an epoch; ``vouch_public`` verifies vouches for members' keys."""

    vouch_public: bytes


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
        """Read :meth:`to_bytes`. Raise :class:`intake.sealing.seal.UnusableKey`."""
        if len(kept) != PRIVATE_BYTES + SIGNING_BYTES:
            raise UnusableKey
        return cls(hpke_private=kept[:PRIVATE_BYTES], sign_private=kept[PRIVATE_BYTES:])


def new_private_keys() -> PrivateKeys:
    """Return new keys."""
    return PrivateKeys(hpke_private=new_pair().private, sign_private=new_signing_pair().private)


FINGERPRINT_BYTES = 20


class BrokenChain(Exception):
    """A team's keys do not chain to the pin.

    The recovery key is not the pinned one, an epoch is missing, or one was not signed by the one
    before it. Either the configuration belongs to another database or somebody changed a row:
    nothing may be sealed to such a team.
    """


@frozen
class SignedEpoch:
    """One epoch's public keys and their signature."""

    team_id: str
    number: int
    public: TeamPublic
    signature: bytes


@frozen
class TeamPrivate:
    """A team's private keys of one epoch, or those of them that one member holds.

    ``hpke_private`` opens what is sealed to the team, ``vouch_private`` signs vouches for members'
    keys, ``sign_private`` signs the next epoch. A key that a member does not hold is empty.
    """

    hpke_private: bytes = field(default=b"", repr=False)
    vouch_private: bytes = field(default=b"", repr=False)
    sign_private: bytes = field(default=b"", repr=False)

    def public_halves(self) -> TeamPublic:
        """Return the public keys of a whole set."""
        return TeamPublic(
            hpke_public=public_half(self.hpke_private),
            sign_public=signing_public_half(self.sign_private),
            vouch_public=signing_public_half(self.vouch_private),
        )

    def belongs_to(self, public: TeamPublic) -> bool:
        """Return true if each key that is held is the private half of that of the epoch."""
        halves = (
            (self.hpke_private, public_half, public.hpke_public),
            (self.vouch_private, signing_public_half, public.vouch_public),
            (self.sign_private, signing_public_half, public.sign_public),
        )
        return all(half(private) == known for private, half, known in halves if private)

    def for_reader(self, *, vouches: bool) -> TeamPrivate:
        """Return what a member gets who opens cases, and who also gives access if *vouches*."""
        vouch_private = self.vouch_private if vouches else b""
        return replace(self, vouch_private=vouch_private, sign_private=b"")

    def for_signer(self) -> TeamPrivate:
        """Return what an administrator gets: the signing key alone."""
        return TeamPrivate(sign_private=self.sign_private)

    def to_bytes(self) -> bytes:
        """Return the keys, each behind its length in four bytes, as they are sealed."""
        return measured(self.hpke_private, self.vouch_private, self.sign_private)

    @classmethod
    def from_bytes(cls, kept: bytes) -> TeamPrivate:
        """Read :meth:`to_bytes`. Raise :class:`intake.sealing.seal.UnusableKey`."""
        try:
            opens, vouches, signs = unmeasured(kept)
        except ValueError:
            raise UnusableKey from None
        return cls(hpke_private=opens, vouch_private=vouches, sign_private=signs)


TEAM_KEYS_BYTES = 3 * 4 + PRIVATE_BYTES + 2 * SIGNING_BYTES
"""The length of a whole :class:`TeamPrivate` in bytes."""


def new_team_keys() -> TeamPrivate:
    """Return new keys for a team's next epoch."""
    return TeamPrivate(
        hpke_private=new_pair().private,
        vouch_private=new_signing_pair().private,
        sign_private=new_signing_pair().private,
    )


def sign_epoch(
    sign_private: bytes, *, team_id: str, number: int, public: TeamPublic
) -> SignedEpoch:
    """Sign an epoch: with the recovery key for the first, else with that of the epoch before."""
    return SignedEpoch(
        team_id=team_id,
        number=number,
        public=public,
        signature=sign(sign_private, _statement(team_id, number, public)),
    )


def verify_chain(
    epochs: Sequence[SignedEpoch], recovery_sign_public: bytes, pin: str
) -> SignedEpoch:
    """Return the newest epoch if all of them chain to the pin; else raise :class:`BrokenChain`."""
    if not epochs or fingerprint(recovery_sign_public) != pin:
        raise BrokenChain
    voucher = recovery_sign_public
    for number, epoch in enumerate(epochs, start=1):
        statement = _statement(epochs[0].team_id, number, epoch.public)
        if (epoch.team_id, epoch.number) != (epochs[0].team_id, number):
            raise BrokenChain
        if not is_signed(voucher, epoch.signature, statement):
            raise BrokenChain
        voucher = epoch.public.sign_public
    return epochs[-1]


def fingerprint(public: bytes) -> str:
    """Return the fingerprint that people compare: 160 bits of SHA-256, eight groups of four."""
    letters = b32encode(sha256(public).digest()[:FINGERPRINT_BYTES]).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def recovery_place(team_id: str, epoch: int, installation: str) -> Context:
    """Return the context of a team's private keys, sealed to the recovery key."""
    return Context(installation, "wrap:team-recovery", row=team_id, version=epoch)


def first_invitation_place(team_id: str, epoch: int, installation: str) -> Context:
    """Return the context of a team's private keys, under the token of the first invitation."""
    return Context(installation, "wrap:first-invitation", row=team_id, version=epoch)


def first_sheets_place(team_id: str, installation: str) -> Context:
    """Return the context of the recovery sheets, under the token of the first invitation."""
    return Context(installation, "wrap:first-sheets", row=team_id)


def epochs_up_to(newest: int, kept: bytes) -> dict[int, TeamPrivate]:
    """Return the private keys in an invitation, by epoch; the newest stands last."""
    size = TEAM_KEYS_BYTES
    parts = [TeamPrivate.from_bytes(kept[at : at + size]) for at in range(0, len(kept), size)]
    return dict(enumerate(parts, start=newest - len(parts) + 1))


def _statement(team_id: str, number: int, public: TeamPublic) -> bytes:
    place = Context("", "epoch", row=team_id, version=number)
    return public.stated_for(place)
