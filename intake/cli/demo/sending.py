"""Send an invented request by the actions that send real ones."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from intake import clock
from intake.actions.application.save_draft import save_draft, start_request
from intake.actions.application.submit import Ready, ready_to_send, submit
from intake.cli import app_context
from intake.law.book import shipped
from intake.questionnaire.answers import Answers
from intake.requests import applicant_access as own_requests


def send(answers: Answers, *, language: str, received: date) -> Ready:
    """Send the answers as an invented case. The caller commits."""
    settings, token, now = app_context.settings(), secrets.token_bytes(32), clock.now()
    installation = settings.recovery_fingerprint
    opened = start_request(
        token, language=language, today=received, now=now, installation=installation
    )
    draft = replace(opened.draft, answers=answers)
    saved = save_draft(opened, draft, today=received, now=now)
    own_requests.add(saved.request)
    ready = ready_to_send(
        saved,
        law=shipped(),
        practice=app_context.practice(),
        retention_days=settings.retention_days,
        received=received,
        invented=True,
    )
    submit(ready, token, now=now)
    return ready
