"""Read the dates that the open cases of a team must meet, by day."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.cases.loans import not_elsewhere
from intake.cases.models import NOT_ASIDE, Case
from intake.cases.pipeline import Status
from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db
from intake.frozen import frozen
from intake.staff.store import Act, may

MOST = 100
"""Dates that one page lists."""


@frozen
class Agenda:
    """The cases whose dates are read: a team's, or only those of one of its members.

    ``hidden`` and ``lent`` are the ids of cases as a ``Queue`` has them. ``elsewhere`` are those
    of offices whose cases are left out, but for P0. With ``unproven`` the dates are deadlines that
    ended without proof, also those of closed cases.
    """

    team_id: str
    owner_id: str = ""
    hidden: tuple[str, ...] = ()
    lent: tuple[str, ...] | None = None
    elsewhere: tuple[str, ...] = ()
    unproven: bool = False


@frozen
class DueDate:
    """An open date with its case. Only clear columns: no case is opened."""

    entry: DiaryEntry
    case: Case


def dates_between(agenda: Agenda, first: date | None, last: date) -> Sequence[DueDate]:
    """Return the open dates from *first* (``None``: from the beginning) to *last*.

    The nearest come first; at most :data:`MOST` and one more, which tells that there are others.
    """
    query = (
        select(DiaryEntry, Case)
        .join(Case, Case.id == DiaryEntry.case_id)
        .where(_are_open(agenda, first, last))
        .order_by(DiaryEntry.on, DiaryEntry.id)
        .limit(MOST + 1)
    )
    return [DueDate(entry=entry, case=case) for entry, case in db.session.execute(query)]


def open_entry_ids(agenda: Agenda) -> frozenset[str]:
    """Return the ids of all open dates of these cases, on whatever day."""
    query = (
        select(DiaryEntry.id)
        .join(Case, Case.id == DiaryEntry.case_id)
        .where(_are_open(agenda, None, date.max))
    )
    return frozenset(db.session.scalars(query))


def counts_between(agenda: Agenda, first: date, last: date) -> Mapping[date, Mapping[Kind, int]]:
    """Return how many open dates of each kind each day has, without days that have none."""
    query = (
        select(DiaryEntry.on, DiaryEntry.kind, func.count())
        .join(Case, Case.id == DiaryEntry.case_id)
        .where(_are_open(agenda, first, last))
        .group_by(DiaryEntry.on, DiaryEntry.kind)
    )
    counts: dict[date, dict[Kind, int]] = {}
    for day, kind, count in db.session.execute(query):
        counts.setdefault(day, {})[Kind(kind)] = count
    return counts


def _are_open(agenda: Agenda, first: date | None, last: date) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        DiaryEntry.on <= last,
        Case.team_id == agenda.team_id,
    ]
    if agenda.unproven:
        conditions.append(DiaryEntry.unproven.is_(True))
    else:
        conditions += [
            DiaryEntry.state == State.OPEN.value,
            Case.status != Status.CLOSED.value,
            NOT_ASIDE,
        ]
    if first is not None:
        conditions.append(DiaryEntry.on >= first)
    if agenda.owner_id:
        conditions.append(Case.assignee_id == agenda.owner_id)
    elif agenda.elsewhere:
        conditions.append(not_elsewhere(agenda.elsewhere))
    if agenda.hidden:
        conditions.append(Case.id.not_in(agenda.hidden))
    if agenda.lent is not None:
        conditions.append(Case.id.in_(agenda.lent))
    return and_(*conditions)


logger = logging.getLogger(__name__)


@frozen
class DateDetails:
    """The time of a call (``14:30``) and the name of its interpreter; the rule of a deadline.

    Each may be empty.
    """

    time: str = ""
    interpreter: str = ""
    rule: str = ""


def date_details(dates: Sequence[DueDate], reader: Reader) -> Mapping[str, DateDetails]:
    """Return entry id to the details of each date that needs them, where the reader opens it.

    These are calls, and several dates of one kind, day and case: their rules tell them apart.
    """
    if not may(reader.roles, Act.OPEN_CASE):
        return {}
    alike = Counter(_appearance(due) for due in dates)
    shown = [
        due
        for due in dates
        if due.case.may_be_read and (due.entry.kind == Kind.CALL or alike[_appearance(due)] > 1)
    ]
    return {due.entry.id: _details_of(due, reader) for due in shown}


def _appearance(due: DueDate) -> tuple[object, ...]:
    return due.case.id, due.entry.kind, due.entry.on


def _details_of(due: DueDate, reader: Reader) -> DateDetails:
    """Return the details of a date; empty ones where the case does not open."""
    try:
        (content,) = case_key(due.case, reader).open_rows("diary", [due.entry])
    except NOT_OPENED as failure:
        log_not_opened(logger, "date not opened", failure, case_id=due.case.id)
        return DateDetails()
    return DateDetails(
        time=content.get("time", ""),
        interpreter=content.get("interpreter", ""),
        rule=content.get("rule", ""),
    )
