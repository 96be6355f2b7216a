"""The table of acts on many cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class BulkAct(Model):
    """One act on many cases. Undone within half a minute, or forgotten with the next day.

    All clear: whose act, when, of which kind; ``before`` holds for each case its id, the version
    that the act gave it, and the assignee or the tags that it had; ``left_out`` counts the cases
    that were closed or gone.
    """

    __tablename__ = "bulk_acts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(8))
    before: Mapped[list[list[Any]]] = mapped_column(JSON)
    left_out: Mapped[int]
