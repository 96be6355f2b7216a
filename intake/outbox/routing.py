"""Turn a letter to a team into one letter for each of its readers, or hold it for a digest.

A letter that is held, because very many requests came in, is the team's row in the state *held*.
When the digest is queued, the row becomes *routed* and names the digest as its origin, so that the
digest can count what it stands for; a row goes with its case, as any letter does.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import ColumnElement, and_, case, func, select, update

from intake.extensions import all_rows, any_row, db, first_row, new_id
from intake.frozen import frozen
from intake.outbox import letters
from intake.outbox.letters import CAME_BACK, CASE_RECEIVED, DIGEST, REMINDER, to_team
from intake.outbox.models import OutboxEmail, State

NO_READER = "nobody"
"""The trouble of a letter whose team has no reader."""

UNREADABLE = "unreadable"
"""The trouble of a letter whose address is under another secret than that of its worker."""

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


def personal_letters(*, limit: int, lock: bool = False) -> list[OutboxEmail]:
    """Return some unrouted letters that are for one member or one applicant.

    Those whose address a worker could not read come last, so that they hold up no other, and by
    chance, so that those that nobody can read hold up none that this worker can. With *lock*, those
    that another worker holds are left out.
    """
    fresh = OutboxEmail.trouble.is_(None)
    order = fresh.desc(), case((fresh, OutboxEmail.queued_on)), case((~fresh, func.random()))
    return all_rows(OutboxEmail, IS_PERSONAL, by=order, most=limit, skip_locked=lock)


def has_reminder(reference: str, *, due_on: date, queued_on: date) -> bool:
    """Return true if a reminder of this day of the case was queued on that day."""
    return any_row(
        OutboxEmail,
        OutboxEmail.reference == reference,
        OutboxEmail.letter == REMINDER,
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


HOUR = timedelta(hours=1)

WAIT = timedelta(minutes=10)
"""Time for which letters are held, so that one digest tells of all that come in together."""

BETWEEN = timedelta(minutes=45)
"""Time between two digests: with the wait and a minute, each request is told within the hour."""

HELD = (CASE_RECEIVED, CAME_BACK)
"""Letters that wait for a digest when they are very many."""

SAME_DAY = "P0"
NAMED = 20
"""References of requests of tier P0 that a digest names."""


FROM_FLOOD = 5
"""Letters about requests of a flood that go out one by one within an hour: P0, and others."""


@dataclass(slots=True)
class Allowance:
    """The letters about requests that go out one by one within an hour; 0 for no limit.

    P0 and those of a flood are counted apart, so that neither junk nor many others hold up the
    email about a P0. Letters about those of a flood are few in any case.
    """

    most: int
    _routed: dict[tuple[bool, bool], deque[datetime]] = field(default_factory=dict)

    def take(self, *, now: datetime, is_urgent: bool = False, of_flood: bool = False) -> bool:
        """Count a letter. Return false if it has to wait for a digest."""
        routed = self._routed.setdefault((is_urgent, of_flood), deque())
        while routed and not now - HOUR < routed[0] <= now:
            routed.popleft()
        most = FROM_FLOOD if of_flood else self.most
        if most and len(routed) >= most:
            return False
        routed.append(now)
        return True


@frozen
class Digest:
    """The requests that a digest stands for: their number, and references of those of tier P0."""

    team_id: str
    requests: int
    same_day: tuple[str, ...]


def hold(letter: OutboxEmail) -> None:
    """Hold a letter that would go out now."""
    letter.state = State.HELD


def has_held() -> bool:
    """Return true if a letter is held."""
    return any_row(OutboxEmail, OutboxEmail.state == State.HELD)


def queue_digests(*, queued_on: date) -> int:
    """Queue a digest for each team with held letters, which it stands for from now on.

    Return the number of letters that were held.
    """
    held = all_rows(OutboxEmail, OutboxEmail.state == State.HELD, lock=True)
    for team_id in {letter.team_id for letter in held if letter.team_id}:
        letters = [letter for letter in held if letter.team_id == team_id]
        digest = to_team(
            DIGEST,
            team_id=team_id,
            tier=min(letter.tier for letter in letters),
            due_on=min(letter.due_on for letter in letters),
            queued_on=queued_on,
        )
        for letter in letters:
            letter.state, letter.origin_id, letter.asked_in = State.ROUTED, digest.id, None
    return len(held)


def team_of(letter_id: str) -> str:
    """Return the id of the team to which a letter to one reader was queued."""
    query = select(OutboxEmail.origin_id).where(OutboxEmail.id == letter_id).scalar_subquery()
    team_id = db.session.scalar(select(OutboxEmail.team_id).where(OutboxEmail.id == query))
    return team_id or ""


def digest_of(letter_id: str) -> Digest:
    """Return what the letter to one reader stands for, without cases erased since."""
    origin = db.session.get_one(OutboxEmail, db.session.get_one(OutboxEmail, letter_id).origin_id)
    rows = select(OutboxEmail.reference, OutboxEmail.tier).where(
        OutboxEmail.origin_id == origin.id, OutboxEmail.letter.in_(HELD)
    )
    tiers = dict(db.session.execute(rows.order_by(OutboxEmail.reference)).all())
    same_day = tuple(reference for reference, tier in tiers.items() if tier == SAME_DAY)
    return Digest(team_id=origin.team_id or "", requests=len(tiers), same_day=same_day)
