"""The health checks of the server, and the answers of one process to load balancers."""

import math
from datetime import datetime, timedelta
from time import monotonic

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.health.check import Result, State
from intake.actions.health.checks import check_health
from intake.actions.health.readiness import not_ready
from intake.frozen import frozen
from intake.web.access import anyone
from intake.web.app_context import settings

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain"}

FRESH_ANSWER = 1.0
"""Seconds for which an answer is given again. Anybody may ask, and each look at the database takes
SQLite's write lock for a moment."""

FRESH_CHECKS = timedelta(minutes=1)
"""Time for which one process shows the same count of urgent checks."""


@frozen
class Health:
    """All results, and the time when the checks ran."""

    results: tuple[Result, ...]
    at: datetime

    @property
    def needs_someone(self) -> int:
        """Return the number of urgent checks."""
        return sum(result.row.state is State.BAD for result in self.results)


def current_health() -> Health:
    """Run all checks now.

    They have a database session of their own, so that one that fails leaves the view's alone.
    """
    with current_app.app_context():
        results = check_health(settings(), clock.now())
    health = Health(results=results, at=clock.now())
    current_app.extensions["health"] = health
    return health


def recent_health() -> Health:
    """Return the last checks of this process if they are fresh, else run them."""
    last: Health | None = current_app.extensions.get("health")
    if last is None or abs(clock.now() - last.at) > FRESH_CHECKS:
        return current_health()
    return last


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
    if monotonic() - looked_at >= FRESH_ANSWER:
        reasons = tuple(not_ready(settings()))
        current_app.extensions["readiness"] = (monotonic(), reasons)
    if reasons:
        return f"not ready: {', '.join(reasons)}\n", 503, PLAIN
    return "ok\n", 200, PLAIN
