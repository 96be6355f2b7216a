"""Is the process alive, and is it ready for people?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.revisions import up_to_date
from intake.web.access import anyone

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain"}


@blueprint.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", PLAIN


@blueprint.get("/readyz")
@anyone
def readyz() -> ResponseReturnValue:
    """The database answers, and its tables are those of this release."""
    return ("ok\n", 200, PLAIN) if up_to_date() else ("not ready\n", 503, PLAIN)
