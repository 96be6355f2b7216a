"""Lists of cases beside the queue: to be decided, held, closed, closed with an unread message.

Each is one short range of a partial index, however many cases the team has.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    TextClause,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from intake.cases import store
from intake.cases.models import (
    ASKS_SUPERVISOR,
    CASES,
    HAS_OWNER,
    IS_CALL_ASKED,
    IS_CLOSED,
    IS_HELD,
    IS_OPEN,
    IS_QUEUED,
    IS_READABLE,
    NOT_ASIDE,
    Case,
)
from intake.cases.pipeline import Status
from intake.extensions import all_rows, change_rows, db, fetch, first_row
from intake.frozen import frozen

MOST = 20
"""Cases that a list of work shows."""

COUNTED = 99
"""The number at which counting stops."""

PAGE = 50
"""Closed cases on a page."""

SCANNED = 2000
"""Closed cases that are read at once where only some of them are shown."""

CLOSED_WITH_REPLY = (
    select(CASES.reference)
    .where(
        CASES.team_id == bindparam("team_id"),
        CASES.replied_on.is_not(None),
        CASES.status == Status.CLOSED,
        CASES.id.not_in(bindparam("hidden", expanding=True, type_=String)),
    )
    .order_by(CASES.replied_on)
    .limit(bindparam("at_most"))
)


@frozen
class ClosedPage:
    """Some closed cases, and whether others were closed before them."""

    cases: tuple[Case, ...]
    has_more: bool


def closed_cases(
    team_id: str,
    *,
    before: tuple[date, str] | None = None,
    hidden: Collection[str] = (),
    only: Collection[str] | None = None,
    readable: bool = False,
) -> ClosedPage:
    """Return a page of closed cases: those that come after *before*, a day and an id.

    With *only*, all closed cases are read in their order until a page of these is full; with
    *readable*, those whose answers may not be read are left out.
    """
    matches = list[tuple[str, date | None]]()
    while True:
        most = PAGE + 1 if only is None else SCANNED
        rows = _closed(team_id, before, hidden, most=most, readable=readable)
        matches += [row for row in rows if only is None or row[0] in only]
        if len(rows) < most or len(matches) > PAGE:
            break
        last_id, last_day = rows[-1]
        before = (last_day or date.min, last_id)
    shown = store.with_ids([case_id for case_id, _ in matches[:PAGE]])
    return ClosedPage(cases=tuple(shown), has_more=len(matches) > PAGE)


def _closed(
    team_id: str,
    before: tuple[date, str] | None,
    hidden: Collection[str],
    *,
    most: int,
    readable: bool,
) -> list[tuple[str, date | None]]:
    query = select(Case.id, Case.closed_on)
    query = query.where(Case.team_id == team_id, IS_CLOSED, Case.closed_on.is_not(None))
    if readable:
        query = query.where(IS_READABLE)
    if before is not None:
        query = query.where(tuple_(Case.closed_on, Case.id) < tuple_(*before))
    if hidden:
        query = query.where(Case.id.not_in(hidden))
    query = query.order_by(Case.closed_on.desc(), Case.id.desc()).limit(most)
    return [(case_id, day) for case_id, day in db.session.execute(query)]


def asking(team_id: str, *, hidden: Collection[str] = ()) -> list[Case]:
    """Return the open cases tagged for a supervisor, the soonest due first."""
    return _soonest(team_id, hidden, ASKS_SUPERVISOR)


def held(team_id: str, *, hidden: Collection[str] = ()) -> list[Case]:
    """Return the open cases that a conflict holds, the soonest due first."""
    return _soonest(team_id, hidden, IS_HELD)


def ids(team_id: str, *, hidden: Collection[str] = ()) -> tuple[set[str], set[str]]:
    """Return the ids of the cases tagged for a supervisor, and of those that are held.

    At most one more than :data:`COUNTED` of each.
    """
    ids_by_list: dict[str, set[str]] = {"asks": set(), "held": set()}
    for name, case_id in fetch(_ids(hides=bool(hidden)), team_id=team_id, hidden=list(hidden)):
        ids_by_list[name].add(case_id)
    return ids_by_list["asks"], ids_by_list["held"]


def closed_with_reply(team_id: str, *, hidden: Collection[str] = (), at_most: int) -> Sequence[str]:
    """Return the references of the team's closed cases with an unread message, oldest first."""
    rows = fetch(CLOSED_WITH_REPLY, team_id=team_id, hidden=list(hidden), at_most=at_most)
    return rows.scalars().all()


