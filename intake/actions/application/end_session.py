"""Leave: this session can open nothing any more."""

from __future__ import annotations

from intake.requests import store
from intake.requests.models import Request


def end_request(request: Request) -> None:
    """End the session; a draft that nobody could ever open again is discarded."""
    store.end_session(request)
