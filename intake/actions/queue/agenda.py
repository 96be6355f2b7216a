"""Read the dates that the open cases of a team must meet, by day; settle days that came near."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
)

from intake.actions.assessment.deadline_changes import settle_days
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    Reader,
    RolledBack,
    case_key,
    log_not_opened,
)
from intake.actions.opening.search_cards import card_under
from intake.audit.log import ended_among
from intake.cases import store
from intake.cases.card import EXACT_WITHIN, Card
from intake.cases.loans import not_elsewhere
from intake.cases.models import NOT_ASIDE, Case
from intake.cases.pipeline import Status
from intake.diary import entries
from intake.diary.models import IS_EARLY, DiaryEntry, Kind, State
from intake.extensions import db, fetch, new_id
from intake.frozen import frozen
from intake.staff.store import Act
from intake.triage.deadlines import SetBy

Ts = TypeVarTuple("Ts")

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
    query = _open(select(DiaryEntry, Case), agenda, first, last)
    query = query.order_by(DiaryEntry.on, DiaryEntry.id).limit(MOST + 1)
    return [DueDate(entry=entry, case=case) for entry, case in db.session.execute(query)]


def open_entry_ids(agenda: Agenda) -> frozenset[str]:
    """Return the ids of all open dates of these cases, on whatever day."""
    return frozenset(db.session.scalars(_open(select(DiaryEntry.id), agenda, None, date.max)))


def counts_between(agenda: Agenda, first: date, last: date) -> Mapping[date, Mapping[Kind, int]]:
    """Return how many open dates of each kind each day has, without days that have none."""
    kinds = DiaryEntry.on, DiaryEntry.kind
    query = _open(select(*kinds, func.count()), agenda, first, last).group_by(*kinds)
    counts: dict[date, dict[Kind, int]] = {}
    for day, kind, count in db.session.execute(query):
        counts.setdefault(day, {})[Kind(kind)] = count
    return counts


def _open(query: Select[*Ts], agenda: Agenda, first: date | None, last: date) -> Select[*Ts]:
    """Return the query of the open dates of these cases, on these days."""
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
    return query.join(Case, Case.id == DiaryEntry.case_id).where(*conditions)


logger = logging.getLogger(__name__)


def date_details(
    dates: Sequence[DueDate], reader: Reader, *, even_held: bool = False
) -> Mapping[str, Mapping[str, Any]]:
    """Return entry id to what is sealed of each date, where the reader opens its case.

    That is its ``rule`` and who set it (``set_by``), and of a call its ``time`` (``14:30``) and
    ``interpreter``. With *even_held* it is also that of cases whose story a conflict hides, of
    which no more is to be shown than the card tells: rule and day.
    """
    rows: dict[str, list[DiaryEntry]] = {}
    cases = {due.case.id: due.case for due in dates if even_held or due.case.may_be_read}
    for due in dates:
        rows.setdefault(due.case.id, []).append(due.entry)
    details: dict[str, Mapping[str, Any]] = {}
    for case in cases.values() if reader.may(Act.OPEN_CASE) else ():
        try:
            contents = case_key(case, reader).open_rows("diary", rows[case.id])
        except NOT_OPENED as failure:
            log_not_opened(logger, "dates not opened", failure, case_id=case.id)
        else:
            details |= zip((row.id for row in rows[case.id]), contents, strict=True)
    return details


class NextDate(NamedTuple):
    """A date of a case: its exact day, its kind, and who set it by which rule.

    ``rule`` is empty for a date that a member set, and for one that does not open.
    """

    on: date
    kind: Kind
    rule: str = ""
    set_by: str = ""


class NearestDates(NamedTuple):
    """The next day of law or paper, or else the last that passed; and the first that we set."""

    law: NextDate | None = None
    ours: NextDate | None = None


def nearest(dates: Sequence[NextDate], *, today: date) -> NearestDates:
    """Return the nearest of the open dates of one case."""
    legal = [near for near in dates if near.kind is Kind.ACT_BY and near.set_by != SetBy.US]
    return NearestDates(
        law=min(legal, key=lambda near: (near.on < today, abs(near.on - today)), default=None),
        ours=min((near for near in dates if near not in legal), default=None),
    )


def nearest_dates(
    cases: Sequence[Case], cards: Mapping[str, Card], reader: Reader, *, today: date
) -> Mapping[str, NearestDates]:
    """Return case id to the nearest dates of each case whose card opened."""
    rows = entries.open_of_cases(list(cards), until=date.max)
    dates = [DueDate(entry=row, case=case) for case in cases for row in rows.get(case.id, ())]
    details = date_details(dates, reader, even_held=True)
    by_case: dict[str, list[NextDate]] = {}
    for due in dates:
        on = cards[due.case.id].exact_day(due.entry.on, early=due.entry.early)
        sealed = details.get(due.entry.id, {})
        near = NextDate(on, Kind(due.entry.kind), sealed.get("rule", ""), sealed.get("set_by", ""))
        by_case.setdefault(due.case.id, []).append(near)
    return {id_: nearest(near, today=today) for id_, near in by_case.items()}


CASES, DATES = (model.__table__.c for model in (Case, DiaryEntry))

AT_ONCE = 100
"""Cases that one page settles at most."""


def cases_to_settle(team_id: str, *, hidden: Collection[str], today: date) -> list[str]:
    """Return ids of some cases to settle; none of *hidden*, which are walled off.

    Chooses by chance where there are many, so that cases which do not open keep no other waiting.
    """
    values = {
        "team_id": team_id,
        "until": today + EXACT_WITHIN,
        "hidden": list(hidden),
        "after": new_id(),
    }
    ids = fetch(_waiting(hides=bool(hidden)), **values).scalars()
    return list(dict.fromkeys(ids))


@cache
def _waiting(*, hides: bool) -> Select[str]:
    """Return the query for the cases to settle; it is built once, because each list asks it."""
    near = (
        select(DATES.case_id)
        .join(Case.__table__, CASES.id == DATES.case_id)
        .where(IS_EARLY, DATES.on <= bindparam("until"), CASES.team_id == bindparam("team_id"))
        .where(CASES.status != Status.CLOSED.value)
        .order_by(DATES.case_id <= bindparam("after"), DATES.on)
        .limit(AT_ONCE)
    )
    return near.where(CASES.id.not_in(bindparam("hidden", expanding=True))) if hides else near


def settle_cases(by: Actor, ids: Collection[str]) -> None:
    """Settle the cases with these ids; log those that do not open. The caller commits."""
    cases = store.locked(ids)
    replaced = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in replaced:
                raise RolledBack
            key = case_key(case, by.reader)
            settle_days(key, card_under(key), today=by.day)
        except NOT_OPENED as failure:
            log_not_opened(logger, "days not settled", failure, case_id=case.id)
