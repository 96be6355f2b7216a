"""Extend a session of staff, or end one's own sessions elsewhere.

An extension is written at most every five minutes, so that reading writes little.
"""

from datetime import datetime

from intake.actions.access.moment import Moment
from intake.audit.acts import AuditAct
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions


class NotTheirs(Exception):
    """There is no such session of this member."""


def end_session(session_id: str, moment: Moment, *, member_id: str) -> None:
    """End one of the member's own sessions. Raise :class:`NotTheirs` for any other."""
    if not sessions.end_one(session_id, member_id=member_id):
        raise NotTheirs
    moment.log(AuditAct.SESSIONS_ENDED, member_id)


def end_other_sessions(token: bytes, moment: Moment, *, member_id: str) -> None:
    """End every session of the member but this one."""
    sessions.end_others(member_id, but=token_hash(token))
    moment.log(AuditAct.SESSIONS_ENDED, member_id)


def extend_staff(token_hash: bytes, now: datetime) -> None:
    """Extend the session of a member of staff."""
    if session := sessions.find(token_hash, now):
        sessions.extend(session, now)
