"""The health of the server as the web process sees it, made anew or at most a minute old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from intake import clock
from intake.actions.health.check import Check, State
from intake.actions.health.check_health import check_health
from intake.environment import unknown_names
from intake.settings import UnsafeSettings
from intake.web import limits
from intake.web.app_context import settings

FRESH = timedelta(minutes=1)
"""For so long one process shows the same count of what needs someone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """All checks, and when they were made."""

    checks: tuple[Check, ...]
    at: datetime

    @property
    def needs_someone(self) -> int:
        """How many checks need someone now."""
        return sum(check.state is State.BAD for check in self.checks)


def current_health() -> Health:
    """Make all checks now.

    They have a database session of their own, so that one that fails leaves the view's alone.
    """
    with current_app.app_context():
        checks = check_health(
            settings(),
            now=clock.now(),
            limits_store=limits.state(),
            unknown_settings=_unknown_settings(),
        )
    found = Health(checks=checks, at=clock.now())
    current_app.extensions["health"] = found
    return found


def _unknown_settings() -> list[str]:
    """Return the names in ``.env`` that nothing reads; its own name where it cannot be read."""
    try:
        return unknown_names(Path(current_app.root_path).parent)
    except UnsafeSettings:
        return [".env"]


def recent_health() -> Health:
    """Return the last checks of this process, or make them where those are not fresh."""
    last: Health | None = current_app.extensions.get("health")
    if last is None or abs(clock.now() - last.at) > FRESH:
        return current_health()
    return last
