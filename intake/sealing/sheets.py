"""A printed recovery sheet: 32 random bytes as letters a person can type, with a check letter.

Six letters, a space, six letters: nine groups in all. The first letter names the sheet (A, B or
C), 52 letters of base32 are its secret (the last one has four spare bits, which are zero), and
the last is the check: every single wrong letter and every two neighbours swapped are noticed.

The device secret: 128 random bits that open a member's private key together with a password. It is
in a cookie of each browser of the member, and on the member's printed sign-in sheet as seven groups
of five letters. Four letters of a group are data and the fifth is their check letter. The 28 data
letters are the secret and, behind it, twelve bits of its SHA-256, so that two exchanged groups are
noticed too.

The server sees it in the request that sends it, and never stores it in clear. Where the member lets
a passkey stand in for the sheet, ``passkeys.wrapped_device`` has it under a secret that the passkey
derives at each use (:func:`passkey_place`).
"""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import field
from datetime import date
from hashlib import sha256
from itertools import combinations

from intake.frozen import frozen
from intake.sealing.seal import KEY_BYTES, Context, Recipient, seal_under
from intake.sealing.signing import is_signed, sign
from intake.sealing.teams import BrokenChain, PrivateKeys, PublicKeys, fingerprint

NAMES = "ABC"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 54
GROUP = 6
MISREAD = str.maketrans("018", "OIB")
"""Digits that base32 does not have, read as the letters they look like."""


class MistypedSheet(ValueError):
    """The letters are not those of a sheet: one is wrong, missing or in another's place."""


