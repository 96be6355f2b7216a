"""Extend a session, written at most every five minutes, so that reading writes little."""

from __future__ import annotations

from datetime import datetime

from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sessions import store as sessions


def extend_request(request: OwnRequest, *, now: datetime) -> None:
    """Extend the session of an applicant."""
    own_row.extend(request, now=now)
    own_row.save_session(request)


def extend_staff(token_hash: bytes, *, now: datetime) -> None:
    """Extend the session of a member of staff."""
    if session := sessions.find(token_hash, now=now):
        sessions.extend(session, now=now)
