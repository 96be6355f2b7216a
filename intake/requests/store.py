"""Keep, find, send, end: the life of a request's row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from intake.extensions import db
from intake.requests.models import Request

EXTEND_EVERY = timedelta(minutes=5)


def add(request: Request) -> Request:
    """A new row."""
    db.session.add(request)
    return request


def find_by_token(token_hash: bytes, *, now: datetime, to_change: bool = False) -> Request | None:
    """The request whose session this is, unless the session ran out. Locked if ``to_change``."""
    wanted = select(Request).where(Request.token_hash == token_hash)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None or found.session_until is None or found.session_until <= now:
        return None
    return found


def extend(request: Request, *, now: datetime) -> None:
    """Let the session last its full time from now on."""
    request.session_until = now + timedelta(minutes=request.session_minutes)


def is_due_for_extension(request: Request, *, now: datetime) -> bool:
    """Whether the session's end should be moved: at most every five minutes."""
    full = timedelta(minutes=request.session_minutes)
    until = request.session_until
    return until is not None and until - now < full - EXTEND_EVERY


def keep(request: Request, answers: bytes, *, on: date) -> None:
    """The sealed draft in place of the one before."""
    request.answers = answers
    request.kept_on = on


def mark_sent(request: Request, *, case_id: str, receipt: bytes) -> None:
    """A case stands: the answers and the key leave this row, the receipt stays for the session."""
    request.case_id = case_id
    request.receipt = receipt
    request.answers = None
    request.key_under_token = None


def end(request: Request) -> None:
    """The session is over. A draft that nobody can open any more is discarded with its row."""
    if not request.sent:
        db.session.delete(request)
        return
    request.token_hash = None
    request.session_until = None
    request.receipt = None
