"""Cases in quarantine: apart from the queue, because many came from one network within an hour.

A case in quarantine keeps its tier and its days. Only a member closes it or releases it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select, update

from intake.cases import store
from intake.cases.models import CASES, IS_OPEN, IS_QUARANTINED, Case, Conflict
from intake.cases.pipeline import CloseReason, Status
from intake.extensions import db, locking
from intake.frozen import frozen
from intake.prepared import fetch

CLEAR = Conflict.CLEAR.value
SAME_DAY = "P0"
"""The tier of cases that a member must review on the day."""

COUNTS = select(func.count(), func.count().filter(CASES.tier == SAME_DAY)).where(
    CASES.team_id == bindparam("team_id"), IS_OPEN, IS_QUARANTINED
)
"""Built once, because each page of the queue executes it."""

NOT_INVENTED = Case.invented.is_(False)


@frozen
class QuarantineCounts:
    """A team's open cases in quarantine: how many, of tier P0, and with an unread reply.

    ``due_on`` is the first day by which one must be reviewed; ``None`` if there is no case.
    """

    requests: int
    urgent: int
    replied: int
    due_on: date | None


def counts_in(team_id: str) -> QuarantineCounts:
    """Return the counts of a team, without invented cases. Read a short index."""
    figures = select(
        func.count(),
        func.count().filter(CASES.tier == SAME_DAY),
        func.count().filter(CASES.replied_on.is_not(None)),
        func.min(CASES.due_on),
    ).where(CASES.team_id == team_id, IS_OPEN, IS_QUARANTINED, NOT_INVENTED)
    requests, urgent, replied, due_on = db.session.execute(figures).one()
    return QuarantineCounts(requests=requests, urgent=urgent, replied=replied, due_on=due_on)


def has_real_cases() -> bool:
    """Return true if a case that is not invented waits in quarantine, of any team."""
    query = select(Case.id).where(IS_OPEN, IS_QUARANTINED, NOT_INVENTED)
    return db.session.scalar(query.limit(1)) is not None


def count_of(team_id: str) -> tuple[int, int]:
    """Return the number of the team's open cases in quarantine, and of those of tier P0."""
    total, urgent = fetch(COUNTS, {"team_id": team_id}).one()
    return total, urgent


def page_of(team_id: str, *, hidden: Collection[str], size: int) -> Sequence[Case]:
    """Return the first open cases in quarantine, the most urgent first, without *hidden* ids."""
    query = select(Case.id).where(Case.team_id == team_id, IS_OPEN, IS_QUARANTINED)
    query = query.where(Case.id.not_in(hidden)) if hidden else query
    ids = db.session.scalars(query.order_by(Case.tier, Case.due_on, Case.id).limit(size))
    return store.with_ids(list(ids))


def for_change(references: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return the team's open cases in quarantine with these references, locked and read again."""
    query = select(Case).where(
        Case.team_id == team_id, Case.reference.in_(references), IS_OPEN, IS_QUARANTINED
    )
    return db.session.scalars(locking(query.order_by(Case.id))).all()


def closed_for_change(ids: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return the team's cases with these ids that were closed as junk, locked and read again."""
    query = select(Case).where(Case.team_id == team_id, Case.id.in_(ids), *IS_JUNK)
    return db.session.scalars(locking(query.order_by(Case.id))).all()


def set_aside(ids: Collection[str], *, on: date) -> list[str]:
    """Put those of the cases into quarantine that no member has begun to work on.

    A clear conflict check is no such work: a page of the queue makes it in passing.
    Return the ids of those that were put there now.
    """
    untouched = (
        Case.id.in_(ids),
        Case.quarantined_on.is_(None),
        Case.status == Status.NEW.value,
        Case.opened_on.is_(None),
        func.coalesce(Case.conflict, CLEAR) == CLEAR,
        Case.assignee_id.is_(None),
        Case.walled_keys.is_(None),
    )
    case_ids = list(db.session.scalars(select(Case.id).where(*untouched).with_for_update()))
    change = update(Case).where(Case.id.in_(case_ids)).values(quarantined_on=on)
    db.session.execute(change.execution_options(synchronize_session=False))
    return case_ids


def release(case: Case, *, on: date) -> None:
    """Put the case into the queue."""
    case.quarantined_on = None
    store.touch(case, on=on)


def close(case: Case, *, erase_on: date, on: date) -> None:
    """Close the case as one that no real person sent."""
    store.move(case, Status.CLOSED, reason=CloseReason.SPAM, on=on, erase_on=erase_on)


def reopen(case: Case, status: Status, *, erase_on: date, on: date) -> None:
    """Open a case that was closed as junk; it is in quarantine again."""
    since = case.quarantined_on
    store.move(case, status, reason=None, on=on, erase_on=erase_on)
    case.quarantined_on = since


IS_JUNK = (
    Case.status == Status.CLOSED.value,
    Case.close_reason == CloseReason.SPAM.value,
    Case.quarantined_on.is_not(None),
)
"""Conditions of cases that were closed as junk while in quarantine."""
