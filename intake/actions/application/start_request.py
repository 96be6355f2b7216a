"""Begin a request: a new case key, wrapped under the token of a new session."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from intake.actions.opening.open_draft import OpenDraft, context_of, seal_draft
from intake.extensions import new_id
from intake.questionnaire.journey import Draft
from intake.requests import store
from intake.requests.models import Request
from intake.sealing.seal import new_key, seal_under
from intake.sealing.tokens import token_hash

SHORT_MINUTES = 30
"""Minutes after which an idle session ends, unless the device is the applicant's own."""


def start_request(
    token: bytes, *, language: str, today: date, now: datetime, installation: str
) -> OpenDraft:
    """Add a request without answers for the session of this token. The caller commits."""
    request = Request(
        id=new_id(),
        token_hash=token_hash(token),
        session_until=now + timedelta(minutes=SHORT_MINUTES),
        session_minutes=SHORT_MINUTES,
        language=language,
        kept_on=today,
    )
    key = new_key()
    request.key_under_token = seal_under(
        token, key, context=context_of(request, "wrap:token", installation=installation)
    )
    opened = OpenDraft(
        request=request,
        key=key,
        draft=Draft(as_of=today, language=language, begun_at=now),
        installation=installation,
    )
    store.set_draft(request, seal_draft(opened), on=today)
    store.add(request)
    return opened
