"""Turn a letter to a team into one letter for each of its readers."""

from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parseaddr

from sqlalchemy import ColumnElement, and_, select, update

from intake.extensions import db, new_id
from intake.frozen import frozen
from intake.outbox import letters
from intake.outbox.models import OutboxEmail, State
from intake.rows import all_rows, any_row, first_row

NO_READER = "nobody"
"""The trouble of a letter whose team has no reader."""

IS_PERSONAL = and_(OutboxEmail.state == State.UNROUTED, OutboxEmail.reader.is_not(None))
"""Condition of unrouted letters to one member, whose id is ``reader``, or to an applicant."""


@frozen
class EmailReader:
    """A recipient: a key of their own, and their address."""

    key: str
    address: str


def teams_with_unrouted_letters() -> Iterator[str]:
    """Yield the ids of teams with unrouted letters, with one step in an index for each."""
    unrouted = OutboxEmail.state == State.UNROUTED, OutboxEmail.reader.is_(None)
    last = ""
    while team_id := first_row(
        OutboxEmail.team_id, *unrouted, OutboxEmail.team_id > last, by=(OutboxEmail.team_id,)
    ):
        yield team_id
        last = team_id


def take(team_id: str, *, limit: int) -> list[OutboxEmail]:
    """Lock and return some of the team's unrouted letters, the most urgent first.

    Those that had no reader come last, so that they hold up no other.
    """
    order = (
        OutboxEmail.trouble.is_not(None),
        OutboxEmail.attempts,
        OutboxEmail.tier,
        OutboxEmail.queued_on,
    )
    return all_rows(OutboxEmail, *_to_team(team_id), by=order, most=limit, skip_locked=True)


def has_personal_letters() -> bool:
    """Return true if an unrouted letter is for one member or one applicant."""
    return any_row(OutboxEmail, IS_PERSONAL)


def take_personal(*, limit: int) -> list[OutboxEmail]:
    """Lock and return some unrouted letters that are for one member or one applicant."""
    order = (OutboxEmail.queued_on,)
    return all_rows(OutboxEmail, IS_PERSONAL, by=order, most=limit, skip_locked=True)


def has_reminder(reference: str, *, due_on: date, queued_on: date) -> bool:
    """Return true if a reminder of this day of the case was queued on that day."""
    return any_row(
        OutboxEmail,
        OutboxEmail.reference == reference,
        OutboxEmail.letter == "reminder",
        OutboxEmail.due_on == due_on,
        OutboxEmail.queued_on == queued_on,
    )


def message_id(sender: str) -> str:
    """Return a new Message-ID at the domain of this sender."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{new_id()}@{domain or 'localhost'}>"


def to_each(
    letter: OutboxEmail, readers: list[EmailReader], *, sender: str, try_until: date
) -> None:
    """Add a letter for each reader, with its own Message-ID, and mark the team's as routed.

    An applicant's address moves on to the letter that is delivered.
    """
    db.session.add_all(
        OutboxEmail(
            letter=letter.letter,
            language=letter.language,
            origin_id=letter.id,
            reader=reader.key,
            address=reader.address,
            message_id=message_id(sender),
            reference=letter.reference,
            tier=letter.tier,
            due_on=letter.due_on,
            asked_in=letter.asked_in,
            queued_on=letter.queued_on,
            not_before=letter.not_before,
            state=State.WAITING,
            try_until=try_until,
        )
        for reader in readers
    )
    letter.address = None
    letter.asked_in = None
    letter.not_before = None
    letter.state = State.ROUTED
    letter.trouble = None


def reader_of(letter_id: str) -> str:
    """Return the key of the one to whom a routed letter goes."""
    return db.session.get_one(OutboxEmail, letter_id).reader or ""


def add_to_morning_email(
    letter: OutboxEmail, reader: EmailReader, *, sender: str, morning: datetime, try_until: date
) -> None:
    """Add a letter to the reader's email of a *morning*, which names the most urgent of them."""
    email = first_row(
        OutboxEmail,
        OutboxEmail.state == State.WAITING,
        OutboxEmail.letter == letters.MORNING_EMAIL,
        OutboxEmail.reader == reader.key,
        OutboxEmail.not_before == morning,
        lock=True,
    )
    if email is not None:
        email.tier = min(email.tier, letter.tier)
        email.due_on = min(email.due_on, letter.due_on)
        return
    letters.morning_digest(
        team_id=letter.team_id or "",
        reader=reader.key,
        address=reader.address,
        message_id=message_id(sender),
        tier=letter.tier,
        due_on=letter.due_on,
        queued_on=morning.date(),
        morning=morning,
        try_until=try_until,
    )


def has_unmarked_letters(team_id: str) -> bool:
    """Return true if a letter of the team is not yet marked as having no reader."""
    return any_row(OutboxEmail, *_to_team(team_id), OutboxEmail.trouble.is_(None))


def mark_without_reader(team_id: str, *, limit: int) -> None:
    """Mark some of the team's letters as having no reader, for the desk and ``doctor``."""
    unmarked = *_to_team(team_id), OutboxEmail.trouble.is_(None)
    some = select(OutboxEmail.id).where(*unmarked).limit(limit)
    db.session.execute(
        update(OutboxEmail)
        .where(OutboxEmail.id.in_(some))
        .values(trouble=NO_READER)
        .execution_options(synchronize_session=False)
    )


def _to_team(team_id: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of unrouted letters to the readers of a team."""
    is_unrouted = OutboxEmail.state == State.UNROUTED
    return is_unrouted, OutboxEmail.team_id == team_id, OutboxEmail.reader.is_(None)
