"""The tables of diary entries and calendar feeds."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Flag, MemberId, Model, RowId
from intake.sealing.at_rest import AtRest
from intake.triage.deadlines import SetBy
from intake.words import N_, Labelled

IS_EARLY = text("early AND state = 'open' AND kind = 'act_by'")
"""Condition of the index of open deadlines whose clear day is early."""

IS_UNPROVEN = text("unproven")
"""Condition of the index of deadlines that ended without proof."""


class Kind(Labelled):
    """The kind of a date."""

    ACT_BY = "act_by", "Act by"
    """A deadline of law or safety."""
    PLAN_BY = "plan_by", "Start preparing"
    """The day on which to begin preparing for a deadline."""
    NEXT_LOOK = "next_look", "Follow up"
    """The day of a member's next review."""
    CALL = "call", "Call"
    """The day of a call that a member booked; its time is sealed."""


def title_of(kind: str, set_by: str) -> str:
    """Return the words for a date: a day that we set is no deadline."""
    return N_("Our review") if (kind, set_by) == (Kind.ACT_BY, SetBy.US) else Kind(kind).says


class State(Labelled):
    """The state of a date."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    MISSED = "missed", "Missed"
    WAIVED = "waived", "Not needed"
    REPLACED = "replaced", "Replaced"
    """A member corrected the answer on which the date rested, so that it no longer counts."""


class DiaryEntry(Model):
    """A date that a case must meet.

    Clear: the case, the day, the kind, the state, and ``reminded``, the step in days of the last
    reminder. A day of law or paper that is more than three weeks ahead is up to six days early in
    ``on``, and ``early`` says so. ``unproven`` marks a deadline that ended, or whose case was
    closed, before proof was asked for. Sealed: ``sealed``, under the case key: the rule from which
    the date comes, a note, the time of a call, who confirmed it and how, and what became of it.
    """

    __tablename__ = "diary_entries"
    __table_args__ = (
        Index("ix_diary_entries_of_case", "case_id", "state", "on"),
        Index("ix_diary_entries_coming_up", "state", "on"),
        Index(
            "ix_diary_entries_early",
            "state",
            "kind",
            "on",
            "case_id",
            "early",
            sqlite_where=IS_EARLY,
        ),
        Index("ix_diary_entries_unproven", "case_id", sqlite_where=IS_UNPROVEN),
    )

    id: Mapped[RowId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default=State.OPEN.value)
    early: Mapped[Flag]
    reminded: Mapped[int | None]
    unproven: Mapped[Flag]
    sealed: Mapped[bytes]

    def exact_on(self, early_days: int) -> date:
        """Return the exact day, for a case whose far days are so many days early."""
        return self.on + timedelta(days=early_days) if self.early else self.on


class CalendarFeed(Model):
    """A member's dates for a calendar program, found by a hash of the secret in their address.

    Clear: the member, the day on which they made the address, when the dates were last sealed,
    and ``dates_hash``, the hash of the clear columns of the dates at that moment. Sealed:
    ``wrapped_private``, a private key under the secret of the address, which no table holds;
    ``sealed``, the dates, to ``public_key``, so that the member's sessions renew what only the
    address opens. At rest: ``row_mac`` (column ``sworn``), the MAC of ``row_mac_covers`` and of the
    member's key pair.
    """

    __tablename__ = "calendar_feeds"
    row_mac_covers: ClassVar[tuple[str, ...]] = (
        *("id", "member_id", "address_hash", "public_key", "wrapped_private"),
    )

    id: Mapped[RowId]
    member_id: Mapped[MemberId] = mapped_column(unique=True)
    address_hash: Mapped[Digest] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    wrapped_private: Mapped[bytes]
    made_on: Mapped[date]
    renewed_at: Mapped[datetime | None]
    dates_hash: Mapped[Digest | None]
    sealed: Mapped[bytes | None]
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("calendar_feeds.sworn"))
