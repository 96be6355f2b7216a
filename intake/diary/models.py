"""The table of diary entries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class Kind(StrEnum):
    """What a date is for."""

    ACT_BY = "act_by"
    """By when the law or safety wants something done."""
    PLAN_BY = "plan_by"
    """By when to begin, so that it can be done in time."""
    NEXT_LOOK = "next_look"
    """When a member wants to look again."""


class State(StrEnum):
    """What came of a date."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    WAIVED = "waived"


class DiaryEntry(Model):
    """A date that a case must meet.

    Clear: of which case, the day, what it is for, what came of it, and ``reminded``: how many days
    ahead the last reminder was. Sealed: ``sealed``, under the case key: the rule it comes from, a
    note, by whom and how it was confirmed, and why it was missed or is not needed.
    """

    __tablename__ = "diary_entries"
    __table_args__ = (
        Index("ix_diary_entries_of_case", "case_id", "state", "on"),
        Index("ix_diary_entries_coming_up", "state", "on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default=State.OPEN.value)
    reminded: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
