"""Alarms of P0 cases that nobody opened: which email is due, and who took the case on."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from intake.cases.models import IS_OPEN, IS_UNOPENED, Case, Conflict, P0Alarm
from intake.extensions import (
    any_row,
    change_rows,
    db,
    delete_rows,
    fetch,
    first_row,
    insert_rows,
    locking,
)

HOUR = timedelta(hours=1)
OWNER, SUPERVISORS = 1, 2
"""The steps: an email to the owner or to all who screen, then one to those above them."""

HELD = (Conflict.POSSIBLE, Conflict.CONFLICT)
HAS_ALARM = exists().where(P0Alarm.case_id == Case.id)
WITHOUT_ALARM = select(Case.id).where(IS_UNOPENED, ~HAS_ALARM)
IS_WAITING = P0Alarm.taken_by.is_(None)
WAS_OPENED = P0Alarm.case_id.in_(select(Case.id).where(Case.opened_on.is_not(None)))
HAS_ENDED = P0Alarm.next_at.is_not(None) & or_(WAS_OPENED, P0Alarm.taken_by.is_not(None))
"""Condition of alarms that a member ended since they were last tidied."""


def _raised(now: datetime | ColumnElement[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of cases whose alarm was raised and that nobody took on.

    An alarm of which no email went out counts while nobody opened the case: no worker may run.
    """
    rings = select(P0Alarm.case_id).where(IS_WAITING, or_(P0Alarm.step > 0, P0Alarm.next_at <= now))
    rang = exists().where(P0Alarm.case_id == Case.id, P0Alarm.step > 0)
    return Case.id.in_(rings), or_(Case.opened_on.is_(None), rang)


RAISED = (
    select(Case.id, Case.reference, Case.conflict.in_(HELD))
    .where(
        Case.team_id == bindparam("team_id"),
        IS_OPEN,
        *_raised(bindparam("now", type_=P0Alarm.next_at.type)),
    )
    .order_by(Case.due_on, Case.reference)
)
"""Built once, because each list of the desk executes it."""


def is_due(*, now: datetime, latest: datetime) -> bool:
    """Return true if an alarm is to begin, to ring, or to be tidied. Reads only.

    *latest* is when an alarm that begins now is to ring.
    """
    queries = (
        WITHOUT_ALARM,
        _due(now).with_only_columns(Case.id),
        select(P0Alarm.case_id).where(or_(HAS_ENDED, _was_told(now), _is_silent(latest))),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in queries)


def begin(*, next_at: datetime) -> None:
    """Begin an alarm for each P0 case that has none, with the time of its first email.

    One that would ring later, or not at all though nobody ended it, rings then: the worker never
    leaves it so.
    """
    change_rows(P0Alarm, _is_silent(next_at), next_at=next_at)
    ids = db.session.scalars(WITHOUT_ALARM).all()
    if ids:
        insert_rows(P0Alarm, [{"case_id": case_id, "next_at": next_at} for case_id in ids])


def tidy(now: datetime) -> list[tuple[str, int, datetime]]:
    """Delete the alarms of cases that were opened in time, and the times that are over.

    Return team, step and time of the next email of each alarm that a member ended.
    """
    query = select(Case.team_id, P0Alarm).join(P0Alarm, P0Alarm.case_id == Case.id)
    rows = db.session.execute(query.where(HAS_ENDED))
    ended = [(team_id, alarm.step, alarm.next_at) for team_id, alarm in rows if alarm.next_at]
    delete_rows(P0Alarm, P0Alarm.step == 0, IS_WAITING, WAS_OPENED)
    change_rows(P0Alarm, HAS_ENDED, next_at=None)
    change_rows(P0Alarm, _was_told(now), told_at=None)
    return ended


def _was_told(now: datetime) -> ColumnElement[bool]:
    """Return the condition of alarms whose last email is an hour old, or cannot be."""
    return or_(P0Alarm.told_at <= now - HOUR, P0Alarm.told_at > now)


def _is_silent(latest: datetime) -> ColumnElement[bool]:
    """Return the condition of alarms that nobody ended and that would not ring by *latest*."""
    unopened = P0Alarm.case_id.in_(select(Case.id).where(IS_UNOPENED))
    never = P0Alarm.next_at.is_(None) & (P0Alarm.step < SUPERVISORS)
    return IS_WAITING & unopened & or_(never, P0Alarm.next_at > latest)


def due(team_id: str, now: datetime) -> list[tuple[P0Alarm, Case]]:
    """Return the alarms of a team whose next email is due, the oldest first, locked.

    Those of a case on which somebody acts at this moment are left for the next time.
    """
    query = _due(now).where(Case.team_id == team_id).order_by(P0Alarm.next_at, P0Alarm.case_id)
    rows = db.session.execute(locking(query, skip_locked=True))
    return [(alarm, case) for alarm, case in rows]


def count_told(team_id: str, *, since: datetime) -> int:
    """Return the number of a team's cases of which an email told after this time."""
    query = select(func.count()).select_from(P0Alarm).join(Case, Case.id == P0Alarm.case_id)
    return db.session.scalar(query.where(Case.team_id == team_id, P0Alarm.told_at > since)) or 0


def still_rings(team_id: str, reference: str) -> bool:
    """Return true while nobody opened the case, or any of the team's if none is named."""
    query = select(P0Alarm.case_id).join(Case, Case.id == P0Alarm.case_id)
    query = query.where(Case.team_id == team_id, IS_UNOPENED, IS_WAITING)
    query = query.where(Case.reference == reference) if reference else query
    return db.session.scalar(query.limit(1)) is not None


def raised(team_id: str, now: datetime) -> list[tuple[str, str, bool]]:
    """Return id and reference of each open case whose alarm nobody took on, and if it is held."""
    rows = fetch(RAISED, team_id=team_id, now=now)
    return [(case_id, reference, bool(is_held)) for case_id, reference, is_held in rows]


def is_raised(case: Case, now: datetime) -> bool:
    """Return true if the alarm of the case was raised, and nobody took it on."""
    return any_row(Case, Case.id == case.id, IS_OPEN, *_raised(now))


def take_on(case: Case, *, member_id: str) -> bool:
    """Record who takes the case on; return false if there is no alarm, or somebody did before."""
    alarm = first_row(P0Alarm, P0Alarm.case_id == case.id, IS_WAITING, lock=True)
    if alarm is None:
        return False
    alarm.taken_by = member_id
    return True


def wait_again(member_id: str, now: datetime) -> None:
    """Begin the alarms again that the member took on, of cases that nobody opened."""
    unopened = P0Alarm.case_id.in_(select(Case.id).where(IS_UNOPENED))
    ring_again(P0Alarm.taken_by == member_id, unopened, now=now)


def ring_again(*of: ColumnElement[bool], now: datetime) -> None:
    """Begin the alarms again that meet these conditions; nobody has taken them on."""
    change_rows(P0Alarm, *of, taken_by=None, step=0, next_at=now)


def _due(now: datetime) -> Select[P0Alarm, Case]:
    query = select(P0Alarm, Case).join(Case, Case.id == P0Alarm.case_id)
    return query.where(IS_UNOPENED, IS_WAITING, P0Alarm.next_at <= now)
