"""List letters that are not delivered, and settle or retry those given up."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, column, exists, func, select, table
from sqlalchemy.orm import aliased

from intake.extensions import all_rows, db, delete_rows, first_row
from intake.outbox.claims import OUTCOME_UNKNOWN
from intake.outbox.letters import CASE_MOVED, MORNING_EMAIL
from intake.outbox.models import OutboxEmail, State
from intake.words import Missing

SETTLED = (State.ROUTED, State.DELIVERED, State.DROPPED)


class NoSuchLetter(Missing):
    """No letter of this team has this id."""


class NotWaiting(Exception):
    """The letter is settled, or a worker is delivering it, so it cannot be tried again."""


class NotGivenUp(Exception):
    """The letter was not given up, or it has been settled already."""


def not_delivered() -> list[OutboxEmail]:
    """Return every letter that is not settled: first those given up, then the oldest."""
    order = (OutboxEmail.state != State.PARKED, OutboxEmail.queued_on, OutboxEmail.id)
    return all_rows(OutboxEmail, OutboxEmail.state.not_in(SETTLED), by=order)


def given_up(team_id: str, *, at_most: int) -> list[OutboxEmail]:
    """Return the team's letters that were given up, the oldest first."""
    letters = _given_up(team_id).order_by(OutboxEmail.queued_on, OutboxEmail.id)
    return list(db.session.scalars(letters.limit(at_most)))


def count_given_up(team_id: str) -> int:
    """Return the number of the team's letters that were given up."""
    rows = _given_up(team_id).with_only_columns(func.count())
    return db.session.execute(rows).scalar_one()


def find_given_up(letter_id: str, *, team_id: str) -> OutboxEmail:
    """Return a letter of the team that was given up; raise :class:`NoSuchLetter` if none is."""
    letter = db.session.scalar(_given_up(team_id).where(OutboxEmail.id == letter_id))
    if letter is None:
        raise NoSuchLetter
    return letter


def team_of(letter: OutboxEmail) -> str | None:
    """Return the id of the team for which the letter was queued before it was routed."""
    if letter.team_id or letter.origin_id is None:
        return letter.team_id
    return first_row(OutboxEmail.team_id, OutboxEmail.id == letter.origin_id)


def may_have_arrived(letter: OutboxEmail) -> bool:
    """Return true if trying this letter again could deliver it twice."""
    return letter.trouble == OUTCOME_UNKNOWN


def retry(letter_id: str, *, try_until: date, team_id: str | None = None) -> OutboxEmail:
    """Make a letter due now and until *try_until*; count its attempts from zero again.

    With *team_id*, find only letters of that team. Raise :class:`NoSuchLetter` or
    :class:`NotWaiting`. The Message-ID stays the same, so that mail programs recognize a second
    copy.
    """
    letter = _locked(letter_id, team_id)
    if letter.state not in (State.PARKED, State.WAITING):
        raise NotWaiting
    letter.state = State.WAITING
    letter.attempts = 0
    letter.not_before = None
    letter.try_until = try_until
    return letter


def mark_arrived(letter_id: str, *, on: date, team_id: str | None = None) -> OutboxEmail:
    """Settle a letter that was given up but had arrived, and erase its address.

    Raise :class:`NoSuchLetter` or :class:`NotGivenUp`.
    """
    letter = _settle(letter_id, State.DELIVERED, team_id=team_id)
    letter.delivered_on = on
    letter.trouble = None
    return letter


def drop(letter_id: str, *, team_id: str | None = None) -> OutboxEmail:
    """Settle a letter that was given up, without delivering it; erase its address.

    Raise :class:`NoSuchLetter` or :class:`NotGivenUp`.
    """
    return _settle(letter_id, State.DROPPED, team_id=team_id)


def _settle(letter_id: str, state: State, *, team_id: str | None) -> OutboxEmail:
    letter = _locked(letter_id, team_id)
    if letter.state != State.PARKED:
        raise NotGivenUp
    letter.state = state
    letter.address = None
    letter.asked_in = None
    letter.not_before = None
    letter.leased_by = None
    letter.leased_until = None
    return letter


def _locked(letter_id: str, team_id: str | None) -> OutboxEmail:
    letter = first_row(OutboxEmail, OutboxEmail.id == letter_id, lock=True)
    if letter is None or (team_id is not None and team_of(letter) != team_id):
        raise NoSuchLetter
    return letter


def _given_up(team_id: str) -> Select[OutboxEmail]:
    origin = aliased(OutboxEmail)
    return (
        select(OutboxEmail)
        .join(origin, OutboxEmail.origin_id == origin.id)
        .where(OutboxEmail.state == State.PARKED, origin.team_id == team_id)
    )


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
