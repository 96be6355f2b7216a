"""Keep a draft: sealed into its row. What is no longer asked is kept, but not live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.application.start_request import SHORT_MINUTES
from intake.actions.opening.open_draft import OpenDraft, seal_draft
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.requests import store

LONG_MINUTES = 300
"""How long a session lasts on a device that is theirs alone."""


def keep_draft(opened: OpenDraft, draft: Draft, *, today: date, now: datetime) -> OpenDraft:
    """The changed draft in place of the one opened; the session starts its time anew."""
    changed = replace(opened, draft=draft, kept=opened.kept + 1)
    store.set_draft(changed.request, seal_draft(changed), on=today)
    mine = draft.answers.code(device) == "mine"
    changed.request.session_minutes = LONG_MINUTES if mine else SHORT_MINUTES
    store.extend(changed.request, now=now)
    return changed
