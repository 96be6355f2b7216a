"""The Health page, and the emails that were given up."""

from intake.web.desk.health import health, undelivered

BLUEPRINTS = (
    health.blueprint,
    undelivered.blueprint,
)
