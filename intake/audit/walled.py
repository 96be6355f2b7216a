"""Read from the audit log which cases have a wall, to compare it with their rows."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from intake.audit.acts import AuditAct
from intake.audit.log import ENTRIES
from intake.audit.models import IS_WALL
from intake.prepared import fetch

WALLS = (
    select(ENTRIES.case_id, ENTRIES.act, func.count())
    .where(IS_WALL)
    .group_by(ENTRIES.case_id, ENTRIES.act)
)
"""Built once, because each page that opens a case executes it."""


def walled_cases() -> frozenset[str]:
    """Return the ids of cases, of any team and erased ones too, whose wall was not taken down.

    A wall is put up only where none stands, so the acts are counted: their order within a day is
    not known of acts on the command line.
    """
    standing = Counter[str]()
    for case_id, act, count in fetch(WALLS):
        standing[case_id] += count if act == AuditAct.WALL_PUT_UP else -count
    return frozenset(+standing)
