"""End an applicant's session."""

from __future__ import annotations

from intake.requests import store
from intake.requests.models import Request


def end_request(request: Request) -> None:
    """End the session, and discard a draft that no return code could open."""
    store.end_session(request)
