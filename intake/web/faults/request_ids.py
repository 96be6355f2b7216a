"""Give each request a short random code, shown on error pages and written in their log lines."""

import secrets

from flask import g

from intake.cases.pipeline import CROCKFORD

LENGTH = 8


def request_id() -> str:
    """Return the code of this request, such as ``K7QF2MXH``: 40 random bits, the same each time."""
    if "request_id" not in g:
        g.request_id = "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))
    code: str = g.request_id
    return code
