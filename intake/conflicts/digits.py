"""Take the digits out of a text."""

from __future__ import annotations

import re

from intake.questionnaire.tidy import digits_of_any_script


def digits_in(text: str) -> str:
    """Return the digits in *text* as 0 to 9, whatever their script."""
    return re.sub("[^0-9]", "", digits_of_any_script(text))
