"""The applicant's return code: 24 digits, because every script and every phone has digits.

Seven digits, the locator, give the salt; sixteen are the secret; the last is Damm's check digit:
every single wrong digit and every two neighbours swapped are noticed before anything is looked up.
"""

import secrets
from dataclasses import field
from enum import StrEnum
from hashlib import sha256
from unicodedata import category

from intake.frozen import frozen
from intake.questionnaire.tidy import digits_of_any_script
from intake.sealing.stretching import RETURN_CODE, SALT_BYTES, stretch

LOCATOR = 7
SECRET = 16
LENGTH = LOCATOR + SECRET + 1
BETWEEN = frozenset("ZPC")
"""Categories of Unicode that may stand between digits: separators, punctuation, controls."""
DASHES = frozenset("\u2212\u0640\u30fc")
"""Characters of other categories typed as a dash: minus, tatweel, the mark of a long sound."""
GROUP = 4

DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""The totally anti-symmetric quasigroup of order 10 from H. M. Damm's thesis (2004)."""


class Slip(StrEnum):
    """A reason why digits are no code. It follows from them alone."""

    NO_DIGITS = "no digits"
    """There is nothing, or something that is no digit."""
    COUNT = "count"
    """There are too few or too many."""
    CHECK = "check"
    """One is wrong, or two neighbours changed places."""


class MistypedCode(ValueError):
    """The typed text cannot be a code; ``slip`` says why.

    Said before anything is looked up, so that a slip of the finger costs nobody anything.
    """

    def __init__(self, slip: Slip) -> None:
        super().__init__()
        self.slip = slip


@frozen
class ReturnCode:
    """The two parts of a return code: one gives the salt, one is the secret."""

    locator: str
    secret: str = field(repr=False)

    @property
    def digits(self) -> str:
        """All 24 digits without a space."""
        return self.locator + self.secret + check_digit(self.locator + self.secret)

    @property
    def text(self) -> str:
        """Six groups of four, as it is shown."""
        return in_groups(self.digits)


@frozen
class CodeHalves:
    """Two independent keys from one run: one to try a code by, one that unwraps the case key."""

    auth: bytes = field(repr=False)
    wrap: bytes = field(repr=False)

    @property
    def auth_hash(self) -> bytes:
        """Return the hash by which a code is verified; it is of no use for unwrapping."""
        return sha256(self.auth).digest()


def make() -> ReturnCode:
    """Return a new code."""
    return ReturnCode(locator=_random_digits(LOCATOR), secret=_random_digits(SECRET))


def read(typed: str) -> ReturnCode:
    """Return the code that was typed. Raise :class:`MistypedCode`."""
    digits = digits_in(typed)
    if not (digits.isascii() and digits.isdecimal()):
        raise MistypedCode(Slip.NO_DIGITS)
    if len(digits) != LENGTH:
        raise MistypedCode(Slip.COUNT)
    if check_digit(digits[:-1]) != digits[-1]:
        raise MistypedCode(Slip.CHECK)
    return ReturnCode(locator=digits[:LOCATOR], secret=digits[LOCATOR:-1])


def digits_in(typed: str) -> str:
    """Return what was typed without the spaces, dashes and other marks between digits.

    Digits of any script become those of ours. Anything else stays, and makes it no code.
    """
    return "".join(
        character
        for character in digits_of_any_script(typed)
        if category(character)[0] not in BETWEEN and character not in DASHES
    )


def in_groups(digits: str) -> str:
    """Return the digits in groups of four, as a code is shown."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def salt_of(code: ReturnCode, installation: str) -> bytes:
    """Return the salt of a code: a byte that names the cost, then 16 bytes.

    The locator and the installation give it, so that it differs for each request, and the database
    need not tell which locators are in use.
    """
    given_by = f"return code salt\0{installation}\0{code.locator}"
    return bytes((RETURN_CODE,)) + sha256(given_by.encode()).digest()[:SALT_BYTES]


def halves(code: ReturnCode, salt: bytes) -> CodeHalves:
    """Run Argon2id over the secret. It is slow on purpose: call it outside a transaction."""
    auth, wrap = stretch(code.secret.encode(), salt, into=("return code auth", "return code wrap"))
    return CodeHalves(auth=auth, wrap=wrap)


def check_digit(digits: str) -> str:
    """Damm's check digit for these digits."""
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return str(interim)


def _random_digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}}"
