"""The pages of one case."""

from __future__ import annotations

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

BLUEPRINTS = (
    conflict.blueprint,
    contact.blueprint,
    dates.blueprint,
    decision.blueprint,
    duplicates.blueprint,
    erasing.blueprint,
    hand_off.blueprint,
    messages.blueprint,
    notes.blueprint,
    overview.blueprint,
    presence.blueprint,
    private.blueprint,
    timeline.blueprint,
)
