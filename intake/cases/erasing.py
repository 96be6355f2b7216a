"""Which cases are to be erased, and which the desk must be told of because they are not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from intake.cases.models import IS_OPEN, Case
from intake.cases.pipeline import Status
from intake.extensions import db


def due_for_erasure(*, today: date, at_most: int, after: str) -> list[str]:
    """Ids of cases whose day has come, behind this id: closed, or taken back, and not held.

    An open case is never among them: somebody may be counting on us. The desk shows it.
    """
    day_has_come = (Case.status == Status.CLOSED.value) & (Case.erase_on <= today)
    wanted = (
        select(Case.id)
        .where(Case.held_since.is_(None), day_has_come | Case.erase_asked_on.is_not(None))
        .where(Case.id > after)
    )
    return list(db.session.scalars(wanted.order_by(Case.id).limit(at_most)))


def past_erasure(team_id: str, *, today: date) -> dict[str, bool]:
    """Open cases whose day of erasure is over, the oldest first: reference, and if looked at.

    The team is asked for in a way that no index serves: else SQLite reads all of a team's open
    cases, where the few whose day has come stand together in the index of that day.
    """
    wanted = select(Case.reference, Case.looked_on.is_not(None)).where(
        IS_OPEN,
        func.coalesce(Case.team_id, "") == team_id,
        Case.erase_on <= today,
        Case.held_since.is_(None),
    )
    return dict(db.session.execute(wanted.order_by(Case.erase_on, Case.id)).all())


def closed_past_erasure(team_id: str, *, today: date) -> dict[str, str]:
    """By id, references of closed cases whose day of erasure is over, the oldest first.

    Housekeeping erases them within the hour, but for those that nobody has opened. Invented cases
    are left out: they are erased whether opened or not.
    """
    wanted = select(Case.id, Case.reference).where(
        Case.team_id == team_id,
        Case.status == Status.CLOSED.value,
        Case.erase_on <= today,
        Case.erase_asked_on.is_(None),
        Case.held_since.is_(None),
        Case.invented.is_(False),
    )
    return dict(db.session.execute(wanted.order_by(Case.erase_on, Case.id)).all())


def held_though_taken_back(team_id: str) -> list[str]:
    """References of cases that their applicant took back, and that a legal hold keeps."""
    wanted = select(Case.reference).where(
        Case.team_id == team_id, Case.held_since.is_not(None), Case.erase_asked_on.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(Case.held_since, Case.id)))


def overdue_erasures(*, today: date, at_most: int) -> dict[str, bool]:
    """Return by id the cases that should have been erased before *today*, some of them.

    The value is true where the case is erased without ever having been opened: the applicant
    withdrew it, or it is invented.
    """
    day_has_passed = (Case.status == Status.CLOSED.value) & (Case.erase_on < today)
    needs_no_stub = Case.erase_asked_on.is_not(None) | Case.invented
    wanted = select(Case.id, needs_no_stub).where(
        Case.held_since.is_(None), day_has_passed | (Case.erase_asked_on < today)
    )
    return dict(db.session.execute(wanted.limit(at_most)).all())
