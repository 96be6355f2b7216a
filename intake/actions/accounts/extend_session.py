"""Extend a session, written at most every five minutes, so that reading writes little."""

from __future__ import annotations

from datetime import datetime

from intake.requests import store as requests
from intake.requests.models import Request
from intake.sessions import store as sessions


def extend_request(request: Request, *, now: datetime) -> None:
    """Extend the session of an applicant."""
    requests.extend(request, now=now)


def extend_staff(token_hash: bytes, *, now: datetime) -> None:
    """Extend the session of a member of staff."""
    if session := sessions.find(token_hash, now=now):
        sessions.extend(session, now=now)
