"""The applicants' door: questions, result, check, send."""

from __future__ import annotations

from intake.web.apply import (
    call_request,
    code,
    fit,
    hand_over,
    question_pages,
    safe,
    sending,
    session_ended,
)

BLUEPRINTS = (
    call_request.blueprint,
    question_pages.blueprint,
    code.blueprint,
    fit.blueprint,
    hand_over.blueprint,
    safe.blueprint,
    sending.blueprint,
    session_ended.blueprint,
)
