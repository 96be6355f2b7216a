"""What somebody looks for: a name in any spelling, the digits of a number, or a reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.conflicts.name_parts import Spelled, is_found_in, spelled
from intake.questionnaire.tidy import digits_of_any_script

FEWEST_DIGITS = 4
"""Fewer digits than these stand in too many numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question, read in every way it can be meant."""

    name: Spelled
    digits: str
    reference: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing could ever be found by it."""
        return not (self.name.words or self.digits or self.reference)

    def is_named_in(self, name: str) -> bool:
        """Whether this name has every word that was asked for."""
        return is_found_in(self.name, spelled(name))

    def ends_one_of(self, numbers: tuple[str, ...]) -> bool:
        """Whether one of these numbers ends on the digits: of a phone the tail is enough.

        Zeros in front come and go: an A-number is padded with them, a phone loses them abroad.
        """
        short = self.digits.lstrip("0")
        tails = (self.digits, short) if len(short) >= FEWEST_DIGITS else (self.digits,)
        return bool(self.digits) and any(digits_in(number).endswith(tails) for number in numbers)


def asked(text: str) -> Asked:
    """Read what was typed."""
    digits, reference = digits_in(text), _letters_of_reference(text)
    return Asked(
        name=spelled("" if reference and digits else text),
        digits=digits if len(digits) >= FEWEST_DIGITS else "",
        reference=reference,
    )


def digits_in(text: str) -> str:
    """The digits of a number in any script and shape."""
    return re.sub("[^0-9]", "", digits_of_any_script(text))


def _letters_of_reference(text: str) -> str:
    """A reference as the table has it; nothing where this cannot be one.

    Eight letters of Crockford's. Where none is a digit it may be a name as well: both are meant.
    """
    said = digits_of_any_script(text).strip().upper()
    plain = re.sub(r"[\s-]", "", said).translate(_MISREAD)
    if not re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", plain):
        return ""
    return f"{plain[:4]}-{plain[4:]}"


_MISREAD = str.maketrans("OIL", "011")
