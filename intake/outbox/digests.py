"""Hold letters about new requests when very many come in, and queue one digest in their place.

A letter that is held is the team's row in the state *held*. When the digest is queued, the row
becomes *routed* and names the digest as its origin, so that the digest can count what it stands
for; a row goes with its case, as any letter does.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from intake.extensions import db
from intake.frozen import frozen
from intake.outbox.letters import CAME_BACK, CASE_RECEIVED, many_requests
from intake.outbox.models import OutboxEmail, State
from intake.rows import all_rows, any_row

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
        digest = many_requests(
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
