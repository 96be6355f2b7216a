"""The applicants' door: questions, result, check, send."""

from __future__ import annotations

from intake.web.apply import code, hand_over, question_pages, sending, session_ended

BLUEPRINTS = (
    question_pages.blueprint,
    code.blueprint,
    hand_over.blueprint,
    sending.blueprint,
    session_ended.blueprint,
)
