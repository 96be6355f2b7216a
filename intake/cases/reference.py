"""The short public name of a case: eight random characters, easy to read out by phone."""

from __future__ import annotations

import re
import secrets
from unicodedata import normalize

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: digits and letters without I, L, O and U."""

HALF = 4


def new_reference() -> str:
    """Return a random reference such as ``K7QF-2MXH``, one of 2**40."""
    letters = "".join(CROCKFORD[byte % 32] for byte in secrets.token_bytes(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def looks_like_reference(typed: str) -> bool:
    """Return true for eight letters of a reference that are not all digits, in any case and width.

    It tells nothing of whether there is such a case.
    """
    letters = re.sub(r"[\W_]", "", normalize("NFKC", typed)).upper()
    is_one = len(letters) == 2 * HALF and set(letters) <= set(CROCKFORD)
    return is_one and not letters.isdigit()
