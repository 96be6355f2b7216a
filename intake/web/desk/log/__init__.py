"""The audit log."""

from __future__ import annotations

from intake.web.desk.log import audit

BLUEPRINTS = (audit.blueprint,)
