"""Save a draft, sealed in its row. Answers to pages no longer asked are saved too, but not live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.application.start_request import SHORT_MINUTES
from intake.actions.opening.open_draft import OpenDraft, seal_draft
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.requests import store

LONG_MINUTES = 300
"""Minutes after which an idle session ends on a device that is the applicant's own."""


def save_draft(opened: OpenDraft, draft: Draft, *, today: date, now: datetime) -> OpenDraft:
    """Replace the stored draft by *draft*, and extend the session."""
    changed = replace(opened, draft=draft, saves=opened.saves + 1)
    store.set_draft(changed.request, seal_draft(changed), on=today)
    is_own_device = draft.answers.code(device) == "mine"
    changed.request.session_minutes = LONG_MINUTES if is_own_device else SHORT_MINUTES
    store.extend(changed.request, now=now)
    return changed
