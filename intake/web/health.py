"""Health checks for load balancers: the process runs, and the server can take requests."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.actions.health.readiness import not_ready
from intake.web.access import anyone
from intake.web.app_context import settings

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain"}


@blueprint.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """Answer that the process runs."""
    return "ok\n", PLAIN


@blueprint.get("/readyz")
@anyone
def readyz() -> ResponseReturnValue:
    """Answer 200, or 503 with the codes of why no request can be taken."""
    if reasons := not_ready(settings()):
        return f"not ready: {', '.join(reasons)}\n", 503, PLAIN
    return "ok\n", 200, PLAIN
