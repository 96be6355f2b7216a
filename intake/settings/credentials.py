"""Secrets in settings, and the pin: long enough to resist guessing, and of the right shape."""

from __future__ import annotations

import re

from intake.settings.reading import UnsafeSettings

SECRET_LENGTH = 32
"""Characters of a secret: 160 bits and more, if they were drawn from 32 or more at random."""

NOT_RANDOM = re.compile(
    r"^\$\(.*\)$|^`.*`$|/dev/u?random|openssl rand|token_urlsafe"
    r"|(change|replace)[-_ ]?(me|this|it|with)|your[-_ ]?(secret|key)|placeholder",
    re.IGNORECASE,
)
"""A command in place of its output, or the text of an example."""

KEEP_OLD = (
    " If this key was in use, put it into SECRET_KEY_FALLBACKS, or what it encrypted is lost."
)

FINGERPRINT = re.compile(r"[a-z2-7]{4}(-[a-z2-7]{4}){7}")
"""The pin as ``flask keys status`` prints it."""


def strong_secret(name: str, secret: str) -> str:
    """Return *secret* if it is long and varied enough to resist guessing."""
    long_secret(name, secret)
    if NOT_RANDOM.search(secret) or _is_repetition(secret):
        raise UnsafeSettings(
            f"{name} is a command, an example or a repetition, which others can guess. Run"
            " `head -c 32 /dev/urandom | base64` and paste its output, not the command."
            f"{KEEP_OLD if name == 'SECRET_KEY' else ''}"
        )
    return secret


def long_secret(name: str, secret: str) -> str:
    """Return *secret* if it is long; an old one that others can guess must stay replaceable."""
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 4:
        raise UnsafeSettings(
            f"{name} is missing or weak. Use at least {SECRET_LENGTH} random characters,"
            " such as the output of `head -c 32 /dev/urandom | base64`."
        )
    return secret


def _is_repetition(secret: str) -> bool:
    """Return true if a piece of at most half the length, repeated, makes the whole secret."""
    lengths = range(1, len(secret) // 2 + 1)
    return any(secret[length:] == secret[:-length] for length in lengths)


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
