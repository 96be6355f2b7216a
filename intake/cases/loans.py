"""Loans: cases that a volunteer may open until a day, each sealed to that volunteer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, func, or_, select

from intake.cases.models import IS_QUEUED, Case, Loan
from intake.cases.tasks import TaskKind, add_task, end_task
from intake.extensions import add_row, all_rows, change_rows, db, delete_rows, first_row
from intake.frozen import frozen
from intake.triage.deadlines import Tier


def lend(*, case_id: str, member_id: str, until: date, sealed: bytes) -> None:
    """Lend a case to a member, in place of an earlier loan of it to the same member."""
    delete_rows(Loan, Loan.case_id == case_id, Loan.member_id == member_id)
    add_row(Loan(case_id=case_id, member_id=member_id, until=until, sealed=sealed))


def find(case_id: str, member_id: str) -> Loan | None:
    """Return the loan of a case to a member, also one whose day is over."""
    return first_row(Loan, Loan.case_id == case_id, Loan.member_id == member_id)


def with_id(loan_id: str, *, team_id: str) -> tuple[Loan, Case] | None:
    """Return a loan of the team and its case."""
    query = select(Loan, Case).join(Case, Case.id == Loan.case_id)
    row = db.session.execute(query.where(Loan.id == loan_id, Case.team_id == team_id)).first()
    return (row[0], row[1]) if row else None


def of_team(team_id: str) -> list[tuple[Loan, Case]]:
    """Return the loans of a team with their cases, those that end first at the top."""
    query = select(Loan, Case).join(Case, Case.id == Loan.case_id).where(Case.team_id == team_id)
    rows = db.session.execute(query.order_by(Loan.until, Case.due_on, Case.reference))
    return [(loan, case) for loan, case in rows]


def of_member(member_id: str) -> Sequence[Loan]:
    """Return all loans to a member."""
    return all_rows(Loan, Loan.member_id == member_id)


def lent_ids(member_id: str, *, today: date) -> tuple[str, ...]:
    """Return the ids of the cases that are lent to a member today."""
    return tuple(all_rows(Loan.case_id, Loan.member_id == member_id, Loan.until >= today))


def end(loan: Loan) -> None:
    """Delete a loan: the member's key opens the case no more."""
    db.session.delete(loan)
    db.session.flush()


def end_all_of_case(case_id: str) -> None:
    """Delete every loan of a case."""
    delete_rows(Loan, Loan.case_id == case_id)


def end_all_of_member(member_id: str) -> None:
    """Delete every loan to a member."""
    delete_rows(Loan, Loan.member_id == member_id)


def end_over(*, today: date) -> int:
    """Delete the loans whose last day was before *today*; return how many. Reads no seal."""
    return delete_rows(Loan, Loan.until < today)


@frozen
class OfficeCounts:
    """The numbers of open cases of an office: all, those without an owner, and overdue ones."""

    open: int = 0
    unassigned: int = 0
    overdue: int = 0


def not_elsewhere(office_ids: BindParameter[Any] | tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition of cases of no office, of other offices than these, or P0."""
    not_there = Case.office_id.not_in(office_ids)
    return or_(Case.office_id.is_(None), not_there, Case.tier == Tier.P0)


def counts_by_office(team_id: str, *, today: date) -> Mapping[str | None, OfficeCounts]:
    """Return the numbers of open cases by the id of their office; ``None`` for no office."""
    query = (
        select(
            Case.office_id,
            func.count(),
            func.count().filter(Case.assignee_id.is_(None)),
            func.count().filter(Case.due_on < today),
        )
        .where(Case.team_id == team_id, IS_QUEUED)
        .group_by(Case.office_id)
    )
    return {
        office_id: OfficeCounts(open=total, unassigned=unassigned, overdue=overdue)
        for office_id, total, unassigned, overdue in db.session.execute(query)
    }


def without_office(team_id: str, *, after: str, most: int) -> Sequence[Case]:
    """Return open cases without an office, in the order of their ids, locked and read again."""
    of_none = Case.team_id == team_id, IS_QUEUED, Case.office_id.is_(None), Case.id > after
    return all_rows(Case, *of_none, by=(Case.id,), most=most, lock=True)


def give_to(case: Case, office_id: str | None, member_id: str | None, *, on: date) -> None:
    """Move the case to an office, and to this member there or to nobody.

    An accepted one of nobody waits for an owner.
    """
    case.office_id, case.assignee_id = office_id, member_id
    if member_id is None and case.is_accepted:
        add_task(case, TaskKind.ACCEPTED_WITHOUT_OWNER, on=on, by_id=None)
    elif case.is_accepted:
        end_task(case.id, TaskKind.ACCEPTED_WITHOUT_OWNER)
    case.last_move_on = on
    case.version += 1


def move_all(office_id: str, to: str | None, *, team_id: str) -> int:
    """Move every case of an office that is removed, open and closed; return their number.

    Owners and versions stay: no page's form holds the office.
    """
    return change_rows(Case, Case.team_id == team_id, Case.office_id == office_id, office_id=to)
