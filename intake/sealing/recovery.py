"""The recovery keys: nowhere stored as they are, opened by any two of three printed sheets.

They are kept three times, each time under the secrets of one pair of sheets: AES-256-GCM under
HKDF-SHA256 of the two secrets, one behind the other, in the order of the sheets' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from intake.sealing.contexts import Context
from intake.sealing.keysets import PrivateKeys, PublicKeys, new_private_keys
from intake.sealing.recipients import Recipient
from intake.sealing.seal import seal_under
from intake.sealing.sheets import NAMES, Sheet
from intake.sealing.signing import is_signed, sign
from intake.sealing.teams import BrokenChain, fingerprint

PAIRS = tuple(a + b for a, b in combinations(NAMES, 2))
"""The names of the pairs: AB, AC, BC."""

_SELF = Context(installation="", request="", kind="recovery")


class OneSheetTwice(ValueError):
    """Two sheets are needed, and the same one was given twice."""


def new_recovery_keys() -> PrivateKeys:
    """Fresh recovery keys: one pair that team keys are sealed to, one that signs first epochs."""
    return new_private_keys()


def self_signature(keys: PrivateKeys) -> bytes:
    """The pin is of the signing key alone; with it that key vouches for the one to seal to."""
    return sign(keys.sign_private, keys.public_halves().stated_for(_SELF))


def trusted_recovery(public: PublicKeys, signature: bytes, *, pin: str) -> Recipient:
    """The recovery key to seal a team's keys to; :class:`BrokenChain` where it is another's."""
    said = public.stated_for(_SELF)
    if fingerprint(public.sign_public) != pin or not is_signed(public.sign_public, signature, said):
        raise BrokenChain
    return Recipient(whose="recovery", public_key=public.hpke_public)


def kept_under_pairs(
    keys: PrivateKeys, sheets: Sequence[Sheet], *, installation: str
) -> dict[str, bytes]:
    """The private keys as they are kept: sealed once for each pair of sheets, by its name."""
    return {
        pair_name(one, other): seal_under(
            pair_secret(one, other),
            keys.to_bytes(),
            context=pair_place(pair_name(one, other), installation=installation),
        )
        for one, other in combinations(sheets, 2)
    }


def pair_name(one: Sheet, other: Sheet) -> str:
    """Which of the three copies these two open; :class:`OneSheetTwice` where they are one."""
    if one.name == other.name:
        raise OneSheetTwice
    return "".join(sorted(one.name + other.name))


def pair_secret(one: Sheet, other: Sheet) -> bytes:
    """The key of a pair: 64 bytes, whichever of the two was typed first."""
    first, second = sorted((one, other), key=lambda sheet: sheet.name)
    return first.secret + second.secret


def pair_place(pair: str, *, installation: str) -> Context:
    """Where the copy for a pair is kept."""
    return Context(installation=installation, request="", kind="wrap:recovery-keys", row=pair)
