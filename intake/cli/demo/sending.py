"""Send an invented request by the actions that send real ones."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date

from intake import clock
from intake.actions.application.save_draft import save_draft
from intake.actions.application.start_request import start_request
from intake.actions.application.submit import ready_to_send, submit
from intake.cli import app_context
from intake.law.book import shipped
from intake.questionnaire.answers import Answers
from intake.requests import applicant_access as own_requests


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A sent case with its key, which later only the applicant and the team can unwrap."""

    case_id: str
    request_id: str
    reference: str
    received: date
    language: str
    key: bytes = field(repr=False)
    token: bytes = field(repr=False)


def send(answers: Answers, *, language: str, received: date) -> Sent:
    """Send the answers as an invented case. The caller commits."""
    settings, token = app_context.settings(), secrets.token_bytes(32)
    opened = start_request(
        token,
        language=language,
        today=received,
        now=clock.now(),
        installation=settings.recovery_fingerprint,
    )
    draft = replace(opened.draft, answers=answers)
    saved = save_draft(opened, draft, today=received, now=clock.now())
    own_requests.add(saved.request)
    ready = ready_to_send(
        saved,
        law=shipped(),
        practice=app_context.practice(),
        retention_days=settings.retention_days,
        received=received,
        invented=True,
    )
    submit(ready, token, now=clock.now())
    return Sent(
        case_id=ready.case_id,
        request_id=opened.request.id,
        reference=ready.receipt.reference,
        received=received,
        language=language,
        key=opened.key,
        token=token,
    )
