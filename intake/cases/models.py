"""The tables of cases, of their alarms and tasks, and of loans of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    TextClause,
    UniqueConstraint,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from intake.cases.pipeline import ACCEPTED, CloseReason, Status, Turn, code_ends_on
from intake.cases.tags import Tag, read
from intake.extensions import Flag, Id, MemberId, Model, RowId, TeamId
from intake.sealing.at_rest import AtRest
from intake.sealing.wraps import WRAP

IS_OPEN = text("status <> 'closed'")
"""Condition of open cases."""

IS_QUEUED = text("status <> 'closed' AND (quarantined_on IS NULL OR tier = 'P0')")
"""Condition of the queue's indexes; a query must repeat it in the same letters to use them.

A case of tier P0 is in the queue whatever else is written about it.
"""

P0_OF_FLOOD = "P0f"
"""The rank of a P0 case that came with many others: behind every other P0, before P1."""

IS_CALL_ASKED = text(
    "status <> 'closed' AND (quarantined_on IS NULL OR tier = 'P0') AND call_asked_on IS NOT NULL"
)
"""Condition of the index of queued cases whose applicants asked for a call."""

IS_QUARANTINED = text("quarantined_on IS NOT NULL")
"""Condition of the index of cases in quarantine; a query must repeat it in the same letters."""

IS_REMINDED = text("reminder_address IS NOT NULL")
"""Condition of the index of cases with an address at rest."""

BY_DUE_DAY = ("tier", "due_on", "last_move_on", "id", "status")
"""The order within a band. With ``status`` and ``quarantined_on`` the index covers the query (no
read of the table).
"""

FILTERED = ("language", "received_on", "tags", "office_id")
"""Columns that filters use; each index has them, so that rare values are found in it alone."""

HAS_REPLY = text("replied_on IS NOT NULL")
"""Condition of the index of cases with an unread reply, open and closed."""

TAKEN_BACK = text("erase_asked_on IS NOT NULL")
"""Condition of the index of cases that their applicant withdrew; held ones stay in it."""

IS_WALLED = text("walled_keys IS NOT NULL")
"""Condition of the index of walled cases; a query must repeat it in the same letters."""

ASKS_SUPERVISOR = text("status <> 'closed' AND replace(tags, ' ask_supervisor ', '') <> tags")
"""Condition of the index of open cases that ask for a supervisor, or for a second decision."""

IS_HELD = text("status <> 'closed' AND conflict IN ('possible', 'conflict')")
"""Condition of the index of open cases that a conflict keeps closed to readers."""

IS_READABLE = text("conflict IN ('clear', 'freed')")
"""Condition of cases whose answers the conflict check allows reading."""

IS_CLOSED = text("status = 'closed'")
"""Condition of the index of closed cases; a query must repeat it in the same letters."""

IS_NOT_WALLED = text("walled_keys IS NULL")
"""Condition of the index that compares packs of cards with the cases that they hold."""

IS_UNCHECKED = text("conflict IS NULL")
"""Condition of the index of cases without a conflict check."""

IS_UNCOUNTED = text("counted = ''")
"""Condition of the index of cases that no tally holds; a query must repeat it in these letters."""

HAS_OWNER = text("assignee_id IS NOT NULL")
"""Condition of the index of owned cases; a query must repeat it in the same letters."""

IS_INVENTED = text("invented")
"""Condition of the index of invented cases; a query must repeat it in the same letters."""


IS_UNOPENED = text("tier = 'P0' AND opened_on IS NULL AND status <> 'closed' AND NOT invented")
"""Condition of the index of open P0 cases that nobody read; a query must repeat these letters."""


class Conflict(StrEnum):
    """The result of the conflict check of a case. Only the first two show the story."""

    CLEAR = "clear"
    """The check found no person whom we help and who may be on the other side."""
    FREED = "freed"
    """The check found a person; a member who may decide saw no conflict."""
    POSSIBLE = "possible"
    """The check found a person who may be meant."""
    CONFLICT = "conflict"
    """The check found a person by a full name, or a member decided that there is a conflict."""


def _queue_index(name: str, *columns: str, where: TextClause = IS_QUEUED) -> Index:
    names = ("team_id", *columns, "quarantined_on")
    return Index(name, *names, sqlite_where=where)


class Case(Model):
    """A sent questionnaire.

    Clear: the reference; the team and the assignee; the state (status, turn, reason for closing,
    tags, days of the last change and of the last review); the urgency (tier and its later
    ``steps``, ``look_by``, ``due_on``); the days of receipt and of erasure; the language of
    the form if people from many countries choose it, otherwise ``other`` (the card has it);
    the office, which has no foreign key: a case of an office that is gone belongs to none.
    Days of ``steps`` and ``due_on`` that are more than three weeks ahead are up to six days early,
    by a number of days that the card holds; ``due_early`` says so of ``due_on``.
    Sealed: ``card`` and ``story``, under the case key. ``sealed_key`` is that key, sealed to the
    team at sending. When a member's session first checks, reads or opens it, ``rewrapped_key``
    replaces it: the same key under one derived from the team's private key of
    ``rewrapped_epoch``. A walled case has neither: ``walled_keys`` is its key, sealed to each named
    member and to the recovery key (``intake/sealing/wraps.py``).

    ``conflict`` (clear, as is its day) is the result of the conflict check, empty before it;
    ``compared`` is the number of requests whose cards the check read, ``compared_names`` that of
    imported names, ``names_before`` how many the team had imported before it.
    ``replied_on`` is the day of the first unread message or answer after sending. ``closed_on`` is
    the day of the last closing, empty for an open case: the return code ends some days after it.
    ``opened_on`` is the day on which a member first read the answers, as the audit log tells as
    well. ``call_asked_on`` is the day on which the applicant asked for a call, until one is logged.

    At rest: ``reminder_address``, the email address of an applicant who asked for reminders and
    said that email is safe, behind the language of the form. The worker must read it when nobody
    is signed in. It is written when a member opens the case, and deleted when the applicant changes
    an answer or the case is closed.

    ``held_since`` is the day of a legal hold: nothing erases the case until it is lifted.
    ``erase_asked_on`` is the day on which the applicant withdrew a held case: they cannot open it
    any more, and it is erased when the hold is lifted.

    ``quarantined_on`` (clear) is the day on which the case was put into quarantine, because many
    requests had come from its network within an hour; empty once a member released it. A case of
    tier P0 is in the queue all the same.

    ``invented`` (clear) marks a case that ``flask demo load`` made up: no letter is queued about
    it, and the conflict check, the search for duplicates and the metrics keep it apart from real
    cases.

    ``counted`` (clear) has the measures of reports that have counted the case, such as ``looks``.

    ``decided`` (clear) is what becomes of the case once the applicant is told, as the act that will
    log it, such as ``closed_referred_out``; empty where nothing waits to be told.

    ``due_on`` is the day by which a member must review the case or act, and orders the queue.
    ``version`` counts the changes, so that two members who change a case at once notice it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        _queue_index("ix_cases_queue", *BY_DUE_DAY, *FILTERED),
        _queue_index(
            "ix_cases_queue_of_assignee", "assignee_id", *BY_DUE_DAY, "waits_for", *FILTERED
        ),
        _queue_index("ix_cases_queue_of_turn", "waits_for", *BY_DUE_DAY, "assignee_id", *FILTERED),
        _queue_index(
            "ix_cases_queue_of_language",
            "language",
            *BY_DUE_DAY,
            "waits_for",
            "assignee_id",
            *FILTERED[1:],
        ),
        _queue_index(
            "ix_cases_queue_by_last_move",
            "last_move_on",
            "id",
            "status",
            "tier",
            "due_on",
            "waits_for",
            "assignee_id",
            *FILTERED,
        ),
        _queue_index(
            "ix_cases_queue_of_calls",
            *BY_DUE_DAY,
            "waits_for",
            "assignee_id",
            *FILTERED,
            "call_asked_on",
            where=IS_CALL_ASKED,
        ),
        Index("ix_cases_owned", "team_id", "received_on", "assignee_id", sqlite_where=HAS_OWNER),
        Index("ix_cases_replies", "team_id", "replied_on", sqlite_where=HAS_REPLY),
        Index("ix_cases_taken_back", "team_id", "held_since", sqlite_where=TAKEN_BACK),
        Index("ix_cases_asking", "team_id", "due_on", "id", sqlite_where=ASKS_SUPERVISOR),
        Index("ix_cases_held", "team_id", "due_on", "id", sqlite_where=IS_HELD),
        Index("ix_cases_closed", "team_id", "closed_on", "id", sqlite_where=IS_CLOSED),
        Index("ix_cases_walled", "team_id", sqlite_where=IS_WALLED),
        Index(
            "ix_cases_quarantined",
            "team_id",
            "status",
            "tier",
            "due_on",
            "id",
            "quarantined_on",
            sqlite_where=IS_QUARANTINED,
        ),
        Index("ix_cases_cards", "team_id", "id", "version", sqlite_where=IS_NOT_WALLED),
        Index("ix_cases_unchecked", "team_id", "id", sqlite_where=IS_UNCHECKED),
        Index(
            "ix_cases_uncounted",
            "team_id",
            "invented",
            "received_on",
            "tier",
            "language",
            sqlite_where=IS_UNCOUNTED,
        ),
        Index("ix_cases_reminded", "id", sqlite_where=IS_REMINDED),
        Index("ix_cases_unopened", "team_id", "id", sqlite_where=IS_UNOPENED),
        Index("ix_cases_invented", "status", "due_on", sqlite_where=IS_INVENTED),
    )

    id: Mapped[RowId]
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), unique=True)
    team_id: Mapped[TeamId]
    epoch: Mapped[int]
    status: Mapped[str] = mapped_column(String(20), default=Status.NEW.value)
    close_reason: Mapped[str | None] = mapped_column(String(24))
    tier: Mapped[str] = mapped_column(String(2))
    steps: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    look_by: Mapped[date]
    due_on: Mapped[date]
    due_early: Mapped[Flag]
    received_on: Mapped[date]
    language: Mapped[str] = mapped_column(String(16))
    assignee_id: Mapped[MemberId | None]
    tags: Mapped[str] = mapped_column(String(120), default="")
    waits_for: Mapped[str] = mapped_column(String(5), default=Turn.US.value)
    last_move_on: Mapped[date]
    looked_on: Mapped[date | None]
    erase_on: Mapped[date] = mapped_column(index=True)
    closed_on: Mapped[date | None]
    sealed_key: Mapped[bytes | None] = mapped_column(info=WRAP)
    rewrapped_key: Mapped[bytes | None] = mapped_column(info=WRAP)
    rewrapped_epoch: Mapped[int | None] = mapped_column(info=WRAP)
    walled_keys: Mapped[bytes | None] = mapped_column(info=WRAP)
    card: Mapped[bytes]
    story: Mapped[bytes] = mapped_column(deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    conflict: Mapped[str | None] = mapped_column(String(8))
    conflict_on: Mapped[date | None]
    compared: Mapped[int | None]
    compared_names: Mapped[int | None]
    names_before: Mapped[int | None]
    replied_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    call_asked_on: Mapped[date | None]
    reminder_address: Mapped[str | None] = mapped_column(
        AtRest("cases.reminder_address"), deferred=True
    )
    held_since: Mapped[date | None]
    erase_asked_on: Mapped[date | None]
    quarantined_on: Mapped[date | None]
    invented: Mapped[Flag]
    counted: Mapped[str] = mapped_column(String(60), default="", server_default="")
    office_id: Mapped[Id | None]
    decided: Mapped[str | None] = mapped_column(String(40))

    @property
    def may_be_read(self) -> bool:
        """Return true if the conflict check allows reading the story."""
        return self.conflict in (Conflict.CLEAR, Conflict.FREED)

    @property
    def is_aside(self) -> bool:
        """Return true if the case is in quarantine, apart from the queue."""
        return self.quarantined_on is not None and self.tier != "P0"

    @property
    def rank(self) -> str:
        """Return the place of the case in its band: its tier; P0 of a flood comes after the others.

        So one network that sends many P0 requests does not bury those of others.
        """
        return P0_OF_FLOOD if self.tier == "P0" and Tag.FLOOD in self.tagged else self.tier

    @property
    def is_junk(self) -> bool:
        """Return true if the case was closed as no real request of a flood."""
        is_of_flood = self.is_closed and self.quarantined_on is not None
        return is_of_flood and self.closed_for is CloseReason.SPAM

    @property
    def is_told_closed(self) -> bool:
        """Return true if the applicant may read that the case is closed.

        Of one that was closed as junk nobody is told: who comes back is probably a real person.
        """
        return self.is_closed and not self.is_junk

    @property
    def stage(self) -> Status:
        """Return the status."""
        return Status(self.status)

    @property
    def is_closed(self) -> bool:
        """Return true for a closed case."""
        return self.stage is Status.CLOSED

    @property
    def closed_for(self) -> CloseReason | None:
        """Return the reason for closing, or ``None`` for an open case."""
        return CloseReason(self.close_reason) if self.close_reason else None

    @property
    def is_to_close(self) -> bool:
        """Return true if the case was decided to be closed, and nobody has told its applicant."""
        return (self.decided or "").startswith("closed_")

    @property
    def is_accepted(self) -> bool:
        """Return true if the case is accepted, or will be once its applicant is told."""
        return self.stage in ACCEPTED or self.decided in {f"moved_to_{to}" for to in ACCEPTED}

    @property
    def code_ends_on(self) -> date | None:
        """Return the first day on which the return code opens nothing; ``None`` while open."""
        return code_ends_on(self.closed_on, erase_on=self.erase_on) if self.closed_on else None

    def code_is_over(self, *, today: date) -> bool:
        """Return true if the case is closed and the return code has run out."""
        return self.code_ends_on is not None and self.code_ends_on <= today

    @property
    def tagged(self) -> tuple[Tag, ...]:
        """Return the tags."""
        return read(self.tags)


CASES = Case.__table__.c
"""The columns of the table, for statements that are built once."""

OF_FLOOD = CASES.tags.contains(f" {Tag.FLOOD} ")
"""Condition of cases from a network that sent many within the hour."""

NOT_ASIDE = or_(CASES.quarantined_on.is_(None), CASES.tier == literal_column("'P0'"))
"""Condition of cases that are not in quarantine, in the letters of :data:`IS_QUEUED`."""


class P0Alarm(Model):
    """The alarm of a P0 case that no member opened, until a member takes it on. All clear.

    ``step`` is the number of the last email: 1 to the owner or to all who screen, 2 to those above
    them. ``next_at`` is when the next is due, in steps of ten minutes, so that it does not tell
    when a person sent; empty once nothing is due. ``told_at`` is the time of the last email, for
    an hour. ``taken_by`` is the member who took the case on. The row goes with its case.
    """

    __tablename__ = "p0_alarms"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    told_at: Mapped[datetime | None]
    taken_by: Mapped[MemberId | None]


class Task(Model):
    """A task that waits for a member in a case. All clear; the row goes with its case.

    ``on`` is the day by which to settle it, ``by_id`` the member whose act made it, ``for_id`` the
    one to whom it is given, if any, ``about`` the id of what it is about: a note, a date, a message
    or nothing.
    """

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("case_id", "kind", "about"),)

    id: Mapped[RowId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    on: Mapped[date]
    by_id: Mapped[MemberId | None]
    for_id: Mapped[MemberId | None]
    about: Mapped[Id] = mapped_column(default="", server_default="")


class CardPack(Model):
    """A few hundred cards of a team, sealed together, so that a search opens them at once.

    Clear: the team, the epoch of the key, and between which ids its cases lie: after ``after_id``,
    up to ``until_id``. Sealed: ``sealed``, under the team's key of that epoch: the part of each
    card that a search and the conflict check compare, and the facts by which the queue is filtered,
    with the version of its case. It is a copy: what a pack lacks or has of another version is read
    from the cases. The row is deleted with the first of its cases that is erased or walled, and
    made again in a member's session.
    """

    __tablename__ = "card_packs"
    __table_args__ = (Index("ix_card_packs_range", "team_id", "until_id"),)

    id: Mapped[RowId]
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    epoch: Mapped[int]
    after_id: Mapped[Id]
    until_id: Mapped[Id]
    sealed: Mapped[bytes]


class Loan(Model):
    """A case that is lent to a volunteer, who holds no key of the team, until the end of a day.

    Clear: the case, the volunteer, the last day. Sealed: ``sealed``, the case key to the
    volunteer's own key; the last day is part of its context, so that another day opens nothing. The
    row is deleted when the loan ends, within a minute after its last day, and with its case.
    """

    __tablename__ = "loans"
    __table_args__ = (UniqueConstraint("case_id", "member_id"),)

    id: Mapped[RowId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    member_id: Mapped[MemberId] = mapped_column(index=True)
    until: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes | None] = mapped_column(info=WRAP)
