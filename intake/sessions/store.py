"""Begin, find, extend and end sessions of staff."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select

from intake.extensions import all_rows, change_rows, db, delete_rows, first_row
from intake.sessions import pending_forms
from intake.sessions.models import HalfwaySession, StaffSession, TypedForm

IDLE = timedelta(minutes=15)
AT_MOST = timedelta(hours=10)
EXTEND_EVERY = timedelta(minutes=5)
HALFWAY = timedelta(minutes=10)
FRESH = timedelta(minutes=10)
"""Time after a second factor during which sensitive acts do not ask for it again."""
AHEAD = timedelta(minutes=5)
"""Largest difference between the clocks of two machines. A session last used further in the future
was used before a clock was set back; it counts as expired, because it would live too long."""
LISTED_EVERY = timedelta(hours=1)
"""Time after which a long page of the queue is logged again."""
REMEMBERED = timedelta(days=1)
"""Time since its beginning in which an expired or locked session still identifies its member."""

AT = StaffSession.last_seen_at.type
LIVING = select(StaffSession).where(
    StaffSession.token_hash == bindparam("token_hash"),
    StaffSession.last_seen_at > bindparam("idle_since", type_=AT),
    StaffSession.begun_at > bindparam("too_old", type_=AT),
    StaffSession.last_seen_at <= bindparam("latest", type_=AT),
    StaffSession.locked_at.is_(None),
)
"""Built once, because each page of the desk executes it."""


def place_of(token: bytes, *, network: str, browser: str) -> bytes:
    """Return the place of a request: its network and its browser, as hashes under the token."""
    names = (f"network {network}", f"browser {browser}")
    return b"".join(hmac.digest(token, name.encode(), "sha256") for name in names)


def begin(*, member_id: str, token_hash: bytes, locked_keys: bytes, now: datetime) -> StaffSession:
    """Add a session of a member in the browser that has this token."""
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


def find(token_hash: bytes, now: datetime) -> StaffSession | None:
    """Return the session of this token, unless it was idle for 15 minutes or lasted ten hours."""
    values = {
        "token_hash": token_hash,
        "idle_since": now - IDLE,
        "too_old": now - AT_MOST,
        "latest": now + AHEAD,
    }
    return db.session.scalar(LIVING, values)


def remembered(token_hash: bytes, now: datetime) -> StaffSession | None:
    """Return the session of this token, also if it was locked or has expired."""
    is_own = StaffSession.token_hash == token_hash
    return first_row(StaffSession, is_own, StaffSession.begun_at > now - REMEMBERED)


def lock_row(token_hash: bytes) -> None:
    """Lock the row of this session, so that two tabs do not save a form at the same time."""
    first_row(StaffSession, StaffSession.token_hash == token_hash, lock=True)


def living_of(member_id: str, now: datetime) -> list[StaffSession]:
    """Return the living sessions of a member, the newest first."""
    return all_rows(
        StaffSession,
        StaffSession.member_id == member_id,
        ~_is_over(now),
        StaffSession.locked_at.is_(None),
        by=(StaffSession.begun_at.desc(),),
    )


def ends_at(session: StaffSession) -> datetime:
    """Return the time at which the session expires without further use."""
    return min(session.last_seen_at + IDLE, session.begun_at + AT_MOST)


def is_fresh(session: StaffSession, now: datetime) -> bool:
    """Return true if the second factor was given within the last ten minutes."""
    return session.locked_at is None and now - session.proven_at < FRESH


def record_second_factor(session: StaffSession, now: datetime) -> None:
    """Record that the member passed the second factor again."""
    session.proven_at = session.last_seen_at = now


def is_elsewhere(session: StaffSession, place: bytes) -> bool:
    """Return true if both the network and the browser differ from those of the second factor.

    One of them may change: a phone changes networks, and an update changes the browser's name.
    """
    before = session.place
    if before is None:
        return False
    return before[:32] != place[:32] and before[32:] != place[32:]


def is_list_due(session: StaffSession, now: datetime) -> bool:
    """Return true if no long page of the queue was logged in this session for an hour."""
    return session.listed_at is None or abs(now - session.listed_at) >= LISTED_EVERY


def is_due_for_extension(session: StaffSession, now: datetime) -> bool:
    """Return true if the time of last use should be stored: at most every five minutes."""
    return now - session.last_seen_at > EXTEND_EVERY


def extend(session: StaffSession, now: datetime) -> None:
    """Record that the member is active."""
    session.last_seen_at = now


def lock(token_hash: bytes, now: datetime) -> None:
    """Delete the session's keys; the browser still belongs to its member."""
    _lock(StaffSession.token_hash == token_hash, now)


def end_one(session_id: str, *, member_id: str) -> bool:
    """End one of a member's own sessions; return true if there was one."""
    session = db.session.get(StaffSession, session_id)
    if session is None or session.member_id != member_id:
        return False
    end(session.token_hash)
    return True


def end_others(member_id: str, *, but: bytes) -> None:
    """End every session of the member but the one of this token."""
    delete_rows(StaffSession, StaffSession.member_id == member_id, StaffSession.token_hash != but)
    delete_rows(HalfwaySession, HalfwaySession.member_id == member_id)


def end(token_hash: bytes) -> None:
    """Delete the session of this token, the halfway session, and what was sealed under it."""
    lock_row(token_hash)
    delete_rows(TypedForm, TypedForm.token_hash.in_(pending_forms.all_hashes(token_hash)))
    for table in (StaffSession, HalfwaySession):
        delete_rows(table, table.token_hash == token_hash)


def end_after_wrong_factors(token_hash: bytes, *, member_id: str) -> None:
    """End the session of this token, and each of the member's that awaits a second factor.

    What was typed stays for the member, sealed to the browser.
    """
    delete_rows(StaffSession, StaffSession.token_hash == token_hash)
    delete_rows(HalfwaySession, HalfwaySession.member_id == member_id)


def end_all_of(member_id: str) -> None:
    """End every session of a member whose password or roles changed, or who left."""
    for table in (StaffSession, HalfwaySession, TypedForm):
        delete_rows(table, table.member_id == member_id)


def discard_ended(now: datetime) -> None:
    """Delete the keys of expired sessions, and their rows a day later."""
    _lock(_is_over(now), now)
    delete_rows(StaffSession, StaffSession.begun_at <= now - REMEMBERED)
    for table in (HalfwaySession, TypedForm):
        delete_rows(table, table.until <= now)


def begin_halfway(halfway: HalfwaySession, now: datetime) -> HalfwaySession:
    """Add a halfway session: the second factor must follow within ten minutes."""
    halfway.until = now + HALFWAY
    db.session.add(halfway)
    return halfway


def find_halfway(token_hash: bytes, now: datetime) -> HalfwaySession | None:
    """Return the halfway session of this token, unless it has expired."""
    is_own = HalfwaySession.token_hash == token_hash
    return first_row(HalfwaySession, is_own, HalfwaySession.until > now)


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(
        StaffSession.last_seen_at <= now - IDLE,
        StaffSession.begun_at <= now - AT_MOST,
        StaffSession.last_seen_at > now + AHEAD,
    )


def _lock(which: ColumnElement[bool], now: datetime) -> None:
    is_open = StaffSession.locked_at.is_(None)
    change_rows(StaffSession, which, is_open, locked_at=now, locked_keys=b"")
