"""Alarms of the audit log, for the desk, ``flask doctor`` and the metrics."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Date, Integer, Select, TextClause, bindparam, func, select

from intake.audit.chain import ENTRIES, START, Link, head
from intake.audit.models import IS_ROW_MISSING, IS_SEAL_BROKEN, AuditHead
from intake.audit.verify import beginning, link_at
from intake.prepared import fetch

LATE_AFTER = timedelta(minutes=5)
"""Entries that wait longer than this to be chained raise an alarm."""

ALARM_FOR = timedelta(days=30)
"""For this long a broken seal or a missing row raises an alarm."""

ENOUGH = 10_000
"""Counting entries that wait stops here."""

LAST_NUMBER = select(func.max(ENTRIES.c.seq))
WAITING = select(func.count()).select_from(
    select(ENTRIES.c.id)
    .where(ENTRIES.c.seq.is_(None))
    .limit(bindparam("at_most", type_=Integer))
    .subquery()
)
"""Built once, because each page of the queue executes them."""


def alarms(*, now: datetime) -> tuple[str, ...]:
    """Return the codes of all alarms.

    ``broken``: an entry of the chain was changed · ``unchained``: entries wait too long ·
    ``seal``: sealed data did not open · ``missing``: a row of a case is gone.
    """
    chain_head = head()
    checks = (
        ("broken", _is_broken(chain_head)),
        ("unchained", _is_late(chain_head, now=now)),
        ("seal", _was_logged(SEAL_BROKEN, now=now)),
        ("missing", _was_logged(ROW_MISSING, now=now)),
    )
    return tuple(code for code, is_raised in checks if is_raised)


def waiting(*, at_most: int = ENOUGH) -> int:
    """Count the entries that are not chained yet, up to *at_most*."""
    return fetch(WAITING, {"at_most": at_most}).scalar() or 0


def _is_broken(chain_head: AuditHead | None) -> bool:
    """Return true if the worker found a changed entry, or the chain does not end at its head."""
    if chain_head is None:
        return _last_number() != START.seq
    end = Link(chain_head.seq, chain_head.hash)
    if chain_head.broken is not None or _last_number() != end.seq:
        return True
    return link_at(end.seq) != end


def _is_late(chain_head: AuditHead | None, *, now: datetime) -> bool:
    """Return true if entries wait that the worker should have chained.

    Also if it last chained them in the future, by a clock that was set back since.
    """
    chained_at = chain_head.at if chain_head else None
    is_overdue = chained_at is None or abs(now - chained_at) > LATE_AFTER
    return is_overdue and waiting(at_most=1) > 0


def _was_logged(query: Select[str], *, now: datetime) -> bool:
    """Return true if an act was logged in the last ``ALARM_FOR``."""
    return fetch(query, {"since": (now - ALARM_FOR).date()}).scalar() is not None


def _last_number() -> int:
    return fetch(LAST_NUMBER).scalar() or beginning().seq


def _logged_since(act: TextClause) -> Select[str]:
    """Return the query for an entry of an act since a day."""
    since = bindparam("since", type_=Date)
    return select(ENTRIES.c.id).where(act, ENTRIES.c.on >= since).limit(1)


SEAL_BROKEN, ROW_MISSING = _logged_since(IS_SEAL_BROKEN), _logged_since(IS_ROW_MISSING)
