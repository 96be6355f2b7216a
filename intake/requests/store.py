"""Find and change the requests of all applicants, as the desk, the worker and housekeeping do.

Applicants read and change their own one in :mod:`intake.requests.applicant_access`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, delete, func, or_, select

from intake.extensions import all_rows, any_row, change_rows, db, delete_rows, first_row
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


def has_code(request_id: str) -> bool:
    """Return true if a return code opens the case of this request: its own, or a merged one's."""
    opens = (Request.id == request_id) | (Request.joined_to == request_id)
    return any_row(Request, Request.key_under_code.is_not(None), opens)


def find_to_change(request_id: str) -> Request | None:
    """Return the request, locked."""
    return first_row(Request, Request.id == request_id, lock=True)


def lock(request_ids: Collection[str]) -> None:
    """Lock these requests and those joined to them, in one order."""
    own = Request.id.in_(request_ids) | Request.joined_to.in_(request_ids)
    all_rows(Request, own, by=(Request.id,), lock=True)


def joined_to(request_id: str) -> Sequence[Request]:
    """Return the other requests that open the case of this one, locked."""
    others = Request.joined_to == request_id, Request.id != request_id
    return all_rows(Request, *others, by=(Request.id,), lock=True)


def kept_request(request_id: str) -> str | None:
    """Return the id of the request whose case this one opens in place of its own, if any."""
    return first_row(Request.joined_to, Request.id == request_id, Request.joined_to != request_id)


def join(request_id: str, *, to: str, key: bytes) -> None:
    """Have a request open the case of another one, whose *key* is sealed under its own."""
    change_rows(Request, Request.id == request_id, joined_to=to, joined_key=key)
    change_rows(Request, Request.id == to, joined_to=to, joined_key=None)


def part(request: Request) -> None:
    """Have a request open its own case again."""
    kept, request.joined_to, request.joined_key = request.joined_to, None, None
    db.session.flush()
    if kept and not joined_to(kept):
        change_rows(Request, Request.id == kept, joined_to=None, joined_key=None)


def revoke_code(request: Request) -> None:
    """Delete the return code, so that it opens nothing."""
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
    delete_rows(Request, Request.id == request_id)


def discardable_drafts(*, before: date, now: datetime) -> list[str]:
    """Return the ids of drafts last changed before *before*, or expired and without a code."""
    is_unreachable = and_(Request.session_until <= now, Request.key_under_code.is_(None))
    is_discardable = or_(Request.kept_on < before, is_unreachable)
    return all_rows(Request.id, Request.case_id.is_(None), is_discardable)


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
    return delete_rows(Request, Request.case_id.is_(None), Request.kept_on < before, is_idle)


def end_expired_sessions(now: datetime) -> int:
    """End some of the expired sessions; return their number. See :func:`end_session`."""
    is_over = Request.session_until <= now
    requests = all_rows(Request, is_over, most=ENDED_AT_ONCE, skip_locked=True)
    for request in requests:
        end_session(request)
    return len(requests)
