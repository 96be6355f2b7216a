"""The Health page, and the emails that were given up."""

from __future__ import annotations

from intake.web.desk.health import health, undelivered

BLUEPRINTS = (
    health.blueprint,
    undelivered.blueprint,
)
