"""The pages of one case."""

from __future__ import annotations

from intake.web.desk.case import (
    case,
    conflict,
    contact,
    dates,
    decision,
    duplicates,
    erase,
    hand_off,
    messages,
    notes,
    presence,
    private,
    timeline,
    wall,
)

BLUEPRINTS = (
    conflict.blueprint,
    contact.blueprint,
    dates.blueprint,
    decision.blueprint,
    duplicates.blueprint,
    erase.blueprint,
    hand_off.blueprint,
    messages.blueprint,
    notes.blueprint,
    case.blueprint,
    presence.blueprint,
    private.blueprint,
    timeline.blueprint,
    wall.blueprint,
)
