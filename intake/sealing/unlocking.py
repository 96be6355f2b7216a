"""The formats by which a member of staff reaches the team's keys, from password to session.

The opening itself is done by ``actions/access/unlock_keys``:

1. :func:`password_halves` of the password give ``check``, which verifies it, and ``wrap``.
2. :func:`member_wrap` of ``wrap`` and the device secret opens the member's private key
   (:func:`member_key_place`).
3. The private key opens the member's grants (:func:`grant_place`, sealed to its public half) and
   an administrator's signing grant (:func:`signing_place`): each is the bytes of a
   :class:`intake.sealing.teams.TeamPrivate`.
4. Together they are a :class:`Keyring`, locked under the session's random token
   (:func:`session_keys_place`), which only the cookie has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field, replace
from unicodedata import normalize

from intake.frozen import frozen
from intake.sealing.seal import (
    PUBLIC_BYTES,
    Context,
    Pair,
    derived,
    measured,
    new_pair,
    public_half,
)
from intake.sealing.signing import SUITE_BYTE, is_signed, sign, signing_public_half
from intake.sealing.stretching import PASSWORD_AND_DEVICE, new_salt, stretch
from intake.sealing.teams import TeamPrivate

TeamEpoch = tuple[str, int]
"""A team's id and the number of an epoch of its keys."""


@frozen
class Halves:
    """Two independent keys from one run of Argon2id."""

    check: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


@frozen
class Keyring:
    """The keys that a member holds, for the length of one web request.

    ``team_keys`` open what is sealed to a team; ``vouch_keys`` vouch for colleagues' keys;
    ``sign_keys``, which administrators hold, sign its next epoch. ``own_private`` is the member's
    own private key, which opens cases that are sealed to the member alone. ``own`` is the
    fingerprint of that key, derived from it at sign-in and independent of the tables. ``sheets``
    are the secrets of the recovery sheets that the first member has not taken yet: 96 bytes, or
    none.
    """

    member_id: str
    team_keys: Mapping[TeamEpoch, bytes] = field(repr=False)
    sign_keys: Mapping[TeamEpoch, bytes] = field(default_factory=dict, repr=False)
    vouch_keys: Mapping[TeamEpoch, bytes] = field(default_factory=dict, repr=False)
    own: str = field(default="", repr=False)
    own_private: bytes = field(default=b"", repr=False)
    sheets: bytes = field(default=b"", repr=False)

    def to_bytes(self) -> bytes:
        """Return the keys as JSON rows of team, epoch, and three keys in hex: to open, sign, vouch.

        Rows without a team hold ``own`` (number 0), ``sheets`` (1) and ``own_private`` (2).
        """
        epochs = sorted({*self.team_keys, *self.sign_keys, *self.vouch_keys})
        extra = (self.own.encode(), self.sheets, self.own_private)
        held = self.team_keys, self.sign_keys, self.vouch_keys
        rows = [[*at, *(keys.get(at, b"").hex() for keys in held)] for at in epochs]
        rows += [["", number, value.hex(), ""] for number, value in enumerate(extra) if value]
        return json.dumps(rows).encode()

    @classmethod
    def from_bytes(cls, member_id: str, keyring: bytes) -> Keyring:
        """Return the keyring that :meth:`to_bytes` wrote."""
        rows = json.loads(keyring)
        extra = {row[1]: bytes.fromhex(row[2]) for row in rows if not row[0]}
        held = {(row[0], row[1]): [bytes.fromhex(key) for key in row[2:]] for row in rows if row[0]}
        return cls(
            member_id=member_id,
            team_keys={at: keys[0] for at, keys in held.items() if keys[0]},
            sign_keys={at: keys[1] for at, keys in held.items() if keys[1]},
            vouch_keys={at: keys[2] for at, keys in held.items() if keys[2]},
            own=extra.get(0, b"").decode(),
            sheets=extra.get(1, b""),
            own_private=extra.get(2, b""),
        )

    def of_team(self, team_id: str) -> dict[int, TeamPrivate]:
        """Return the keys of one team by epoch; a key that is not held is empty."""
        epochs = {*self.team_keys, *self.sign_keys, *self.vouch_keys}
        return {
            epoch: TeamPrivate(
                hpke_private=self.team_keys.get((team, epoch), b""),
                vouch_private=self.vouch_keys.get((team, epoch), b""),
                sign_private=self.sign_keys.get((team, epoch), b""),
            )
            for team, epoch in sorted(epochs)
            if team == team_id
        }

    def with_epoch(self, at: TeamEpoch, held: TeamPrivate) -> Keyring:
        """Return a keyring that has these keys too."""
        return replace(
            self,
            team_keys=_with(self.team_keys, at, held.hpke_private),
            sign_keys=_with(self.sign_keys, at, held.sign_private),
            vouch_keys=_with(self.vouch_keys, at, held.vouch_private),
        )

    def only(self, at: TeamEpoch) -> Keyring:
        """Return a keyring that has the keys of one epoch and no others."""
        return replace(
            self,
            team_keys={epoch: key for epoch, key in self.team_keys.items() if epoch == at},
            sign_keys={epoch: key for epoch, key in self.sign_keys.items() if epoch == at},
            vouch_keys={epoch: key for epoch, key in self.vouch_keys.items() if epoch == at},
        )


