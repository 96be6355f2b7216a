"""The table of who is looking."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model


class Look(Model):
    """A member has a case open. All clear: who, which case, when their page last said so.

    Forgotten after some minutes, and with the case; the audit tells of looks for good.
    """

    __tablename__ = "looks"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("staff_members.id"), primary_key=True
    )
    at: Mapped[datetime]
