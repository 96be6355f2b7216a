"""Settle letters that were given up: retry, mark as arrived, or drop. Each decision is logged."""

from datetime import date, datetime, timedelta

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.cases.models import Case
from intake.frozen import frozen
from intake.outbox import undelivered
from intake.outbox.claims import Pace
from intake.outbox.models import OutboxEmail


@frozen
class Operator:
    """A member of a team at the desk, or with both ``None`` the operator of the server."""

    member_id: str | None = None
    team_id: str | None = None


def retry_letter(letter_id: str, operator: Operator, *, today: date, now: datetime) -> None:
    """Retry a letter now and in the days that follow.

    Raise ``NoSuchLetter`` or ``NotWaiting``.
    """
    letter = undelivered.retry(
        letter_id, try_until=today + timedelta(days=Pace().days), team_id=operator.team_id
    )
    _record(AuditAct.LETTER_RETRIED, letter, operator, today=today, now=now)


def retry_letters(team_id: str, member_id: str, *, at_most: int, today: date, now: datetime) -> int:
    """Retry the team's oldest letters, except those that may have arrived.

    Return how many there were.
    """
    operator = Operator(member_id=member_id, team_id=team_id)
    letters = [
        letter
        for letter in undelivered.given_up(team_id, at_most=at_most)
        if not undelivered.may_have_arrived(letter)
    ]
    for letter in letters:
        retry_letter(letter.id, operator, today=today, now=now)
    return len(letters)


def mark_arrived(letter_id: str, operator: Operator, *, today: date, now: datetime) -> None:
    """Settle a letter that had arrived after all. Raise ``NoSuchLetter`` or ``NotGivenUp``."""
    letter = undelivered.mark_arrived(letter_id, on=today, team_id=operator.team_id)
    _record(AuditAct.LETTER_ARRIVED, letter, operator, today=today, now=now)


def drop_letter(letter_id: str, operator: Operator, *, today: date, now: datetime) -> None:
    """Settle a letter that shall not be delivered. Raise ``NoSuchLetter`` or ``NotGivenUp``."""
    letter = undelivered.drop(letter_id, team_id=operator.team_id)
    _record(AuditAct.LETTER_DROPPED, letter, operator, today=today, now=now)


def _record(
    act: AuditAct, letter: OutboxEmail, operator: Operator, *, today: date, now: datetime
) -> None:
    team_id, matches = undelivered.team_of(letter), list[Case]()
    if team_id is not None and letter.reference:
        matches = cases.with_references([letter.reference], team_id=team_id)
    log.record(
        act,
        on=today,
        member_id=operator.member_id,
        case_id=matches[0].id if matches else None,
        at=now if operator.member_id else None,
    )