def _with(keys: Mapping[TeamEpoch, bytes], at: TeamEpoch, key: bytes) -> dict[TeamEpoch, bytes]:
    return {**keys, at: key} if key else dict(keys)


def new_password_salt() -> bytes:
    """Return a new salt: the byte of :data:`PASSWORD_AND_DEVICE`, then 16 random bytes."""
    return new_salt(PASSWORD_AND_DEVICE)


def password_halves(password: str, salt: bytes) -> Halves:
    """Stretch the password once with Argon2id and return both halves.

    The password is normalised to NFC, so that keyboards that compose letters otherwise agree.
    """
    typed = normalize("NFC", password).encode()
    check, wrap = stretch(typed, salt, into=("password check", "password wrap"))
    return Halves(check=check, wrap=wrap)


def member_wrap(wrap: bytes, device_secret: bytes) -> bytes:
    """Return the key of a member's private key: HKDF-SHA256(wrap half ‖ device secret)."""
    return derived(wrap + device_secret, "member key wrap")


def member_key_place(member_id: str, installation: str) -> Context:
    """Return the context of a member's private key, under :func:`member_wrap`."""
    return Context(installation, "wrap:member-key", row=member_id, version=2)


def grant_place(team_id: str, epoch: int, member_id: str, installation: str) -> Context:
    """Return the context of a team's private keys, sealed to one member."""
    return Context(installation, "wrap:team-key", row=f"{team_id} {member_id}", version=epoch)


def signing_place(team_id: str, epoch: int, member_id: str, installation: str) -> Context:
    """Return the context of a team's signing key, sealed to one administrator."""
    return Context(installation, "wrap:signing-key", row=f"{team_id} {member_id}", version=epoch)


def session_keys_place(member_id: str, installation: str) -> Context:
    """Return the context of a member's keyring, under the token of a session."""
    return Context(installation, "wrap:session-keys", row=member_id)


def pending_sheets_place(member_id: str, installation: str) -> Context:
    """Return the context of recovery sheets not taken yet, sealed to the first member."""
    return Context(installation, "wrap:pending-sheets", row=member_id)


def new_member_pair() -> Pair:
    """Return a new pair of a member, whose public half is that of :func:`member_public`."""
    private = new_pair().private
    return Pair(private=private, public=member_public(private))


def member_public(private: bytes) -> bytes:
    """Return a member's public keys: the one to seal to, then the one that verifies signatures."""
    return public_half(private) + signing_public_half(signing_private(private))


def signing_private(private: bytes) -> bytes:
    """Return the key by which a member signs, derived from the one that opens."""
    return SUITE_BYTE + derived(private, "member signing")


def signing_half(public_key: bytes) -> bytes:
    """Return the key that verifies a member's signatures."""
    return public_key[PUBLIC_BYTES:]


def vouch(private: bytes, public_key: bytes, place: Context) -> bytes:
    """Sign, in the context of a grant, that this is the member's own public key."""
    return sign(private, place.to_bytes() + measured(public_key))


def is_vouched(public: bytes, signature: bytes, public_key: bytes, place: Context) -> bool:
    """Return true if the holder of *public* signed this public key in the context of a grant."""
    return is_signed(public, signature, place.to_bytes() + measured(public_key))
