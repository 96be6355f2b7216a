"""Secrets in settings, and the pin: long enough to resist guessing, and of the right shape."""

from __future__ import annotations

import re

from intake.settings.reading import UnsafeSettings

SECRET_LENGTH = 32
"""Characters of a secret: 160 bits and more, if they were drawn from 32 or more at random."""

FINGERPRINT = re.compile(r"[a-z2-7]{4}(-[a-z2-7]{4}){7}")
"""The pin as ``flask keys status`` prints it."""


def strong_secret(name: str, secret: str) -> str:
    """Return *secret* if it is long and varied enough to resist guessing."""
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 4:
        raise UnsafeSettings(
            f"{name} is missing or weak. Use at least {SECRET_LENGTH} random characters,"
            " such as the output of `head -c 32 /dev/urandom | base64`."
        )
    return secret


def optional_secret(name: str, secret: str) -> str:
    """Return *secret* if it is empty or strong."""
    return strong_secret(name, secret) if secret else ""


def fingerprint(pin: str) -> str:
    """Return ``RECOVERY_FINGERPRINT`` in lower case if it is empty or has the shape of one."""
    if pin and not FINGERPRINT.fullmatch(pin.lower()):
        raise UnsafeSettings(
            "RECOVERY_FINGERPRINT must be eight groups of four letters and digits joined by"
            " hyphens: copy it from a recovery sheet or from flask keys status."
        )
    return pin.lower()
