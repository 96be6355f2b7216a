"""The applicants' door: questions, result, check, send."""

from intake.web.apply import (
    call_request,
    code,
    drafts,
    fit,
    hand_over,
    question_pages,
    safe,
    sending,
    start,
)

BLUEPRINTS = (
    call_request.blueprint,
    question_pages.blueprint,
    code.blueprint,
    fit.blueprint,
    hand_over.blueprint,
    safe.blueprint,
    sending.blueprint,
    drafts.blueprint,
    start.blueprint,
)
