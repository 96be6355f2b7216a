"""How a member of staff comes to the team's keys: password, own key pair, grants, session.

Formats and places only; the opening itself is done by ``actions/unlock_keys``:

1. :func:`password_halves` of the password give ``check`` (is it the password?) and ``wrap``.
2. ``wrap`` opens the member's private key (:func:`member_key_place`, sealed under it).
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
from intake.sealing.pairs import Pair, new_pair
from intake.sealing.signing import is_signed, sign
from intake.sealing.stretching import PASSWORD, new_salt, stretch

TeamEpoch = tuple[str, int]
"""A team's id and the number of an epoch of its keys."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Halves:
    """Two independent keys from one run: to check a password by, and to unwrap with."""

    check: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


MemberKeys = Pair
"""A member's own key pair: ``private`` and ``public``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyring:
    """The team keys that a member holds, for the length of one web request.

    ``team_keys`` open what is sealed to a team; ``sign_keys`` sign its next epoch. A member who
    only reads never needs the latter. ``own`` is the fingerprint of the member's own key, as
    their private key gave it at sign-in, whatever the tables say by now.
    """

    member_id: str
    team_keys: Mapping[TeamEpoch, bytes] = field(repr=False)
    sign_keys: Mapping[TeamEpoch, bytes] = field(default_factory=dict, repr=False)
    own: str = field(default="", repr=False)

    def to_bytes(self) -> bytes:
        """The keys as they are locked under a session's token; ``own`` in a row of no team."""
        rows = [
            [team, epoch, private.hex(), self.sign_keys.get((team, epoch), b"").hex()]
            for (team, epoch), private in sorted(self.team_keys.items())
        ]
        own = [["", 0, self.own.encode().hex(), ""]] if self.own else []
        return json.dumps(rows + own).encode()

    @classmethod
    def from_bytes(cls, member_id: str, kept: bytes) -> Keyring:
        """The keys as they were locked."""
        rows = [row for row in json.loads(kept) if row[0]]
        own = [row[2] for row in json.loads(kept) if not row[0]]
        return cls(
            member_id=member_id,
            team_keys={(team, epoch): bytes.fromhex(key) for team, epoch, key, _ in rows},
            sign_keys={(team, epoch): bytes.fromhex(key) for team, epoch, _, key in rows if key},
            own=bytes.fromhex("".join(own)).decode(),
        )


def new_password_salt() -> bytes:
    """A fresh salt for a password: the byte that names the cost, then 16 random bytes."""
    return new_salt(PASSWORD)


def password_halves(password: str, salt: bytes) -> Halves:
    """One run of Argon2id; the same letters give the same halves however they were typed.

    Unicode is brought to NFC first, so that another keyboard does not lock anybody out.
    """
    typed = normalize("NFC", password).encode()
    check, wrap = stretch(typed, salt, into=("password check", "password wrap"))
    return Halves(check=check, wrap=wrap)


def new_member_keys() -> MemberKeys:
    """A fresh pair for a member of staff."""
    return new_pair()


def member_key_place(member_id: str, *, installation: str) -> Context:
    """Where a member's private key is kept, under the wrap half of the password."""
    return Context(installation=installation, request="", kind="wrap:member-key", row=member_id)


def grant_place(team_id: str, epoch: int, member_id: str, *, installation: str) -> Context:
    """Where a team's private keys are kept, sealed to one member."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:team-key",
        row=f"{team_id} {member_id}",
        version=epoch,
    )


def session_keys_place(member_id: str, *, installation: str) -> Context:
    """Where a member's keyring is kept, under the token of a session."""
    return Context(installation=installation, request="", kind="wrap:session-keys", row=member_id)


def vouch(sign_private: bytes, public_key: bytes, *, place: Context) -> bytes:
    """The team's word, in the place of a grant, that this is the member's own public key."""
    return sign(sign_private, place.to_bytes() + measured(public_key))


def is_vouched(sign_public: bytes, signature: bytes, public_key: bytes, *, place: Context) -> bool:
    """Whether the team gave its word for this public key, in this place."""
    return is_signed(sign_public, signature, place.to_bytes() + measured(public_key))
