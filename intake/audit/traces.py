"""What the log knows of what is sealed of a case: how often it was told anew, what was ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from intake.audit.log import fingerprint
from intake.audit.models import AuditEntry
from intake.extensions import db

TELLINGS = ("answers_added", "handed_over")
"""Acts of the person by which a case is told anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """``told`` is how often the case was told anew, ``ended`` what was ended, by fingerprints."""

    told: int
    ended: frozenset[str]

    def has_ended(self, sealed: bytes) -> bool:
        """Whether an act put an end to this very thing: somebody has put it back since."""
        return fingerprint(sealed) in self.ended


def traces_of(case_id: str) -> Traces:
    """What the log has of a case, by one question."""
    wanted = select(AuditEntry.act, AuditEntry.ended).where(
        AuditEntry.case_id == case_id,
        or_(AuditEntry.act.in_(TELLINGS), AuditEntry.ended.is_not(None)),
    )
    rows = db.session.execute(wanted).all()
    return Traces(
        told=sum(row.act in TELLINGS for row in rows),
        ended=frozenset(row.ended for row in rows if row.ended),
    )
