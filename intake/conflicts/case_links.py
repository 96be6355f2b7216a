"""Store the links of a case to others, sealed."""

from __future__ import annotations

from sqlalchemy import delete, select

from intake.conflicts.models import CaseLinks
from intake.extensions import db, insert_rows


def sealed_of(case_id: str) -> bytes | None:
    """Return the links of a case, sealed; ``None`` without any."""
    return db.session.scalar(select(CaseLinks.sealed).where(CaseLinks.case_id == case_id))


def keep(case_id: str, sealed: bytes) -> None:
    """Store the links of a case in place of those before."""
    erase_of(case_id)
    insert_rows(CaseLinks, [{"case_id": case_id, "sealed": sealed}])


def erase_of(case_id: str) -> None:
    """Delete the links of a case."""
    db.session.execute(delete(CaseLinks).where(CaseLinks.case_id == case_id))
