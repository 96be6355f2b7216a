"""The audit log."""

from intake.web.desk.log import audit

BLUEPRINTS = (audit.blueprint,)