def in_nobodys_work(
    team_id: str,
    *,
    covered: Collection[str],
    present: Collection[str],
    hidden: Collection[str],
    at_most: int,
) -> list[str]:
    """Return the references of open cases of which nobody's work shows what the applicant asked.

    This is an unread message or answer, or a request for a call, where the case is in quarantine,
    has no owner, or one for whom nobody works. *covered* are owners whose work somebody does, who
    is often another member; *present* those who do their own, and so also that of walled cases.
    """
    owner = func.coalesce(Case.assignee_id, "")
    is_done = or_(owner.in_(present), owner.in_(covered) & Case.walled_keys.is_(None))
    references = dict[str, None]()
    for asked, condition in ((Case.replied_on, IS_OPEN), (Case.call_asked_on, IS_CALL_ASKED)):
        short = "ix_cases_replies" if asked is Case.replied_on else "ix_cases_queue_of_calls"
        asking = select(Case.id).where(Case.team_id == team_id, asked.is_not(None), condition)
        asking = asking.with_hint(Case, f"INDEXED BY {short}", "sqlite").correlate(None)
        query = select(Case.reference).where(Case.id.in_(asking), Case.id.not_in(hidden))
        query = query.where(not_(and_(NOT_ASIDE, is_done)))
        found = db.session.scalars(query.order_by(asked, Case.id).limit(at_most))
        references |= dict.fromkeys(found)
    return list(references)[:at_most]


@cache
def _ids(*, hides: bool) -> CompoundSelect[str, str]:
    """Return the query of :func:`ids`; it is built once, because each page executes it."""
    parts = []
    for name, condition in (("asks", ASKS_SUPERVISOR), ("held", IS_HELD)):
        cases = select(CASES.id).where(CASES.team_id == bindparam("team_id"), condition)
        if hides:
            hidden = bindparam("hidden", expanding=True, type_=String)
            cases = cases.where(CASES.id.not_in(hidden))
        counted = cases.limit(COUNTED + 1).subquery()
        parts.append(select(literal_column(f"'{name}'"), counted.c.id))
    return union_all(*parts)


def _soonest(team_id: str, hidden: Collection[str], condition: TextClause) -> list[Case]:
    is_shown = [Case.id.not_in(hidden)] if hidden else []
    order = (Case.due_on, Case.id)
    of_team = Case.team_id == team_id
    return store.with_ids(all_rows(Case.id, of_team, condition, *is_shown, by=order, most=MOST))


IN_ORDER = (Case.walled_keys.is_not(None), Case.tier, Case.due_on, Case.id)
BY_OWNER = (
    select(Case.assignee_id, func.count())
    .where(Case.team_id == bindparam("team_id"), HAS_OWNER, Case.received_on >= bindparam("since"))
    .group_by(Case.assignee_id)
)
"""Built once, because each page of a case executes it."""


def most_urgent(
    team_id: str, *, owner_ids: Collection[str], due_by: date, received_before: date
) -> Case | None:
    """Return the most urgent case of a team that is due and belongs to none of *owner_ids*.

    Invented cases, those in quarantine and those received later are left out. A walled case comes
    after all others.
    """
    return first_row(
        Case,
        Case.team_id == team_id,
        IS_QUEUED,
        Case.due_on <= due_by,
        Case.received_on < received_before,
        or_(Case.assignee_id.is_(None), Case.assignee_id.not_in(owner_ids)),
        Case.invented.is_(False),
        by=IN_ORDER,
    )


def new_cases_by_owner(team_id: str, *, since: date) -> Mapping[str, int]:
    """Return the number of cases received from the day *since* on, by the id of their owner."""
    rows = fetch(BY_OWNER, team_id=team_id, since=since)
    return {owner_id: count for owner_id, count in rows if owner_id is not None}


def open_cases_of(member_id: str) -> Sequence[Case]:
    """Return the open cases of a member, those in quarantine too, the most urgent first."""
    return all_rows(Case, Case.assignee_id == member_id, IS_OPEN, by=IN_ORDER)


def take_from(owned: ColumnElement[bool], *, team_id: str) -> Sequence[Case]:
    """Return the open cases of a team with these owners, locked; closed ones lose their owner."""
    in_team = Case.team_id == team_id, owned
    change_rows(Case, *in_team, IS_CLOSED, assignee_id=None)
    return all_rows(Case, *in_team, IS_OPEN, by=(Case.id,), lock=True)
