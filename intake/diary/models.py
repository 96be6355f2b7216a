"""The table of diary entries."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id

IS_EARLY = text("early AND state = 'open' AND kind = 'act_by'")
"""Condition of the index of open deadlines whose clear day is early."""


class Kind(StrEnum):
    """The kind of a date."""

    ACT_BY = "act_by"
    """A deadline of law or safety."""
    PLAN_BY = "plan_by"
    """The day on which to begin preparing for a deadline."""
    NEXT_LOOK = "next_look"
    """The day of a member's next review."""
    CALL = "call"
    """The day of a call that a member booked; its time is sealed."""


class State(StrEnum):
    """The state of a date."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    WAIVED = "waived"


class DiaryEntry(Model):
    """A date that a case must meet.

    Clear: the case, the day, the kind, the state, and ``reminded``, the step in days of the last
    reminder. A day of law or paper that is more than three weeks ahead is up to six days early in
    ``on``, and ``early`` says so. Sealed: ``sealed``, under the case key: the rule from which the
    date comes, a note, the time of a call, who confirmed it and how, and why it was missed or is
    not needed.
    """

    __tablename__ = "diary_entries"
    __table_args__ = (
        Index("ix_diary_entries_of_case", "case_id", "state", "on"),
        Index("ix_diary_entries_coming_up", "state", "on"),
        Index(
            "ix_diary_entries_early",
            "on",
            sqlite_where=IS_EARLY,
            postgresql_where=IS_EARLY,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default=State.OPEN.value)
    early: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminded: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def exact_on(self, early_days: int) -> date:
        """Return the exact day, for a case whose far days are so many days early."""
        return self.on + timedelta(days=early_days) if self.early else self.on
