"""The staff door: the queue, cases, law, message templates, team, health and the audit log."""

from intake.web.access import page_context
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
    offices.blueprint,
    *law.BLUEPRINTS,
    letters.blueprint,
    *log.BLUEPRINTS,
    *reports.BLUEPRINTS,
    *health.BLUEPRINTS,
    preferences.blueprint,
    missing.blueprint,
)

for blueprint in BLUEPRINTS:
    blueprint.context_processor(page_context)
