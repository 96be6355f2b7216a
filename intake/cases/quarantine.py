"""Cases of a flood, when many come from one network within an hour: marked, or in quarantine.

The door puts those above the limit into quarantine, apart from the queue. Those that came before
stay in the queue, as does each P0; they are marked. A case in quarantine keeps its tier and its
days. Only a member closes it or releases it.

Invented cases are kept apart from real ones too (D66).
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, TextClause, and_, bindparam, func, or_, select

from intake.cases import store
from intake.cases.models import (
    CASES,
    IS_INVENTED,
    IS_OPEN,
    IS_QUARANTINED,
    NOT_ASIDE,
    OF_FLOOD,
    Case,
    Conflict,
)
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tags import Tag, written
from intake.extensions import all_rows, any_row, count_rows, db, fetch
from intake.frozen import frozen

SAME_DAY = "P0"
"""The tier of cases that a member must review on the day."""

IS_ASIDE = (IS_OPEN, IS_QUARANTINED, CASES.tier != SAME_DAY)
"""Conditions of cases in quarantine: open, and not of the tier that no flood takes out of sight."""

COUNT = select(func.count()).where(CASES.team_id == bindparam("team_id"), *IS_ASIDE)
"""Built once, because each page of the queue executes it."""

IS_UNTOUCHED = (
    Case.status == Status.NEW,
    Case.opened_on.is_(None),
    Case.assignee_id.is_(None),
    Case.walled_keys.is_(None),
    func.coalesce(Case.conflict, Conflict.CLEAR) == Conflict.CLEAR,
)
"""Conditions of cases that no member has begun to work on.

A clear conflict check is no such work: a page of the queue makes it in passing.
"""

IS_MARKED = (IS_OPEN, NOT_ASIDE, CASES.tier != SAME_DAY, OF_FLOOD, *IS_UNTOUCHED)
"""Conditions of cases that came with a flood, but are in the queue."""

NOT_INVENTED = Case.invented.is_(False)
IN_ORDER = (Case.tier, Case.due_on, Case.id)


@frozen
class QuarantineCounts:
    """A team's cases in quarantine: how many, and how many with an unread reply.

    ``due_on`` is the first day by which one must be reviewed; ``None`` if there is no case.
    """

    requests: int
    replied: int
    due_on: date | None


def counts_in(team_id: str) -> QuarantineCounts:
    """Return the counts of a team, without invented cases. Read a short index."""
    figures = select(
        func.count(), func.count().filter(CASES.replied_on.is_not(None)), func.min(CASES.due_on)
    ).where(CASES.team_id == team_id, *IS_ASIDE, NOT_INVENTED)
    requests, replied, due_on = db.session.execute(figures).one()
    return QuarantineCounts(requests=requests, replied=replied, due_on=due_on)


def has_real_cases() -> bool:
    """Return true if a case that is not invented waits in quarantine, of any team."""
    return any_row(Case, *IS_ASIDE, NOT_INVENTED)


def count_of(team_id: str) -> int:
    """Return the number of the team's cases in quarantine."""
    count: int = fetch(COUNT, team_id=team_id).scalar_one()
    return count


def page_of(team_id: str, *, hidden: Collection[str], size: int) -> Sequence[Case]:
    """Return the first cases in quarantine, the most urgent first, without *hidden* ids."""
    return _first_of(team_id, IS_ASIDE, hidden=hidden, size=size)


def marked_in_queue(team_id: str, *, hidden: Collection[str], size: int) -> Sequence[Case]:
    """Return the first cases that came with a flood, but are in the queue, untouched so far."""
    return _first_of(team_id, IS_MARKED, hidden=hidden, size=size)


def for_change(references: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return those of the team's cases of a flood with these references, locked and read again.

    They are in quarantine, or in the queue and untouched.
    """
    of_flood = or_(and_(*IS_ASIDE), and_(*IS_MARKED))
    of_team = Case.team_id == team_id, Case.reference.in_(references), of_flood
    return all_rows(Case, *of_team, by=(Case.id,), lock=True)


def closed_for_change(ids: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return the team's cases with these ids that were closed as junk, locked and read again."""
    of_team = Case.team_id == team_id, Case.id.in_(ids)
    return all_rows(Case, *of_team, *IS_JUNK, by=(Case.id,), lock=True)


def set_aside(case: Case, *, on: date) -> None:
    """Put the case into quarantine, marked as of a flood."""
    case.quarantined_on, case.tags = on, written((*case.tagged, Tag.FLOOD))


def mark(ids: Collection[str]) -> int:
    """Mark those of the cases that came with a flood and that no member has begun to work on.

    They stay where they are. Return the number of those that were marked now.
    """
    conditions = Case.id.in_(ids), IS_OPEN, *IS_UNTOUCHED, ~OF_FLOOD
    untouched = all_rows(Case, *conditions, skip_locked=True)
    for case in untouched:
        case.tags = written((*case.tagged, Tag.FLOOD))
    return len(untouched)


def release(case: Case, *, on: date) -> None:
    """Put the case into the queue, without the mark of a flood."""
    case.quarantined_on = None
    case.tags = written(tag for tag in case.tagged if tag is not Tag.FLOOD)
    store.touch(case, on=on)


def close(case: Case, *, erase_on: date, on: date) -> None:
    """Close the case as one that no real person sent."""
    case.quarantined_on = case.quarantined_on or on
    store.move(case, Status.CLOSED, reason=CloseReason.SPAM, on=on, erase_on=erase_on)


def reopen(case: Case, status: Status, *, erase_on: date, on: date, since: date | None) -> None:
    """Open a case that was closed as junk; it is in quarantine again if it was so *since* a day."""
    store.move(case, status, reason=None, on=on, erase_on=erase_on)
    case.quarantined_on = since


def _first_of(
    team_id: str,
    conditions: tuple[ColumnElement[bool] | TextClause, ...],
    *,
    hidden: Collection[str],
    size: int,
) -> Sequence[Case]:
    is_shown = [Case.id.not_in(hidden)] if hidden else []
    of_team = Case.team_id == team_id, *conditions, *is_shown
    return store.with_ids(all_rows(Case.id, *of_team, by=IN_ORDER, most=size))


IS_JUNK = (
    Case.status == Status.CLOSED,
    Case.close_reason == CloseReason.SPAM,
    Case.quarantined_on.is_not(None),
)
"""Conditions of cases that were closed as junk while in quarantine."""


COUNT_INVENTED = select(func.count()).select_from(Case).where(IS_INVENTED)
"""Built once, because each page of the queue executes it."""


def invented_among(references: Collection[str]) -> frozenset[str]:
    """Return those of these references that belong to invented cases."""
    if not references:
        return frozenset()
    return frozenset(all_rows(Case.reference, IS_INVENTED, Case.reference.in_(references)))


def count_invented() -> int:
    """Return the number of invented cases, open and closed."""
    return fetch(COUNT_INVENTED).scalar() or 0


def count_invented_open(*, due_before: date | None = None) -> int:
    """Return the number of open invented cases, or of those due before a day."""
    is_due = [Case.due_on < due_before] if due_before else []
    return count_rows(Case, IS_INVENTED, IS_OPEN, *is_due)


def some_invented() -> list[Case]:
    """Return up to a thousand invented cases, locked, without their stories."""
    return all_rows(Case, IS_INVENTED, most=1000, lock=True)
