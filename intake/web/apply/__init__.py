"""The applicants' door: questions, result, check, send."""

from __future__ import annotations

from intake.web.apply import code, ended, hand_over, sending, views

BLUEPRINTS = (
    views.blueprint,
    code.blueprint,
    hand_over.blueprint,
    sending.blueprint,
    ended.blueprint,
)
