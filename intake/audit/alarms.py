"""What is wrong with the audit log, for the desk, ``flask doctor`` and the metrics to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import TextClause, func, select

from intake.audit.chain import ENTRIES, head
from intake.audit.links import START, Link
from intake.audit.models import IS_ROW_MISSING, IS_SEAL_BROKEN, AuditHead
from intake.audit.verify import beginning, place_of
from intake.extensions import db

LATE_AFTER = timedelta(minutes=5)
"""So long entries may wait to be chained."""

TOLD_FOR = timedelta(days=30)
"""So long the desk is told of a broken seal, and of a row that is missing."""

ENOUGH = 10_000
"""Where counting what waits ends."""


def alarms(*, now: datetime) -> tuple[str, ...]:
    """``broken`` an entry does not hold · ``unchained`` entries wait too long · ``seal`` somebody
    came upon something sealed that does not open · ``missing`` upon a case of which a row is gone;
    or nothing.
    """
    told = head()
    found = (
        ("broken", _is_broken(told)),
        ("unchained", _is_late(told, now=now)),
        ("seal", _came_upon(IS_SEAL_BROKEN, now=now)),
        ("missing", _came_upon(IS_ROW_MISSING, now=now)),
    )
    return tuple(code for code, wrong in found if wrong)


def waiting(*, at_most: int = ENOUGH) -> int:
    """How many entries are not chained yet; no further than anybody would count."""
    unchained = select(ENTRIES.c.id).where(ENTRIES.c.seq.is_(None)).limit(at_most).subquery()
    return db.session.scalar(select(func.count()).select_from(unchained)) or 0


def _is_broken(told: AuditHead | None) -> bool:
    """Whether the worker found an entry that does not hold, or the chain ends elsewhere."""
    if told is None:
        return _last_number() != START.seq
    end = Link(told.seq, told.hash)
    return told.broken is not None or _last_number() != end.seq or place_of(end.seq) != end


def _is_late(told: AuditHead | None, *, now: datetime) -> bool:
    """Whether entries wait, and the worker has not come to the end of them for minutes, or did so
    by a clock that was set back since.
    """
    chained = told.at if told else None
    return (chained is None or abs(now - chained) > LATE_AFTER) and waiting(at_most=1) > 0


def _came_upon(this: TextClause, *, now: datetime) -> bool:
    """Whether in the last month somebody came upon something that ought not to be so."""
    since = (now - TOLD_FOR).date()
    wanted = select(ENTRIES.c.id).where(this, ENTRIES.c.on >= since)
    return db.session.scalar(wanted.limit(1)) is not None


def _last_number() -> int:
    return db.session.scalar(select(func.max(ENTRIES.c.seq))) or beginning().seq
