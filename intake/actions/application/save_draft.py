"""Seal a draft for its row. Answers to pages no longer asked are sealed too, but not live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.application.start_request import SHORT_MINUTES
from intake.actions.opening.open_draft import OpenDraft, seal_draft
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.requests import applicant_access as own_row

LONG_MINUTES = 300
"""Minutes after which an idle session ends on a device that is the applicant's own."""


def save_draft(opened: OpenDraft, draft: Draft, *, today: date, now: datetime) -> OpenDraft:
    """Return the request with *draft* sealed in it, and with its session extended.

    The caller writes it, with ``add`` or ``save_draft`` of ``applicant_access``, and commits.
    """
    changed = replace(opened, draft=draft, saves=opened.saves + 1)
    own_row.set_draft(changed.request, seal_draft(changed), on=today)
    is_own_device = draft.answers.code(device) == "mine"
    changed.request.session_minutes = LONG_MINUTES if is_own_device else SHORT_MINUTES
    own_row.extend(changed.request, now=now)
    return changed
