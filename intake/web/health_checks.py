"""The health checks of the server, run now or at most a minute ago by this process."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from intake import clock
from intake.actions.health.check import Check, State
from intake.actions.health.check_health import check_health
from intake.environment import doubtful_names
from intake.frozen import frozen
from intake.settings import UnsafeSettings
from intake.web.app_context import settings

FRESH = timedelta(minutes=1)
"""Time for which one process shows the same count of urgent checks."""


@frozen
class Health:
    """All checks, and the time when they ran."""

    checks: tuple[Check, ...]
    at: datetime

    @property
    def needs_someone(self) -> int:
        """Return the number of urgent checks."""
        return sum(check.state is State.BAD for check in self.checks)


def current_health() -> Health:
    """Run all checks now.

    They have a database session of their own, so that one that fails leaves the view's alone.
    """
    try:
        names = doubtful_names(os.environ, Path(current_app.root_path).parent)
        unknown = [doubtful.name for doubtful in names]
    except UnsafeSettings:
        unknown = [".env"]  # a file that cannot be read
    with current_app.app_context():
        checks = check_health(settings(), now=clock.now(), unknown_settings=unknown)
    health = Health(checks=checks, at=clock.now())
    current_app.extensions["health"] = health
    return health


def recent_health() -> Health:
    """Return the last checks of this process if they are fresh, else run them."""
    last: Health | None = current_app.extensions.get("health")
    if last is None or abs(clock.now() - last.at) > FRESH:
        return current_health()
    return last
