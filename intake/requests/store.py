"""Find and change the requests of all applicants, as the desk, the worker and housekeeping do.

Applicants read and change their own one in :mod:`intake.requests.applicant_access`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from intake.extensions import changed_rows, db, locking
from intake.requests.models import Request

ENDED_AT_ONCE = 500
"""Sessions ended in one transaction, so that other writers do not wait long."""


def restore_sent_flag(request: Request, *, case_id: str) -> None:
    """Mark a request as sent that has a case, after the row was tampered with."""
    request.case_id = case_id
    request.answers = None


def keys_under_codes(*, after: str, at_most: int) -> dict[bytes, str]:
    """Return the next ``key_under_code``, each with the id of its request; ids follow *after*."""
    query = select(Request.key_under_code, Request.id).where(Request.key_under_code.is_not(None))
    query = query.where(Request.id > after).order_by(Request.id).limit(at_most)
    return {wrap: request_id for wrap, request_id in db.session.execute(query) if wrap}


def with_code(request_ids: Collection[str]) -> list[str]:
    """Return those of the requests that have a return code."""
    has_code = Request.locator.is_not(None) | Request.key_under_code.is_not(None)
    return list(db.session.scalars(select(Request.id).where(Request.id.in_(request_ids), has_code)))


def find_to_change(request_id: str) -> Request | None:
    """Return the request, locked."""
    return db.session.scalar(locking(select(Request).where(Request.id == request_id)))


def lock(request_ids: Collection[str]) -> None:
    """Lock these requests and those joined to them, in one order."""
    query = select(Request).where(Request.id.in_(request_ids) | Request.joined_to.in_(request_ids))
    db.session.scalars(locking(query.order_by(Request.id))).all()


def joined_to(request_id: str) -> Sequence[Request]:
    """Return the other requests that open the case of this one, locked."""
    query = select(Request).where(Request.joined_to == request_id, Request.id != request_id)
    return db.session.scalars(locking(query.order_by(Request.id))).all()


def kept_request(request_id: str) -> str | None:
    """Return the id of the request whose case this one opens in place of its own, if any."""
    query = select(Request.joined_to).where(
        Request.id == request_id, Request.joined_to != request_id
    )
    return db.session.scalar(query)


def join(request_id: str, *, to: str, key: bytes) -> None:
    """Have a request open the case of another one, whose *key* is sealed under its own."""
    _set_joined(Request.id == request_id, to, key)
    _set_joined(Request.id == to, to, None)


def part(request: Request) -> None:
    """Have a request open its own case again."""
    kept, request.joined_to, request.joined_key = request.joined_to, None, None
    db.session.flush()
    if kept and not joined_to(kept):
        _set_joined(Request.id == kept, None, None)


def _set_joined(which: ColumnElement[bool], to: str | None, key: bytes | None) -> None:
    db.session.execute(update(Request).where(which).values(joined_to=to, joined_key=key))


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


def erase_by_id(request_id: str) -> None:
    """Delete the row, and with it every wrap of the case key."""
    db.session.execute(delete(Request).where(Request.id == request_id))


def discardable_drafts(*, before: date, now: datetime) -> list[str]:
    """Return the ids of drafts last changed before *before*, or expired and without a code."""
    is_unreachable = and_(Request.session_until <= now, Request.key_under_code.is_(None))
    is_discardable = or_(Request.kept_on < before, is_unreachable)
    query = select(Request.id).where(Request.case_id.is_(None), is_discardable)
    return list(db.session.scalars(query))


def has_drafts(at_least: int) -> bool:
    """Return true if there are so many drafts or more. Counts no further."""
    drafts = select(Request.id).where(Request.case_id.is_(None)).limit(at_least)
    return db.session.scalar(select(func.count()).select_from(drafts.subquery())) == at_least


def discard_all() -> int:
    """Delete every request, where no case exists; return how many drafts there were."""
    return len(db.session.scalars(delete(Request).returning(Request.id)).all())


def discard_old_drafts(*, before: date, now: datetime) -> int:
    """Delete drafts last changed before *before*; return their number.

    One whose session is alive stays: its applicant came back with the code, and is about to save.
    """
    is_idle = or_(Request.session_until.is_(None), Request.session_until <= now)
    old = delete(Request).where(Request.case_id.is_(None), Request.kept_on < before, is_idle)
    return changed_rows(old)


def end_expired_sessions(*, now: datetime) -> int:
    """End some of the expired sessions; return their number. See :func:`end_session`."""
    expired = select(Request).where(Request.session_until <= now).limit(ENDED_AT_ONCE)
    requests = db.session.scalars(locking(expired, skip_locked=True)).all()
    for request in requests:
        end_session(request)
    return len(requests)
