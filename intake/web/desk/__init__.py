"""The staff door: the queue, cases, law, message templates, team, health and the audit log."""

from typing import Any

from flask import g

from intake.web.desk import (
    calendar,
    callers,
    case,
    health,
    law,
    letters,
    log,
    missing,
    offices,
    preferences,
    queue,
    reports,
    team,
    work,
)

BLUEPRINTS = (
    *work.BLUEPRINTS,
    *queue.BLUEPRINTS,
    *case.BLUEPRINTS,
    *callers.BLUEPRINTS,
    calendar.blueprint,
    *team.BLUEPRINTS,
    *offices.BLUEPRINTS,
    *law.BLUEPRINTS,
    *letters.BLUEPRINTS,
    *log.BLUEPRINTS,
    *reports.BLUEPRINTS,
    *health.BLUEPRINTS,
    preferences.blueprint,
    missing.blueprint,
)


def _context() -> dict[str, Any]:
    """Return what every template of the desk knows: the member whom the guard let in."""
    return {"member": g.signed_in.member} if "signed_in" in g else {}


for blueprint in BLUEPRINTS:
    blueprint.context_processor(_context)
