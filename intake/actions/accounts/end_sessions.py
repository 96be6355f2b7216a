"""Extend a session, lock the desk at this browser, or end one's own sessions elsewhere.

An extension is written at most every five minutes, so that reading writes little.
"""

from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions


class NotTheirs(Exception):
    """There is no such session of this member."""


def lock_desk(token: bytes, *, now: datetime) -> None:
    """Lock a session: delete its keys. Password and second factor open it again."""
    sessions.lock(token_hash(token), now=now)


def end_session(session_id: str, *, member_id: str, today: date, now: datetime) -> None:
    """End one of the member's own sessions. Raise :class:`NotTheirs` for any other."""
    if not sessions.end_one(session_id, member_id=member_id):
        raise NotTheirs
    log.record(AuditAct.SESSIONS_ENDED, on=today, member_id=member_id, at=now)


def end_other_sessions(token: bytes, *, member_id: str, today: date, now: datetime) -> None:
    """End every session of the member but this one."""
    sessions.end_others(member_id, but=token_hash(token))
    log.record(AuditAct.SESSIONS_ENDED, on=today, member_id=member_id, at=now)


def extend_request(request: OwnRequest, *, now: datetime) -> None:
    """Extend the session of an applicant."""
    own_row.extend(request, now=now)
    own_row.save_session(request)


def extend_staff(token_hash: bytes, *, now: datetime) -> None:
    """Extend the session of a member of staff."""
    if session := sessions.find(token_hash, now=now):
        sessions.extend(session, now=now)
