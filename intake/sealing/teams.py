"""A team's keys, epoch after epoch, each vouched for by the one before, the first by the pin.

The operator's configuration holds the fingerprint of the recovery signing key: the *pin*. The
recovery key signs a team's first epoch, each epoch's signing key the next. Whoever replaces a
public key in the database cannot make such a signature, and is noticed before anything is
sealed to the wrong key.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from intake.sealing.contexts import Context
from intake.sealing.keysets import (
    PRIVATE_KEYS_BYTES,
    PrivateKeys,
    PublicKeys,
    new_private_keys,
)
from intake.sealing.signing import is_signed, sign

TeamPrivate = PrivateKeys
"""A team's private keys of one epoch: what a grant seals to a member."""

FINGERPRINT_BYTES = 20


class BrokenChain(Exception):
    """A team's keys do not chain to the pin.

    The recovery key is not the pinned one, an epoch is missing, or one was not signed by the one
    before it. Either the configuration belongs to another database or somebody changed a row:
    nothing may be sealed to such a team.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedEpoch:
    """One epoch's public keys and the signature that vouches for them."""

    team_id: str
    number: int
    public: PublicKeys
    signature: bytes


def new_team_keys() -> TeamPrivate:
    """Fresh keys for a team's next epoch."""
    return new_private_keys()


def sign_epoch(
    sign_private: bytes, *, team_id: str, number: int, public: PublicKeys
) -> SignedEpoch:
    """Vouch for an epoch: with the recovery key for the first, else with the epoch before."""
    return SignedEpoch(
        team_id=team_id,
        number=number,
        public=public,
        signature=sign(sign_private, _statement(team_id, number, public)),
    )


def verify_chain(
    epochs: Sequence[SignedEpoch], recovery_sign_public: bytes, *, pin: str
) -> SignedEpoch:
    """The newest epoch, if all of them chain to the pin; else :class:`BrokenChain`."""
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


def recovery_place(team_id: str, epoch: int, *, installation: str) -> Context:
    """Return the context of a team's private keys, sealed to the recovery key."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:team-recovery",
        row=team_id,
        version=epoch,
    )


def first_invitation_place(team_id: str, epoch: int, *, installation: str) -> Context:
    """Return the context of a team's private keys, under the token of the first invitation."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:first-invitation",
        row=team_id,
        version=epoch,
    )


def first_sheets_place(team_id: str, *, installation: str) -> Context:
    """Return the context of the recovery sheets, under the token of the first invitation."""
    return Context(installation=installation, request="", kind="wrap:first-sheets", row=team_id)


def epochs_up_to(newest: int, kept: bytes) -> dict[int, TeamPrivate]:
    """The private keys in an invitation: of the newest epoch last, of those before it in front."""
    size = PRIVATE_KEYS_BYTES
    parts = [TeamPrivate.from_bytes(kept[at : at + size]) for at in range(0, len(kept), size)]
    return dict(enumerate(parts, start=newest - len(parts) + 1))


def _statement(team_id: str, number: int, public: PublicKeys) -> bytes:
    place = Context(installation="", request="", kind="epoch", row=team_id, version=number)
    return public.stated_for(place)
