"""Tables of what the desk pages remember for a member."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Flag, Id, MemberId, Model, RowId, TeamId


class SavedView(Model):
    """Filters of the queue that a member saved under a name; only that member sees them.

    Clear: the member, and ``query``, the codes of the filters as in the address of the queue.
    Sealed: ``name``, under the team's key of ``epoch``, because names of lists contain names of
    people; and with it the filters by facts of cards.
    """

    __tablename__ = "desk_views"

    id: Mapped[RowId]
    member_id: Mapped[MemberId] = mapped_column(index=True)
    query: Mapped[str] = mapped_column(String(400))
    epoch: Mapped[int]
    name: Mapped[bytes]


class BulkAct(Model):
    """One act on many cases, kept so that it can be undone within 30 seconds; deleted after a day.

    The closing of requests in quarantine can be undone until then.

    All clear: the member, the time, the kind of act. ``before`` has one list for each case: its
    id, the version that the act gave it, and its assignee or tags before the act, or its status and
    day of erasure before it was closed. That of an import has the id of the import and the number
    of its requests, then the id of each entry and its row. ``left_out`` counts the chosen cases
    that the act did not change, because they were closed or erased, or the rows of a spreadsheet
    with mistakes.
    """

    __tablename__ = "bulk_acts"

    id: Mapped[RowId]
    member_id: Mapped[MemberId]
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(8))
    before: Mapped[list[list[Any]]] = mapped_column(JSON)
    left_out: Mapped[int]


class JobKind(StrEnum):
    """The kinds of long work. A code is stored and never changes."""

    RECALL = "recall"


class Job(Model):
    """Long work on the cases of a team, which goes on in requests of one session.

    All clear: the team, the kind, the session (none once it ended: the job is paused), whether a
    request is at work on it, and when the last one began. ``cursor`` is not used any more: a recall
    has its own, in ``recalls``. The row is deleted at the end.
    """

    __tablename__ = "jobs"

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    session_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff_sessions.id", ondelete="SET NULL"), index=True
    )
    is_busy: Mapped[Flag]
    turn_at: Mapped[datetime | None]
    cursor: Mapped[Id] = mapped_column(default="", server_default="")
