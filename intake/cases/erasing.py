"""Find the cases due or overdue for erasure; ``intake/actions/case/erase_case.py`` erases them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    and_,
    bindparam,
    column,
    exists,
    func,
    not_,
    or_,
    select,
    table,
)

from intake import promises
from intake.cases.models import CASES, IS_OPEN, TAKEN_BACK, Case, Conflict
from intake.cases.pipeline import UNREAD_DAYS, CloseReason, Status
from intake.cases.quarantine import IS_JUNK
from intake.extensions import all_rows, db, fetch, locking

OF_TEAM = bindparam("team_id", type_=String)
TODAY = bindparam("today", type_=Date)
BY_DAY = (CASES.erase_on, CASES.id)

IS_DECIDED = or_(Case.status == Status.CLOSED, Case.decided.startswith("closed_"))
"""Condition of cases that are closed, or will be once their applicants are told."""

OPEN_PAST = (
    select(CASES.reference, CASES.looked_on.is_not(None))
    .where(
        IS_OPEN,
        func.coalesce(CASES.team_id, "") == OF_TEAM,
        CASES.erase_on <= TODAY,
        CASES.held_since.is_(None),
        not_(func.coalesce(CASES.decided, "").startswith("closed_")),
    )
    .order_by(*BY_DAY)
)
"""``coalesce`` keeps SQLite from using an index that begins with the team: it would read all open
cases, where the index of ``erase_on`` finds these few."""

CLOSED_PAST = (
    select(CASES.id, CASES.reference)
    .where(
        CASES.team_id == OF_TEAM,
        CASES.status == Status.CLOSED,
        CASES.erase_on <= TODAY,
        CASES.erase_asked_on.is_(None),
        CASES.held_since.is_(None),
        CASES.invented.is_(False),
        not_(and_(*IS_JUNK)),
    )
    .order_by(*BY_DAY)
)
WITHDRAWN_BUT_HELD = (
    select(CASES.reference)
    .where(
        CASES.team_id == OF_TEAM, CASES.held_since.is_not(None), CASES.erase_asked_on.is_not(None)
    )
    .order_by(CASES.held_since, CASES.id)
)
"""Built once, as each page of the queue executes them."""

entries = table("audit_entries", column("case_id"), column("act"))
ACCEPTED = CloseReason.ACCEPTED_TRANSFERRED.value
LACKS_TRANSFER = and_(
    func.coalesce(Case.close_reason, Case.decided, "").in_((ACCEPTED, f"closed_{ACCEPTED}")),
    ~exists().where(entries.c.case_id == Case.id, entries.c.act.startswith("handed_off")),
)
"""Condition of accepted cases, closed or told next, of which the log has no copy for another
organization. Their day erases none, for no other files may hold what they do. It is never null."""

requests = table("requests", column("id"), column("key_under_code"), column("joined_to"))
"""The columns that tell whether a code opens a request; their keeper is another package."""


def due_for_erasure(*, today: date, at_most: int, after: str) -> list[str]:
    """Return ids after *after* of cases to erase: closed and due, or withdrawn; and not held.

    A case that was decided to be closed is erased by its day whether its applicant was told or not.
    Another open case is never, because its applicant may rely on us, nor is one in which a reply
    waits for a reader (:func:`waits_for_reader`), nor an accepted one without a recorded transfer;
    the desk names each. Two queries, each by its index, read only what is due.
    """
    closed = IS_DECIDED, Case.erase_on <= today, _no_reply_waits(today), Case.held_since.is_(None)
    due = {*all_rows(Case.id, *closed, not_(LACKS_TRANSFER)), *withdrawn()}
    return sorted(case_id for case_id in due if case_id > after)[:at_most]


def waits_for_reader(case: Case, *, today: date) -> bool:
    """Return true if an unread reply keeps a closed case.

    It does so for :data:`UNREAD_DAYS`, but not where a conflict keeps every member from reading it.
    """
    if case.replied_on is None or case.conflict == Conflict.CONFLICT:
        return False
    return case.replied_on > today - timedelta(days=UNREAD_DAYS)


def _no_reply_waits(today: date) -> ColumnElement[bool]:
    """Return the opposite of :func:`waits_for_reader` as a condition of a query."""
    return or_(
        Case.replied_on.is_(None),
        Case.conflict == Conflict.CONFLICT,
        Case.replied_on <= today - timedelta(days=UNREAD_DAYS),
    )


def withdrawn(*, at_most: int | None = None) -> list[str]:
    """Return the ids of cases that their applicants withdrew and that no legal hold keeps."""
    return all_rows(Case.id, TAKEN_BACK, Case.held_since.is_(None), most=at_most)


def all_withdrawn() -> list[str]:
    """Return the ids of all cases that their applicants withdrew, held ones too."""
    return all_rows(Case.id, TAKEN_BACK)


def locked_with_requests(ids: Collection[str]) -> Sequence[Case]:
    """Return the cases with these ids, locked with their requests and read again.

    Where another transaction has locked either row, the case is left out, so that the two never
    wait for each other: the applicants' door locks the request first.
    """
    query = select(Case).join(requests, requests.c.id == Case.request_id)
    query = query.where(Case.id.in_(ids)).order_by(Case.id)
    return db.session.scalars(locking(query, skip_locked=True)).all()


def requests_past_code(*, today: date) -> list[str]:
    """Return the ids of requests of closed cases whose code is to be ended, held ones too.

    The code of a merged request ends with the case that it opens. Search outside any write
    transaction.
    """
    long_closed = Case.closed_on <= today - promises.CODE_DAYS
    is_over = (Case.status == Status.CLOSED) & (long_closed | (Case.erase_on <= today))
    has_code = requests.c.key_under_code.is_not(None)
    opens = func.coalesce(requests.c.joined_to, requests.c.id)
    query = select(requests.c.id).join(Case, Case.request_id == opens).where(is_over, has_code)
    return list(db.session.scalars(query.order_by(requests.c.id)))


def past_erasure(team_id: str, *, today: date) -> dict[str, bool]:
    """Return the open cases past their day of erasure: reference to whether it was reviewed.

    The oldest come first.
    """
    return dict(fetch(OPEN_PAST, team_id=team_id, today=today).all())


def lacking_transfer(team_id: str, *, today: date) -> list[str]:
    """Return the references of accepted cases whose day has come, and whose transfer is missing."""
    day_has_come = IS_DECIDED, Case.erase_on <= today, Case.held_since.is_(None)
    return all_rows(
        Case.reference, Case.team_id == team_id, *day_has_come, LACKS_TRANSFER, by=BY_DAY
    )


def closed_past_erasure(team_id: str, *, today: date) -> dict[str, str]:
    """Return id to reference of closed cases past their day of erasure, the oldest first.

    Housekeeping erases them within the hour, except those that no member has opened, and those
    with an unread reply. Invented cases, and those closed as junk, are left out: they need no
    record for conflict checks.
    """
    return dict(fetch(CLOSED_PAST, team_id=team_id, today=today).all())


def held_though_withdrawn(team_id: str = "") -> list[str]:
    """Return the references of withdrawn cases that a legal hold keeps, of a team or of all."""
    if not team_id:
        return all_rows(Case.reference, TAKEN_BACK, Case.held_since.is_not(None))
    return list(fetch(WITHDRAWN_BUT_HELD, team_id=team_id).scalars())


def overdue_erasures(*, today: date, at_most: int) -> dict[str, bool]:
    """Return some cases that should have been erased before *today*, by id.

    The value is true if the case can be erased without having been opened: the applicant
    withdrew it, or it is invented, or was closed as junk. One in which a reply waits for a reader,
    or that lacks a transfer, is not overdue; the desk names it.
    """
    day_has_passed = and_(
        IS_DECIDED, Case.erase_on < today, _no_reply_waits(today), not_(LACKS_TRANSFER)
    )
    needs_no_stub = Case.erase_asked_on.is_not(None) | Case.invented | and_(*IS_JUNK)
    query = select(Case.id, needs_no_stub).where(
        Case.held_since.is_(None), day_has_passed | (Case.erase_asked_on < today)
    )
    return dict(db.session.execute(query.limit(at_most)).all())
