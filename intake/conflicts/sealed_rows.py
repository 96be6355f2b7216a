"""Store what is sealed for a case beside it: its links to others, and the duplicates found."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from intake.conflicts.models import CaseLinks, KeptDuplicates
from intake.extensions import db, insert_rows
from intake.prepared import fetch


class SealedRows:
    """A table with one sealed row for a case at most."""

    def __init__(self, model: type[CaseLinks] | type[KeptDuplicates]) -> None:
        """Build the query once, because each page of a case executes it."""
        self.model = model
        columns = model.metadata.tables[model.__tablename__].c
        self._of_case = select(columns.sealed).where(columns.case_id == bindparam("case_id"))

    def sealed_of(self, case_id: str) -> bytes | None:
        """Return what is sealed for a case; ``None`` without any."""
        return fetch(self._of_case, {"case_id": case_id}).scalar()

    def among(self, case_ids: Collection[str]) -> frozenset[str]:
        """Return the ids of those of the cases that have a row."""
        query = select(self.model.case_id).where(self.model.case_id.in_(case_ids))
        return frozenset(db.session.scalars(query))

    def keep(self, case_id: str, sealed: bytes) -> None:
        """Store the row of a case in place of that before."""
        self.erase_of(case_id)
        insert_rows(self.model, [{"case_id": case_id, "sealed": sealed}])

    def forget(self, case_ids: Collection[str]) -> None:
        """Delete the rows of these cases."""
        db.session.execute(delete(self.model).where(self.model.case_id.in_(case_ids)))

    def erase_of(self, case_id: str) -> None:
        """Delete the row of a case."""
        self.forget([case_id])


case_links = SealedRows(CaseLinks)
"""The links of a case to others."""

kept_duplicates = SealedRows(KeptDuplicates)
"""The duplicates that were found for a case, until its names or numbers change."""
