"""The recovery keys: stored only sealed, opened by any two of three printed sheets.

They are kept three times, each time under the secrets of one pair of sheets: AES-256-GCM under
HKDF-SHA256 of the two secrets, one behind the other, in the order of the sheets' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations

from intake.sealing.contexts import Context
from intake.sealing.keysets import PrivateKeys, PublicKeys, new_private_keys
from intake.sealing.seal import Recipient, seal_under
from intake.sealing.sheets import NAMES, Sheet
from intake.sealing.signing import is_signed, sign
from intake.sealing.teams import BrokenChain, fingerprint

PAIRS = tuple(a + b for a, b in combinations(NAMES, 2))
"""The names of the pairs: AB, AC, BC."""

_SELF = Context(installation="", request="", kind="recovery")
_HANDOVER = Context(installation="", request="", kind="recovery-handover")


class OneSheetTwice(ValueError):
    """Two sheets are needed, and the same one was given twice."""


def new_recovery_keys() -> PrivateKeys:
    """Return new recovery keys: a pair that team keys are sealed to, and one that signs."""
    return new_private_keys()


def self_signature(keys: PrivateKeys) -> bytes:
    """Sign both public keys with the signing key, because the pin is of that key alone."""
    return sign(keys.sign_private, keys.public_halves().stated_for(_SELF))


def trusted_recovery(public: PublicKeys, signature: bytes, *, pin: str) -> Recipient:
    """Return the recovery key to seal a team's keys to; raise :class:`BrokenChain`."""
    statement = public.stated_for(_SELF)
    if fingerprint(public.sign_public) != pin or not is_signed(
        public.sign_public, signature, statement
    ):
        raise BrokenChain
    return Recipient(whose="recovery", public_key=public.hpke_public)


def kept_under_pairs(
    keys: PrivateKeys, sheets: Sequence[Sheet], *, installation: str
) -> dict[str, bytes]:
    """Return the private keys sealed once for each pair of sheets, by the pair's name."""
    return {
        pair_name(first, second): seal_under(
            pair_secret(first, second),
            keys.to_bytes(),
            context=pair_place(pair_name(first, second), installation=installation),
        )
        for first, second in combinations(sheets, 2)
    }


def sheet_proof(sheet: Sheet, *, installation: str) -> bytes:
    """Return what proves a sheet genuine and opens nothing: a hash of its 256-bit secret."""
    label = Context(installation=installation, request="", kind="sheet-proof", row=sheet.name)
    return sha256(label.to_bytes() + sheet.secret).digest()


def hand_over(keys: PrivateKeys, to: PublicKeys) -> bytes:
    """Sign the next generation of recovery keys with this one."""
    return sign(keys.sign_private, to.stated_for(_HANDOVER))


def is_handed_over(sign_public: bytes, signature: bytes, to: PublicKeys) -> bool:
    """Return true if the generation of *sign_public* signed the next one."""
    return is_signed(sign_public, signature, to.stated_for(_HANDOVER))


def pair_name(one: Sheet, other: Sheet) -> str:
    """Return the name of the copy that these two open; raise :class:`OneSheetTwice`."""
    if one.name == other.name:
        raise OneSheetTwice
    return "".join(sorted(one.name + other.name))


def pair_secret(one: Sheet, other: Sheet) -> bytes:
    """Return the key of a pair: 64 bytes, the same in either order."""
    first, second = sorted((one, other), key=lambda sheet: sheet.name)
    return first.secret + second.secret


def pair_place(pair: str, *, installation: str) -> Context:
    """Return the context of the copy for a pair."""
    return Context(installation=installation, request="", kind="wrap:recovery-keys", row=pair)
