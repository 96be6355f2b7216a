"""Begin, find, extend and end sessions of staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intake.extensions import db
from intake.sessions.models import HalfwaySession, StaffSession

IDLE = timedelta(minutes=15)
AT_MOST = timedelta(hours=10)
EXTEND_EVERY = timedelta(minutes=5)
HALFWAY = timedelta(minutes=10)


def begin(*, member_id: str, token_hash: bytes, locked_keys: bytes, now: datetime) -> StaffSession:
    """A member is signed in at the browser that has this token."""
    session = StaffSession(
        member_id=member_id,
        token_hash=token_hash,
        locked_keys=locked_keys,
        begun_at=now,
        last_seen_at=now,
        proven_at=now,
    )
    db.session.add(session)
    return session


def find(token_hash: bytes, *, now: datetime) -> StaffSession | None:
    """The session of this token, unless it was idle for 15 minutes or lasted ten hours."""
    wanted = select(StaffSession).where(
        StaffSession.token_hash == token_hash,
        StaffSession.last_seen_at > now - IDLE,
        StaffSession.begun_at > now - AT_MOST,
    )
    return db.session.scalar(wanted)


def is_due_for_extension(session: StaffSession, *, now: datetime) -> bool:
    """Whether it should be written that the member is there: at most every five minutes."""
    return now - session.last_seen_at > EXTEND_EVERY


def extend(session: StaffSession, *, now: datetime) -> None:
    """The member is there."""
    session.last_seen_at = now


def end(token_hash: bytes) -> None:
    """Whatever this token was for is over, at once."""
    db.session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))
    db.session.execute(delete(HalfwaySession).where(HalfwaySession.token_hash == token_hash))


def end_all_of(member_id: str) -> None:
    """The member is signed out everywhere: the password or the roles changed, or they left."""
    db.session.execute(delete(StaffSession).where(StaffSession.member_id == member_id))
    db.session.execute(delete(HalfwaySession).where(HalfwaySession.member_id == member_id))


def discard_ended(*, now: datetime) -> None:
    """Rows whose time has passed are gone."""
    db.session.execute(
        delete(StaffSession).where(
            (StaffSession.last_seen_at <= now - IDLE) | (StaffSession.begun_at <= now - AT_MOST)
        )
    )
    db.session.execute(delete(HalfwaySession).where(HalfwaySession.until <= now))


def begin_halfway(halfway: HalfwaySession, *, now: datetime) -> HalfwaySession:
    """The password was right; the code is still to come, within ten minutes."""
    halfway.until = now + HALFWAY
    db.session.add(halfway)
    return halfway


def find_halfway(token_hash: bytes, *, now: datetime) -> HalfwaySession | None:
    """Who gave their password at this browser and is to give a code."""
    wanted = select(HalfwaySession).where(
        HalfwaySession.token_hash == token_hash, HalfwaySession.until > now
    )
    return db.session.scalar(wanted)
