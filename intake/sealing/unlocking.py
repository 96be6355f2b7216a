"""The formats by which a member of staff reaches the team's keys, from password to session.

The opening itself is done by ``actions/access/unlock_keys``:

1. :func:`password_halves` of the password give ``check``, which verifies it, and ``wrap``.
2. :func:`member_wrap` of ``wrap`` and the device secret opens the member's private key
   (:func:`member_key_place`).
3. The private key opens the member's grants (:func:`grant_place`, sealed to its public half):
   each is the bytes of a :class:`intake.sealing.teams.TeamPrivate`.
4. Together they are a :class:`Keyring`, locked under the session's random token
   (:func:`session_keys_place`), which only the cookie has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from intake.sealing.contexts import Context, measured
from intake.sealing.envelope import derived
from intake.sealing.pairs import Pair, new_pair
from intake.sealing.signing import is_signed, sign
from intake.sealing.stretching import PASSWORD_AND_DEVICE, new_salt, stretch

TeamEpoch = tuple[str, int]
"""A team's id and the number of an epoch of its keys."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Halves:
    """Two independent keys from one run of Argon2id."""

    check: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


MemberKeys = Pair
"""A member's own key pair: ``private`` and ``public``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyring:
    """The team keys that a member holds, for the length of one web request.

    ``team_keys`` open what is sealed to a team; ``sign_keys`` sign its next epoch. ``own`` is the
    fingerprint of the member's own key, derived from the private key at sign-in and independent
    of the tables. ``sheets`` are the secrets of the recovery sheets that the first member has
    not taken yet: 96 bytes, or none.
    """

    member_id: str
    team_keys: Mapping[TeamEpoch, bytes] = field(repr=False)
    sign_keys: Mapping[TeamEpoch, bytes] = field(default_factory=dict, repr=False)
    own: str = field(default="", repr=False)
    sheets: bytes = field(default=b"", repr=False)

    def to_bytes(self) -> bytes:
        """Return the keys as JSON rows of team, epoch, reading key and signing key in hex.

        Rows without a team hold ``own`` (number 0) and ``sheets`` (number 1).
        """
        rows = [
            [team, epoch, private.hex(), self.sign_keys.get((team, epoch), b"").hex()]
            for (team, epoch), private in sorted(self.team_keys.items())
        ]
        extra = [["", 0, self.own.encode().hex(), ""], ["", 1, self.sheets.hex(), ""]]
        return json.dumps(rows + [row for row in extra if row[2]]).encode()

    @classmethod
    def from_bytes(cls, member_id: str, keyring: bytes) -> Keyring:
        """Return the keyring that :meth:`to_bytes` wrote."""
        rows = json.loads(keyring)
        teams = [row for row in rows if row[0]]
        extra = {number: bytes.fromhex(value) for team, number, value, _ in rows if not team}
        return cls(
            member_id=member_id,
            team_keys={(team, epoch): bytes.fromhex(key) for team, epoch, key, _ in teams},
            sign_keys={(team, epoch): bytes.fromhex(key) for team, epoch, _, key in teams if key},
            own=extra.get(0, b"").decode(),
            sheets=extra.get(1, b""),
        )


def new_password_salt() -> bytes:
    """Return a new salt: the byte of :data:`PASSWORD_AND_DEVICE`, then 16 random bytes."""
    return new_salt(PASSWORD_AND_DEVICE)


def needs_device(salt: bytes) -> bool:
    """Return True if the private key of this salt's row is wrapped with a device secret too."""
    return salt[:1] == bytes((PASSWORD_AND_DEVICE,))


def salt_with_device(salt: bytes) -> bytes:
    """Return the salt of a row that moves to a device secret; the password's halves stay."""
    return bytes((PASSWORD_AND_DEVICE,)) + salt[1:]


def password_halves(password: str, salt: bytes) -> Halves:
    """Stretch the password once with Argon2id and return both halves.

    The password is normalised to NFC, so that keyboards that compose letters otherwise agree.
    """
    typed = normalize("NFC", password).encode()
    check, wrap = stretch(typed, salt, into=("password check", "password wrap"))
    return Halves(check=check, wrap=wrap)


def member_wrap(wrap: bytes, device_secret: bytes) -> bytes:
    """Return the key of a member's private key: HKDF-SHA256(wrap half ‖ device secret).

    Without a device secret it is the wrap half itself, as rows of :data:`PASSWORD` have it.
    """
    return derived(wrap + device_secret, "member key wrap") if device_secret else wrap


def new_member_keys() -> MemberKeys:
    """Return a new key pair for a member of staff."""
    return new_pair()


def member_key_place(member_id: str, *, installation: str, with_device: bool = True) -> Context:
    """Return the context of a member's private key, under :func:`member_wrap`."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:member-key",
        row=member_id,
        version=2 if with_device else 1,
    )


def grant_place(team_id: str, epoch: int, member_id: str, *, installation: str) -> Context:
    """Return the context of a team's private keys, sealed to one member."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:team-key",
        row=f"{team_id} {member_id}",
        version=epoch,
    )


def session_keys_place(member_id: str, *, installation: str) -> Context:
    """Return the context of a member's keyring, under the token of a session."""
    return Context(installation=installation, request="", kind="wrap:session-keys", row=member_id)


def pending_sheets_place(member_id: str, *, installation: str) -> Context:
    """Return the context of recovery sheets not taken yet, sealed to the first member."""
    return Context(installation=installation, request="", kind="wrap:pending-sheets", row=member_id)


def vouch(sign_private: bytes, public_key: bytes, *, place: Context) -> bytes:
    """Sign, in the context of a grant, that this is the member's own public key."""
    return sign(sign_private, place.to_bytes() + measured(public_key))


def is_vouched(sign_public: bytes, signature: bytes, public_key: bytes, *, place: Context) -> bool:
    """Return True if the team signed this public key in the context of this grant."""
    return is_signed(sign_public, signature, place.to_bytes() + measured(public_key))
