"""Keep, find, send, end: the life of a request's row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, bindparam, delete, or_, select, update

from intake.extensions import db
from intake.requests.models import Request

EXTEND_EVERY = timedelta(minutes=5)
ENDED_AT_ONCE = 500
"""So many sessions are ended in one transaction, so that nobody waits long for it."""

TABLE = Request.metadata.tables[Request.__tablename__]
BY_TOKEN = select(TABLE).where(TABLE.c.token_hash == bindparam("token_hash"))
BY_TOKEN_TO_CHANGE = (
    select(Request)
    .where(Request.token_hash == bindparam("token_hash"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
"""Built once: they begin every web request of an applicant."""


KEPT = ("answers", "kept_on", "session_minutes", "session_until")
PUT = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row"), TABLE.c.answers == bindparam("before"))
    .values({name: bindparam(name) for name in KEPT})
)

SENT = (
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("row"),
        TABLE.c.token_hash == bindparam("session"),
        TABLE.c.answers == bindparam("before"),
    )
    .values(
        case_id=bindparam("case"), receipt=bindparam("sealed"), answers=None, key_under_token=None
    )
)


def add(request: Request) -> Request:
    """A new row."""
    db.session.add(request)
    return request


def find_by_token(token_hash: bytes, *, now: datetime, to_change: bool = False) -> Request | None:
    """The request whose session this is, unless the session ran out. Locked if ``to_change``."""
    if to_change:
        found = db.session.scalar(BY_TOKEN_TO_CHANGE, {"token_hash": token_hash})
    else:
        found = _as_it_is(token_hash)
    if found is None or found.session_until is None or found.session_until <= now:
        return None
    return found


def put(request: Request, *, instead_of: bytes | None) -> bool:
    """Keep the changed draft, unless its row holds another by now."""
    changed = {name: getattr(request, name) for name in KEPT}
    given = {"row": request.id, "before": instead_of, **changed}
    return db.session.connection().execute(PUT, given).rowcount == 1


def _as_it_is(token_hash: bytes) -> Request | None:
    """The row as a request outside the session, to be read only: that costs half as much."""
    with db.engine.connect() as connection:
        row = connection.execute(BY_TOKEN, {"token_hash": token_hash}).mappings().first()
    if row is None:
        return None
    found = Request()
    vars(found).update(row)  # as a session fills what it has read: not one attribute set at a time
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


def mark_sent(request: Request, *, case_id: str, receipt: bytes) -> bool:
    """A case stands: the answers and the key leave this row, the receipt stays for the session.

    Not where the row holds another draft by now, or another session's.
    """
    given = {
        "row": request.id,
        "session": request.token_hash,
        "before": request.answers,
        "case": case_id,
        "sealed": receipt,
    }
    return db.session.connection().execute(SENT, given).rowcount == 1


def mark_sent_again(request: Request, *, case_id: str) -> None:
    """The case stands, though somebody made this row say that nothing was sent."""
    request.case_id = case_id
    request.answers = None


def keep_code(
    request: Request,
    *,
    locator: str,
    salt: bytes,
    auth: bytes,
    key_under_code: bytes,
    code_under_token: bytes,
) -> None:
    """A return code opens this request from now on."""
    request.locator = locator
    request.code_salt = salt
    request.code_auth = auth
    request.key_under_code = key_under_code
    request.code_under_token = code_under_token


def find_by_locator(locator: str, *, to_change: bool = False) -> Request | None:
    """The request that a return code's first seven digits find. Locked if ``to_change``."""
    wanted = select(Request).where(Request.locator == locator)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def codes() -> dict[bytes, str]:
    """What every return code opens, as it is kept, with the id of its request."""
    wanted = select(Request.key_under_code, Request.id).where(Request.key_under_code.is_not(None))
    return {kept: id_ for kept, id_ in db.session.execute(wanted) if kept}


def find_to_change(request_id: str) -> Request | None:
    """The request of this id, locked."""
    wanted = select(Request).where(Request.id == request_id).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def end_code(request: Request) -> None:
    """No code opens it any more."""
    request.locator = None
    request.code_salt = None
    request.code_auth = None
    request.key_under_code = None


def end(request: Request) -> None:
    """The session is over. A draft that nobody can open any more is discarded with its row."""
    if not request.sent and not request.coded:
        db.session.delete(request)
        return
    request.token_hash = None
    request.session_until = None
    request.key_under_token = None
    request.code_under_token = None
    request.receipt = None


def lock_away(request: Request) -> None:
    """Neither session nor code opens it any more; the row stays, for its case is held."""
    request.token_hash = None
    request.session_until = None
    request.key_under_token = None
    request.code_under_token = None
    request.receipt = None
    end_code(request)


def erase(request: Request) -> None:
    """Destroy every wrap of the key, and the row with them."""
    erase_by_id(request.id)


def erase_by_id(request_id: str) -> None:
    """As :func:`erase`, where the row itself was not read."""
    db.session.execute(delete(Request).where(Request.id == request_id))


def about_to_go(*, before: date, now: datetime) -> list[str]:
    """The drafts that are discarded now: too old, or over without a code."""
    over = and_(Request.session_until <= now, Request.locator.is_(None))
    going = or_(Request.kept_on < before, over)
    return list(db.session.scalars(select(Request.id).where(Request.case_id.is_(None), going)))


def discard_old_drafts(*, before: date) -> int:
    """Drop drafts whose last answer was kept before this day; gives how many."""
    old = delete(Request).where(Request.case_id.is_(None), Request.kept_on < before)
    return cast(CursorResult[Any], db.session.execute(old)).rowcount


def end_expired_sessions(*, now: datetime) -> int:
    """End the sessions that ran out; gives how many. A draft without a code goes with it."""
    expired = select(Request).where(Request.session_until <= now).limit(ENDED_AT_ONCE)
    found = db.session.scalars(expired.with_for_update(skip_locked=True)).all()
    for request in found:
        end(request)
    return len(found)
