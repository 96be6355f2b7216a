"""Keep a return code that was refused, sealed, in the browser in which it was typed.

It may be one digit away from the right one, so the server stores none of it. The browser gets it
in a cookie, sealed under the session token and ``SECRET_KEY``: neither opens it alone.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.frozen import frozen
from intake.sealing.contexts import Context
from intake.sealing.envelope import SealBroken
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under

KEPT_FOR = timedelta(minutes=10)
LONGEST = 100
"""Characters that are kept; a code has 24 digits, and whatever people put between them."""


class Refusal(StrEnum):
    """The reason for which a code was refused."""

    WRONG = "wrong"
    """It opens nothing. The answer is the same for every such code."""
    BUSY = "busy"
    """The server tries too many codes at this moment."""


@frozen
class RefusedCode:
    """A code as it was typed, and why it was refused."""

    typed: str = field(repr=False)
    refusal: Refusal
    turn: str = ""
    """The turn that keeps the place of who found the line full."""


def seal_refused_code(
    code: RefusedCode, token: bytes, *, secret: str, installation: str, now: datetime
) -> str:
    """Return the text of the cookie for the session with this *token*."""
    until = (now + KEPT_FOR).isoformat()
    content = json.dumps([code.typed[:LONGEST], code.refusal, until, code.turn])
    sealed = seal_under(_key(token, secret), content.encode(), context=_context(installation))
    return urlsafe_b64encode(sealed).decode()


def open_refused_code(
    text: str, token: bytes, *, secrets: Iterable[str], installation: str, now: datetime
) -> RefusedCode | None:
    """Return the code in the text of a cookie.

    Return ``None`` if its time is over, and for a text that this server did not write for the
    session with this *token*: a browser may send anything.
    """
    opened = (_content(text, token, secret, installation) for secret in secrets)
    content = next(filter(None, opened), None)
    if content is None:
        return None
    typed, refusal, until, *turn = json.loads(content)  # an older release wrote no turn
    if now >= datetime.fromisoformat(until):
        return None
    return RefusedCode(typed=typed, refusal=Refusal(refusal), turn="".join(turn))


def _content(text: str, token: bytes, secret: str, installation: str) -> bytes | None:
    try:
        sealed = urlsafe_b64decode(text)
        return open_under(_key(token, secret), sealed, context=_context(installation))
    except (SealBroken, ValueError):
        return None


def _key(token: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"intake refused code" + token, "sha256")


def _context(installation: str) -> Context:
    return Context(installation=installation, request="", kind="refused-code")
