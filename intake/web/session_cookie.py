"""What an applicant's cookie holds: the session's token, and how far the draft had come.

Whoever can write to the database can put an older draft back, with all that the database knows of
it. What a browser knows they cannot change: a draft older than it has seen is not opened. A mark
tells how often the draft had been kept, and nobody but the server can write one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from intake.questionnaire.tidy import whole_number

MAC_BYTES = 15
MOST_DIGITS = 6


def marked(token: bytes, kept: int, *, secret: str) -> str:
    """The text of the cookie."""
    text = token_of(urlsafe_b64encode(token).decode())
    return f"{text}.{kept}.{_mac(secret, text, kept)}" if kept else text


def token_of(cookie: str) -> str:
    """The token's part of a cookie."""
    return cookie.partition(".")[0].rstrip("=")


def kept_of(cookie: str, *, secrets: Iterable[str]) -> int:
    """How often the draft had been kept when the cookie was written; 0 where it does not say."""
    text, _, mark = cookie.partition(".")
    told, _, mac = mark.partition(".")
    if (kept := whole_number(told, digits=MOST_DIGITS)) is None:
        return 0
    told_by_us = (
        hmac.compare_digest(mac.encode(), _mac(one, text, kept).encode()) for one in secrets
    )
    return kept if any(told_by_us) else 0


def _mac(secret: str, text: str, kept: int) -> str:
    key = hmac.digest(secret.encode(), b"intake draft mark", "sha256")
    made = hmac.digest(key, f"{text}.{kept}".encode(), "sha256")
    return urlsafe_b64encode(made[:MAC_BYTES]).decode()
