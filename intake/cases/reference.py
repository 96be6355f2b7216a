"""The short public name of a case: eight random characters, easy to read out by phone."""

from __future__ import annotations

import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: digits and letters without I, L, O and U."""

HALF = 4


def new_reference() -> str:
    """Return a random reference such as ``K7QF-2MXH``, one of 2**40."""
    letters = "".join(CROCKFORD[byte % 32] for byte in secrets.token_bytes(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"
