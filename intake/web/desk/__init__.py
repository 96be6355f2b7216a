"""The staff door: the queue, cases, law, team, health and the audit log."""

from __future__ import annotations

from intake.web.desk import missing, preferences
from intake.web.desk.case import (
    conflict,
    contact,
    dates,
    decision,
    duplicates,
    erasing,
    hand_off,
    messages,
    notes,
    overview,
    presence,
    private,
    timeline,
)
from intake.web.desk.health import overview as health
from intake.web.desk.health import undelivered
from intake.web.desk.law import bench, lawbook, recall
from intake.web.desk.log import audit
from intake.web.desk.queue import bulk_actions, queue, saved_views, search
from intake.web.desk.team import joining, team

BLUEPRINTS = (
    queue.blueprint,
    bulk_actions.blueprint,
    saved_views.blueprint,
    search.blueprint,
    preferences.blueprint,
    overview.blueprint,
    duplicates.blueprint,
    presence.blueprint,
    conflict.blueprint,
    messages.blueprint,
    notes.blueprint,
    contact.blueprint,
    decision.blueprint,
    dates.blueprint,
    private.blueprint,
    hand_off.blueprint,
    timeline.blueprint,
    erasing.blueprint,
    team.blueprint,
    joining.blueprint,
    lawbook.blueprint,
    bench.blueprint,
    recall.blueprint,
    audit.blueprint,
    health.blueprint,
    undelivered.blueprint,
    missing.blueprint,
)
