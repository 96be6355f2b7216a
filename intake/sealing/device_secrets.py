"""The device secret: 128 random bits that open a member's private key together with a password.

It is in a cookie of each browser of the member, and on the member's printed sign-in sheet as seven
groups of five letters. Four letters of a group are data and the fifth is their check letter. The 28
data letters are the secret and, behind it, twelve bits of its SHA-256, so that two exchanged groups
are noticed too.

The server sees it in the request that sends it, and never stores it in clear. Where the member lets
a passkey stand in for the sheet, ``passkeys.wrapped_device`` has it under a secret that the passkey
derives at each use (:func:`passkey_place`).
"""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from hashlib import sha256

from intake.sealing.contexts import Context
from intake.sealing.sheets import ALPHABET, MISREAD, check_letter

DEVICE_BYTES = 16
GROUPS = 7
DATA_LETTERS = 4
GROUP_LETTERS = DATA_LETTERS + 1
CHECK_BITS = 12
SPARE_BITS = 4
"""Base32 text of 18 bytes has 29 letters; 28 of them are used."""


class MistypedDeviceCode(ValueError):
    """The letters are not those of a sign-in sheet. ``groups`` are the numbers of wrong groups.

    It is empty where every group is sound and the whole is not, or where a group is missing.
    """

    def __init__(self, groups: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.groups = groups


def new_device_secret() -> bytes:
    """Return a new device secret of 16 bytes."""
    return secrets.token_bytes(DEVICE_BYTES)


def passkey_salt(member_id: str, *, installation: str) -> bytes:
    """Return the 32 bytes from which a passkey derives a secret (WebAuthn PRF); no secret."""
    place = Context(installation=installation, request="", kind="passkey-salt", row=member_id)
    return sha256(place.to_bytes()).digest()


def passkey_place(passkey_id: str, member_id: str, *, installation: str) -> Context:
    """Return the context of a member's device secret, under the secret of a passkey."""
    return Context(
        installation=installation,
        request="",
        kind="wrap:passkey-device",
        row=f"{member_id} {passkey_id}",
    )


def device_groups(secret: bytes) -> tuple[str, ...]:
    """Return the seven groups of the sign-in sheet of this secret."""
    number = (int.from_bytes(secret) << CHECK_BITS) | _check_bits(secret)
    padded = (number << SPARE_BITS).to_bytes(18)
    letters = b32encode(padded).decode()[: GROUPS * DATA_LETTERS]
    data = [letters[at : at + DATA_LETTERS] for at in range(0, len(letters), DATA_LETTERS)]
    return tuple(group + check_letter(group) for group in data)


def read_device_code(typed: str) -> bytes:
    """Return the secret on the sheet whose groups were typed or scanned.

    Spaces, dashes and small letters do not matter; 0, 1 and 8 are read as O, I and B. Raise
    :class:`MistypedDeviceCode` where this is no sheet.
    """
    letters = normal_letters(typed)
    groups = [letters[at : at + GROUP_LETTERS] for at in range(0, len(letters), GROUP_LETTERS)]
    if len(letters) != GROUPS * GROUP_LETTERS:
        raise MistypedDeviceCode
    if wrong := tuple(at for at, group in enumerate(groups, 1) if not _is_sound(group)):
        raise MistypedDeviceCode(wrong)
    return _secret_of(groups)


def normal_letters(typed: str) -> str:
    """Return what was typed in capitals, without spaces and dashes, misread digits replaced."""
    return "".join(typed.split()).replace("-", "").upper().translate(MISREAD)


def _secret_of(groups: Sequence[str]) -> bytes:
    letters = "".join(group[:DATA_LETTERS] for group in groups)
    padded = b32decode(letters + "A" + "===")
    number = int.from_bytes(padded) >> SPARE_BITS
    secret = (number >> CHECK_BITS).to_bytes(DEVICE_BYTES)
    if device_groups(secret) != tuple(groups):
        raise MistypedDeviceCode
    return secret


def _is_sound(group: str) -> bool:
    return set(group) <= set(ALPHABET) and check_letter(group[:DATA_LETTERS]) == group[DATA_LETTERS]


def _check_bits(secret: bytes) -> int:
    return int.from_bytes(sha256(secret).digest()[:2]) >> SPARE_BITS
