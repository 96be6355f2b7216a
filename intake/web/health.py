"""Health checks for load balancers: the process runs, and the server can take requests."""

from __future__ import annotations

import math
from time import monotonic

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from intake.actions.health.readiness import not_ready
from intake.web.access import anyone
from intake.web.app_context import settings

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain"}

FRESH = 1.0
"""Seconds for which an answer is given again. Anybody may ask, and each look at the database takes
SQLite's write lock for a moment."""


@blueprint.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """Answer that the process runs."""
    return "ok\n", PLAIN


@blueprint.get("/readyz")
@anyone
def readyz() -> ResponseReturnValue:
    """Answer 200, or 503 with the codes of why no request can be taken.

    They are as this process found them within the last second.
    """
    last: tuple[float, tuple[str, ...]] = current_app.extensions.get("readiness", (-math.inf, ()))
    looked_at, reasons = last
    if monotonic() - looked_at >= FRESH:
        reasons = not_ready(settings())
        current_app.extensions["readiness"] = (monotonic(), reasons)
    if reasons:
        return f"not ready: {', '.join(reasons)}\n", 503, PLAIN
    return "ok\n", 200, PLAIN
