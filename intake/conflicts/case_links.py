"""Store the links of a case to others, sealed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from intake.conflicts.models import CaseLinks
from intake.extensions import db, insert_rows
from intake.prepared import fetch

OF_CASE = select(CaseLinks.sealed).where(CaseLinks.case_id == bindparam("case_id"))
"""Built once, because each page of a case executes it."""


def sealed_of(case_id: str) -> bytes | None:
    """Return the links of a case, sealed; ``None`` without any."""
    return fetch(OF_CASE, {"case_id": case_id}).scalar()


def linked(case_ids: Collection[str]) -> frozenset[str]:
    """Return the ids of those of the cases that are linked to others."""
    query = select(CaseLinks.case_id).where(CaseLinks.case_id.in_(case_ids))
    return frozenset(db.session.scalars(query))


def keep(case_id: str, sealed: bytes) -> None:
    """Store the links of a case in place of those before."""
    erase_of(case_id)
    insert_rows(CaseLinks, [{"case_id": case_id, "sealed": sealed}])


def erase_of(case_id: str) -> None:
    """Delete the links of a case."""
    db.session.execute(delete(CaseLinks).where(CaseLinks.case_id == case_id))
