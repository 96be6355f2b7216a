"""The traces of one case in the audit log, against which its sealed data is compared."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from intake.audit.acts import AuditAct
from intake.audit.log import ENTRIES, fingerprint
from intake.prepared import fetch

REWRITES = (
    AuditAct.ANSWERS_ADDED,
    AuditAct.HANDED_OVER,
    AuditAct.ANSWER_CORRECTED,
    AuditAct.CORRECTION_UNDONE,
)
"""Acts of the applicant, or of a member who corrects a date, that rewrite card and story."""

DELETIONS = (AuditAct.MESSAGE_CALLED_BACK,)
"""Acts that delete the row that they name."""

HAS_TRACE = or_(ENTRIES.act.in_(REWRITES), ENTRIES.ended.is_not(None), ENTRIES.made.is_not(None))
WITH_TRACE = select(ENTRIES.act, ENTRIES.ended, ENTRIES.made).where(
    ENTRIES.case_id == bindparam("case_id"), HAS_TRACE
)
"""Built once, because each page of a case executes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """``revision`` counts how often answers in card and story were changed.

    ``ended`` are fingerprints of data that was replaced or deleted. ``made`` are ids of rows that
    the case must still have.
    """

    revision: int
    ended: frozenset[str]
    made: frozenset[str]

    def has_ended(self, sealed: bytes) -> bool:
        """Return true if this was replaced or deleted by an act, so that it was put back."""
        return fingerprint(sealed) in self.ended


def traces_of(case_id: str) -> Traces:
    """Return the traces of a case, with one query."""
    rows = fetch(WITH_TRACE, {"case_id": case_id}).all()
    deleted = {row.made for row in rows if row.act in DELETIONS}
    return Traces(
        revision=sum(row.act in REWRITES for row in rows),
        ended=frozenset(row.ended for row in rows if row.ended),
        made=frozenset(row.made for row in rows if row.made) - deleted,
    )
