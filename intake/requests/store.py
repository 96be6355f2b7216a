"""Add, find and change requests: drafts, sessions, return codes, and the mark of sending."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, bindparam, delete, or_, select, update

from intake.extensions import db
from intake.requests.models import Request

EXTEND_EVERY = timedelta(minutes=5)
ENDED_AT_ONCE = 500
"""Sessions ended in one transaction, so that other writers do not wait long."""

TABLE = Request.metadata.tables[Request.__tablename__]
BY_TOKEN = select(TABLE).where(TABLE.c.token_hash == bindparam("token_hash"))
BY_TOKEN_TO_CHANGE = (
    select(Request)
    .where(Request.token_hash == bindparam("token_hash"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
"""Compiled once, because every web request of an applicant begins with one of them."""

DRAFT_COLUMNS = ("answers", "kept_on", "session_minutes", "session_until")
SAVE_DRAFT = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row"), TABLE.c.answers == bindparam("before"))
    .values({name: bindparam(name) for name in DRAFT_COLUMNS} | {"typed_form": None})
)

SET_TYPED_FORM = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row"), TABLE.c.token_hash == bindparam("session"))
    .values(typed_form=bindparam("sealed"))
)

MARK_SENT = (
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("row"),
        TABLE.c.token_hash == bindparam("session"),
        TABLE.c.answers == bindparam("before"),
    )
    .values(
        case_id=bindparam("case"),
        receipt=bindparam("sealed"),
        answers=None,
        key_under_token=None,
        typed_form=None,
    )
)


def add(request: Request) -> Request:
    """Add a request."""
    db.session.add(request)
    return request


def find_by_token(token_hash: bytes, *, now: datetime, to_change: bool = False) -> Request | None:
    """Return the request of this session unless the session has expired; lock it if *to_change*.

    Without *to_change* the request is a copy outside the database session, to be read only.
    """
    if to_change:
        request = db.session.scalar(BY_TOKEN_TO_CHANGE, {"token_hash": token_hash})
    else:
        request = _read_only(token_hash)
    if request is None or request.session_until is None or request.session_until <= now:
        return None
    return request


def save_draft(request: Request, *, instead_of: bytes | None) -> bool:
    """Write the draft, unless the row no longer has the one called *instead_of*.

    Return true if it was written. The form that was refused before is gone then.
    """
    values = {name: getattr(request, name) for name in DRAFT_COLUMNS}
    parameters = {"row": request.id, "before": instead_of, **values}
    return db.session.connection().execute(SAVE_DRAFT, parameters).rowcount == 1


def _read_only(token_hash: bytes) -> Request | None:
    """Return a copy of the row that no session tracks, which takes half the time."""
    with db.engine.connect() as connection:
        row = connection.execute(BY_TOKEN, {"token_hash": token_hash}).mappings().first()
    if row is None:
        return None
    request = Request()
    vars(request).update(row)  # setting each attribute would be slower
    return request


def extend(request: Request, *, now: datetime) -> None:
    """Extend the session to its full time from now."""
    request.session_until = now + timedelta(minutes=request.session_minutes)


def shorten_session(request: Request, *, minutes: int, now: datetime) -> None:
    """Shorten the session to so many idle minutes from now, if it would last longer."""
    values = {"session_minutes": minutes, "session_until": now + timedelta(minutes=minutes)}
    is_longer = TABLE.c.session_until > values["session_until"]
    db.session.execute(update(TABLE).where(TABLE.c.id == request.id, is_longer).values(values))


def is_due_for_extension(request: Request, *, now: datetime) -> bool:
    """Return true if the session should be extended; at most every ``EXTEND_EVERY``."""
    full = timedelta(minutes=request.session_minutes)
    until = request.session_until
    return until is not None and until - now < full - EXTEND_EVERY


def set_draft(request: Request, answers: bytes, *, on: date) -> None:
    """Replace the sealed draft. The form that was refused before is gone then."""
    request.answers = answers
    request.kept_on = on
    request.typed_form = None


def set_typed_form(request: Request, sealed: bytes) -> None:
    """Keep a form as it was typed, in the row as it is now; nothing if the session has ended."""
    parameters = {"row": request.id, "session": request.token_hash, "sealed": sealed}
    db.session.connection().execute(SET_TYPED_FORM, parameters)


def mark_sent(request: Request, *, case_id: str, receipt: bytes) -> bool:
    """Mark the request as sent: remove its draft and key, and store the receipt.

    Return false if the row has another draft or another session by now.
    """
    parameters = {
        "row": request.id,
        "session": request.token_hash,
        "before": request.answers,
        "case": case_id,
        "sealed": receipt,
    }
    return db.session.connection().execute(MARK_SENT, parameters).rowcount == 1


def restore_sent_flag(request: Request, *, case_id: str) -> None:
    """Mark a request as sent that has a case, after the row was tampered with."""
    request.case_id = case_id
    request.answers = None


def set_code(
    request: Request,
    *,
    locator: str,
    salt: bytes,
    auth: bytes,
    key_under_code: bytes,
    code_under_token: bytes,
) -> None:
    """Set the columns of a new return code."""
    request.locator = locator
    request.code_salt = salt
    request.code_auth = auth
    request.key_under_code = key_under_code
    request.code_under_token = code_under_token


def find_by_locator(locator: str, *, to_change: bool = False) -> Request | None:
    """Return the request by the first seven digits of its return code; lock it if *to_change*."""
    query = select(Request).where(Request.locator == locator)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def keys_under_codes() -> dict[bytes, str]:
    """Return every ``key_under_code`` with the id of its request."""
    query = select(Request.key_under_code, Request.id).where(Request.key_under_code.is_not(None))
    return {wrap: request_id for wrap, request_id in db.session.execute(query) if wrap}


def with_code(request_ids: Collection[str]) -> list[str]:
    """Return those of the requests that have a return code."""
    has_code = Request.locator.is_not(None) | Request.key_under_code.is_not(None)
    return list(db.session.scalars(select(Request.id).where(Request.id.in_(request_ids), has_code)))


def find_to_change(request_id: str) -> Request | None:
    """Return the request, locked."""
    query = select(Request).where(Request.id == request_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def revoke_code(request: Request) -> None:
    """Delete the return code, so that it opens nothing."""
    request.locator = None
    request.code_salt = None
    request.code_auth = None
    request.key_under_code = None


def end_session(request: Request) -> None:
    """End the session. Delete a draft without a code, because nothing opens it any more."""
    if not request.sent and not request.has_code:
        db.session.delete(request)
        return
    request.token_hash = None
    request.session_until = None
    request.key_under_token = None
    request.code_under_token = None
    request.receipt = None
    request.typed_form = None


def lock_away(request: Request) -> None:
    """End session and code but leave the row, because a legal hold keeps its case."""
    request.token_hash = None
    request.session_until = None
    request.key_under_token = None
    request.code_under_token = None
    request.receipt = None
    request.typed_form = None
    revoke_code(request)


def erase(request: Request) -> None:
    """Delete the row, and with it every wrap of the case key."""
    erase_by_id(request.id)


def erase_by_id(request_id: str) -> None:
    """Delete the row as :func:`erase` does, by its id."""
    db.session.execute(delete(Request).where(Request.id == request_id))


def discardable_drafts(*, before: date, now: datetime) -> list[str]:
    """Return the ids of drafts last changed before *before*, or expired and without a code."""
    is_unreachable = and_(Request.session_until <= now, Request.locator.is_(None))
    is_discardable = or_(Request.kept_on < before, is_unreachable)
    query = select(Request.id).where(Request.case_id.is_(None), is_discardable)
    return list(db.session.scalars(query))


def discard_all() -> int:
    """Delete every request, where no case exists; return how many drafts there were."""
    return len(db.session.scalars(delete(Request).returning(Request.id)).all())


def discard_old_drafts(*, before: date) -> int:
    """Delete drafts last changed before *before*; return their number."""
    old = delete(Request).where(Request.case_id.is_(None), Request.kept_on < before)
    return cast(CursorResult[Any], db.session.execute(old)).rowcount


def end_expired_sessions(*, now: datetime) -> int:
    """End some of the expired sessions; return their number. See :func:`end_session`."""
    expired = select(Request).where(Request.session_until <= now).limit(ENDED_AT_ONCE)
    requests = db.session.scalars(expired.with_for_update(skip_locked=True)).all()
    for request in requests:
        end_session(request)
    return len(requests)