@frozen
class Sheet:
    """One of three: its name and its secret."""

    name: str
    secret: bytes = field(repr=False)

    @property
    def letters(self) -> str:
        """All 54 letters without a space, as the QR code has them."""
        unchecked = self.name + b32encode(self.secret).decode().rstrip("=")
        return unchecked + check_letter(unchecked)

    @property
    def text(self) -> str:
        """The letters in nine groups of six, as a person types them."""
        return " ".join(self.letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def new_sheets() -> tuple[Sheet, Sheet, Sheet]:
    """Three sheets with independent secrets."""
    a, b, c = (Sheet(name=name, secret=secrets.token_bytes(KEY_BYTES)) for name in NAMES)
    return a, b, c


def sheets_to_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return the secrets of the three sheets in the order of their names: 96 bytes."""
    return b"".join(sheet.secret for sheet in sorted(sheets, key=lambda sheet: sheet.name))


def sheets_from_bytes(all_secrets: bytes) -> tuple[Sheet, ...]:
    """Return the sheets whose secrets :func:`sheets_to_bytes` wrote."""
    return tuple(
        Sheet(name=name, secret=all_secrets[at * KEY_BYTES : (at + 1) * KEY_BYTES])
        for at, name in enumerate(NAMES)
        if all_secrets
    )


def read_sheet(typed: str) -> Sheet:
    """Return the sheet that was typed or scanned. Raise :class:`MistypedSheet`.

    Spaces, dashes and small letters do not matter; 0, 1 and 8 are read as O, I and B.
    """
    letters = normal_letters(typed)
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        raise MistypedSheet
    if check_letter(letters[:-1]) != letters[-1] or letters[0] not in NAMES:
        raise MistypedSheet
    sheet = Sheet(name=letters[0], secret=b32decode(letters[1:-1] + "===="))
    if sheet.letters != letters:
        raise MistypedSheet
    return sheet


def check_letter(letters: str) -> str:
    """Damm's check over the field of 32 elements: double, add; modulo x⁵ + x² + 1."""
    interim = 0
    for letter in letters:
        interim = _doubled(interim) ^ ALPHABET.index(letter)
    return ALPHABET[_doubled(interim)]


def _doubled(element: int) -> int:
    shifted = element << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted


WORDS = """\
RECOVERY SHEET {name}: one of three

    {first_half}
    {second_half}

It belongs to the installation with this fingerprint:

    {fingerprint}

Made on {day}.

Any two of the three sheets open everything that people have told this installation.
One sheet alone opens nothing. Two are needed when all members of staff have lost their
passwords; without two, what was told is then lost.

Print each sheet, give the three to three people who do not live together, and destroy
every copy that is in a computer. To use a sheet, type its letters.
"""


def sheet_words(sheet: Sheet, *, fingerprint: str, made_on: date) -> str:
    """Return the sheet as plain text."""
    groups = sheet.text.split()
    half = len(groups) // 2 + 1
    return WORDS.format(
        name=sheet.name,
        first_half=" ".join(groups[:half]),
        second_half=" ".join(groups[half:]),
        fingerprint=fingerprint,
        day=f"{made_on.day} {made_on:%B %Y}",
    )


def qr_svg(letters: str) -> str:
    """Return the letters as a QR code for a page of the desk: SVG of the class ``qr``."""
    import segno  # imported here, because only printing needs it

    code: str = segno.make(letters, error="q").svg_inline(
        scale=4, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return code


PAIRS = tuple(a + b for a, b in combinations(NAMES, 2))
"""The names of the pairs: AB, AC, BC."""

_SELF = Context("", "recovery")
_HANDOVER = Context("", "recovery-handover")


class OneSheetTwice(ValueError):
    """Two sheets are needed, and the same one was given twice."""


def self_signature(keys: PrivateKeys) -> bytes:
    """Sign both public keys with the signing key, because the pin is of that key alone."""
    return sign(keys.sign_private, keys.public_halves().stated_for(_SELF))


def trusted_recovery(public: PublicKeys, signature: bytes, pin: str) -> Recipient:
    """Return the recovery key to seal a team's keys to; raise :class:`BrokenChain`."""
    statement = public.stated_for(_SELF)
    if fingerprint(public.sign_public) != pin or not is_signed(
        public.sign_public, signature, statement
    ):
        raise BrokenChain
    return Recipient(whose="recovery", public_key=public.hpke_public)


def kept_under_pairs(
    keys: PrivateKeys, sheets: Sequence[Sheet], installation: str
) -> dict[str, bytes]:
    """Return the private keys sealed once for each pair of sheets, by the pair's name."""
    return {
        pair_name(first, second): seal_under(
            pair_secret(first, second),
            keys.to_bytes(),
            pair_place(pair_name(first, second), installation),
        )
        for first, second in combinations(sheets, 2)
    }


def sheet_proof(sheet: Sheet, installation: str) -> bytes:
    """Return what proves a sheet genuine and opens nothing: a hash of its 256-bit secret."""
    label = Context(installation, "sheet-proof", row=sheet.name)
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


def pair_place(pair: str, installation: str) -> Context:
    """Return the context of the copy for a pair."""
    return Context(installation, "wrap:recovery-keys", row=pair)


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


def passkey_salt(member_id: str, installation: str) -> bytes:
    """Return the 32 bytes from which a passkey derives a secret (WebAuthn PRF); no secret."""
    place = Context(installation, "passkey-salt", row=member_id)
    return sha256(place.to_bytes()).digest()


def passkey_place(passkey_id: str, member_id: str, installation: str) -> Context:
    """Return the context of a member's device secret, under the secret of a passkey."""
    return Context(installation, "wrap:passkey-device", row=f"{member_id} {passkey_id}")


def device_groups(secret: bytes) -> tuple[str, ...]:
    """Return the seven groups of the sign-in sheet of this secret."""
    check_bits = int.from_bytes(sha256(secret).digest()[:2]) >> SPARE_BITS
    number = (int.from_bytes(secret) << CHECK_BITS) | check_bits
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
    wrong = tuple(
        at
        for at, group in enumerate(groups, 1)
        if not set(group) <= set(ALPHABET) or check_letter(group[:-1]) != group[-1]
    )
    if wrong:
        raise MistypedDeviceCode(wrong)
    padded = b32decode("".join(group[:-1] for group in groups) + "A" + "===")
    number = int.from_bytes(padded) >> SPARE_BITS
    secret = (number >> CHECK_BITS).to_bytes(DEVICE_BYTES)
    if device_groups(secret) != tuple(groups):
        raise MistypedDeviceCode
    return secret


def normal_letters(typed: str) -> str:
    """Return what was typed in capitals, without spaces and dashes, misread digits replaced."""
    return "".join(typed.split()).replace("-", "").upper().translate(MISREAD)
