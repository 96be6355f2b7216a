"""The cookie of an applicant: the token of the session, and how often the draft was saved.

An attacker with write access to the database can roll a draft back together with all other rows,
but cannot change the cookie: a draft with fewer saves than the cookie says is not opened. The
count has a MAC under ``SECRET_KEY``.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from functools import cache

from intake.questionnaire.tidy import whole_number

MAC_BYTES = 15
MOST_DIGITS = 6


def cookie_text(token: bytes, saves: int, *, secret: str) -> str:
    """Return the text of the cookie: the token alone before the first save."""
    text = token_of(urlsafe_b64encode(token).decode())
    return f"{text}.{saves}.{_mac(secret, text, saves)}" if saves else text


def token_of(cookie: str) -> str:
    """Return the token in a cookie."""
    return cookie.partition(".")[0].rstrip("=")


def saves_in(cookie: str, *, secrets: Iterable[str]) -> int:
    """Return how often the draft was saved when the cookie was written.

    Return 0 if the cookie has no count, or if none of the secrets made its MAC.
    """
    text, _, rest = cookie.partition(".")
    digits, _, mac = rest.partition(".")
    saves = whole_number(digits, digits=MOST_DIGITS)
    if saves is None:
        return 0
    are_equal = (
        hmac.compare_digest(mac.encode(), _mac(secret, text, saves).encode()) for secret in secrets
    )
    return saves if any(are_equal) else 0


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"intake draft mark", "sha256")


def _mac(secret: str, text: str, saves: int) -> str:
    mac = hmac.digest(_key(secret), f"{text}.{saves}".encode(), "sha256")
    return urlsafe_b64encode(mac[:MAC_BYTES]).decode()
