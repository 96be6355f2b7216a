"""Store the duplicates that were found for a case, until its names or numbers change."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from intake.conflicts.models import KeptDuplicates
from intake.extensions import db, insert_rows
from intake.prepared import fetch

KEPT = KeptDuplicates.metadata.tables[KeptDuplicates.__tablename__].c
OF_CASE = select(KEPT.sealed).where(KEPT.case_id == bindparam("case_id"))
"""Built once, because each page of a case executes it."""


def sealed_of(case_id: str) -> bytes | None:
    """Return what was found for a case, sealed; ``None`` if nothing is kept."""
    return fetch(OF_CASE, {"case_id": case_id}).scalar()


def keep(case_id: str, sealed: bytes) -> None:
    """Store what was found for a case, in place of what was kept before."""
    forget([case_id])
    insert_rows(KeptDuplicates, [{"case_id": case_id, "sealed": sealed}])


def forget(case_ids: Collection[str]) -> None:
    """Delete what is kept for these cases, so that it is searched for again."""
    db.session.execute(delete(KeptDuplicates).where(KeptDuplicates.case_id.in_(case_ids)))


def erase_of(case_id: str) -> None:
    """Delete what is kept for a case that is erased."""
    forget([case_id])
