"""Choose which groups of a printed or spoken code are asked back."""

from __future__ import annotations

import hmac
from hashlib import sha256

from intake.sealing.device_secrets import normal_letters


def asked_groups(seed: bytes, *, total: int) -> tuple[int, ...]:
    """Return two different numbers from 1 to *total*, always the same for one seed."""
    digest = sha256(b"asked groups\n" + seed).digest()
    first = digest[0] % total
    second = (first + 1 + digest[1] % (total - 1)) % total
    return tuple(sorted((first + 1, second + 1)))


def is_group(typed: str, expected: str) -> bool:
    """Return true if *typed* is the group, however its letters and spaces were written."""
    return hmac.compare_digest(normal_letters(typed).encode(), normal_letters(expected).encode())
