"""Loans: cases that a volunteer may open until a day, each sealed to that volunteer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from intake.cases.models import Case, Loan
from intake.extensions import changed_rows, db


def lend(*, case_id: str, member_id: str, until: date, sealed: bytes) -> None:
    """Lend a case to a member, in place of an earlier loan of it to the same member."""
    own = (Loan.case_id == case_id, Loan.member_id == member_id)
    db.session.execute(delete(Loan).where(*own))
    db.session.add(Loan(case_id=case_id, member_id=member_id, until=until, sealed=sealed))
    db.session.flush()


def find(case_id: str, member_id: str) -> Loan | None:
    """Return the loan of a case to a member, also one whose day is over."""
    query = select(Loan).where(Loan.case_id == case_id, Loan.member_id == member_id)
    return db.session.scalar(query)


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
    return db.session.scalars(select(Loan).where(Loan.member_id == member_id)).all()


def lent_ids(member_id: str, *, today: date) -> tuple[str, ...]:
    """Return the ids of the cases that are lent to a member today."""
    query = select(Loan.case_id).where(Loan.member_id == member_id, Loan.until >= today)
    return tuple(db.session.scalars(query))


def end(loan: Loan) -> None:
    """Delete a loan: the member's key opens the case no more."""
    db.session.delete(loan)
    db.session.flush()


def end_all_of_case(case_id: str) -> None:
    """Delete every loan of a case."""
    db.session.execute(delete(Loan).where(Loan.case_id == case_id))


def end_all_of_member(member_id: str) -> None:
    """Delete every loan to a member."""
    db.session.execute(delete(Loan).where(Loan.member_id == member_id))


def end_over(*, today: date) -> int:
    """Delete the loans whose last day was before *today*; return how many. Reads no seal."""
    return changed_rows(delete(Loan).where(Loan.until < today))
