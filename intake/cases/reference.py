"""A case's short public name: eight Crockford letters, random, easily read out on the phone."""

from __future__ import annotations

import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HALF = 4


def new_reference() -> str:
    """A fresh reference such as ``K7QF-2MXH``: one of a million million, unrelated to anything."""
    letters = "".join(CROCKFORD[byte % 32] for byte in secrets.token_bytes(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"
