"""What the log knows of what is sealed of a case: how often told anew, what ended, which rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from intake.audit.acts import AuditAct
from intake.audit.log import fingerprint
from intake.audit.models import AuditEntry
from intake.extensions import db

TELLINGS = (AuditAct.ANSWERS_ADDED, AuditAct.HANDED_OVER)
"""Acts of the person by which a case is told anew."""

TAKINGS = (AuditAct.MESSAGE_CALLED_BACK,)
"""Acts that take the row away again which they name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """``told`` is how often the case was told anew, ``ended`` what was ended, by fingerprints;
    ``made`` are the ids of the rows that acts added to the case and took away no more.
    """

    told: int
    ended: frozenset[str]
    made: frozenset[str]

    def has_ended(self, sealed: bytes) -> bool:
        """Whether an act put an end to this very thing: somebody has put it back since."""
        return fingerprint(sealed) in self.ended


def traces_of(case_id: str) -> Traces:
    """What the log has of a case, by one question."""
    says = (AuditEntry.ended.is_not(None), AuditEntry.made.is_not(None))
    wanted = select(AuditEntry.act, AuditEntry.ended, AuditEntry.made).where(
        AuditEntry.case_id == case_id, or_(AuditEntry.act.in_(TELLINGS), *says)
    )
    rows = db.session.execute(wanted).all()
    taken = {row.made for row in rows if row.act in TAKINGS}
    return Traces(
        told=sum(row.act in TELLINGS for row in rows),
        ended=frozenset(row.ended for row in rows if row.ended),
        made=frozenset(row.made for row in rows if row.made) - taken,
    )
