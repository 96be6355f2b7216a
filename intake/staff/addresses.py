"""Email addresses of staff: validated, compared without case, found by a keyed hash."""

from __future__ import annotations

import hmac
from hashlib import sha256
from unicodedata import normalize

from intake.sealing.at_rest import readable

LABEL = b"intake staff address"


class NotAnAddress(Exception):
    """The typed text cannot be an email address."""


def read_address(typed: str) -> str:
    """Return the address in the form for email. Raise :class:`NotAnAddress`."""
    from email_validator import EmailNotValidError, validate_email  # 15 ms, for an invitation

    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise NotAnAddress from None


def look_ups(address: str, *, secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the keyed hashes of an address: under the current secret, then under older ones."""
    folded = normalize("NFC", readable(address).strip()).casefold().encode()
    keys = (hmac.digest(secret.encode(), LABEL, sha256) for secret in secrets)
    return tuple(hmac.digest(key, folded, sha256) for key in keys)
