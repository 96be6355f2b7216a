"""Delete letters of an erased case, for a member who left, and those whose cause went."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, column, exists, select, table

from intake.outbox.letters import CASE_MOVED, MORNING_EMAIL
from intake.outbox.models import OutboxEmail, State
from intake.rows import all_rows, delete_rows

cases = table("cases", column("reference"))
"""The column of cases by which letters are compared; the keeper of cases is another package."""


def orphaned_references() -> list[str]:
    """Return the references that letters name and no case has. Reads two indexes alone.

    A worker was delivering those letters when the case was erased. Search outside any write
    transaction.
    """
    has_case = exists().where(cases.c.reference == OutboxEmail.reference)
    return sorted({*all_rows(OutboxEmail.reference, OutboxEmail.reference != "", ~has_case)})


def drop_waiting_morning_emails_of(member_id: str) -> None:
    """Delete the morning emails that wait for a member who left the team."""
    of_member = OutboxEmail.letter == MORNING_EMAIL, OutboxEmail.reader == member_id
    delete_rows(OutboxEmail, *of_member, OutboxEmail.state == State.WAITING)


def drop_move_of(reference: str) -> None:
    """Delete the letter about a move that was undone, as far as it has not gone out."""
    of_move = (OutboxEmail.reference == reference) & (OutboxEmail.letter == CASE_MOVED)
    _drop(of_move, OutboxEmail.state == State.WAITING)


def drop_claimed(letter_ids: Collection[str], worker: str) -> None:
    """Delete letters whose cause went, claimed by *worker*, with their letters to the team."""
    if not letter_ids:
        return
    claimed = OutboxEmail.id.in_(letter_ids), OutboxEmail.leased_by == worker
    origins = all_rows(OutboxEmail.origin_id, *claimed)
    delete_rows(OutboxEmail, *claimed)
    in_use = select(OutboxEmail.origin_id).where(OutboxEmail.origin_id.in_(origins))
    delete_rows(OutboxEmail, OutboxEmail.id.in_(origins), OutboxEmail.id.not_in(in_use))


def drop_of(reference: str) -> None:
    """Delete all letters about the case, except those that a worker is delivering.

    Their letters to the team stay as well, as the origins of those rows. Housekeeping deletes both
    once they were delivered or given up.
    """
    busy = (State.CLAIMED, State.SENDING)
    _drop(OutboxEmail.reference == reference, OutboxEmail.state.not_in(busy))


def _drop(letters: ColumnElement[bool], to_readers: ColumnElement[bool]) -> None:
    """Delete those *to_readers* among the letters, then those to teams that are no more needed."""
    is_to_team = OutboxEmail.origin_id.is_(None)
    delete_rows(OutboxEmail, letters, ~is_to_team, to_readers)
    origins_in_use = select(OutboxEmail.origin_id).where(letters, ~is_to_team)
    delete_rows(OutboxEmail, letters, is_to_team, OutboxEmail.id.not_in(origins_in_use))
