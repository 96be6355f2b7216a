"""Add a change of one's own deadlines as the applicant, whose later answers caused it.

On PostgreSQL the applicants' door calls a function of
``migrations/versions/0043_access_by_proof.py`` with its proof.
"""

import json
from typing import Any

from sqlalchemy import inspect, text

from intake.amendments import recalls
from intake.amendments.models import DeadlineChange
from intake.extensions import db, has_functions
from intake.sealing.tokens import Proof

ADD = text("SELECT case_change_added(:proof, CAST(:change AS json))")


def add_own_change(change: DeadlineChange, proof: Proof) -> None:
    """Add a change of the case that *proof* proves."""
    if not has_functions():
        recalls.add_change(change)
        return
    names = [column.key for column in inspect(DeadlineChange).columns]
    values = {name: _written(getattr(change, name)) for name in names}
    db.session.execute(ADD, {"proof": proof.shown, "change": json.dumps(values)})


def _written(value: Any) -> str | None:
    """Return a value as the function reads it: bytes in PostgreSQL's hexadecimal form."""
    if isinstance(value, bytes):
        return rf"\x{value.hex()}"
    return None if value is None else str(value)
