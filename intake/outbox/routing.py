"""From a letter to a team to a letter to each of its readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select, update

from intake.extensions import db, new_id
from intake.outbox.models import OutboxEmail, State

NOBODY = "nobody"
"""The trouble of a letter whose team has nobody to tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Somebody a letter goes to: a key that is theirs alone, and the address."""

    key: str
    address: str


def teams_waiting() -> Iterator[str]:
    """The teams that have letters without a reader; one step in an index each, however many."""
    unrouted = select(OutboxEmail.team_id).where(OutboxEmail.state == State.UNROUTED)
    last = ""
    while team_id := db.session.scalar(
        unrouted.where(OutboxEmail.team_id > last).order_by(OutboxEmail.team_id).limit(1)
    ):
        yield team_id
        last = team_id


def take(team_id: str, *, limit: int) -> list[OutboxEmail]:
    """Some of the team's letters, the most urgent first, locked against every other worker."""
    return list(
        db.session.scalars(
            select(OutboxEmail)
            .where(OutboxEmail.state == State.UNROUTED, OutboxEmail.team_id == team_id)
            .order_by(OutboxEmail.attempts, OutboxEmail.tier, OutboxEmail.queued_on)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def to_each(letter: OutboxEmail, readers: list[Reader], *, host: str, try_until: date) -> None:
    """One row a reader, with a Message-ID of its own; the team's row has done its work."""
    db.session.add_all(
        OutboxEmail(
            letter=letter.letter,
            language=letter.language,
            origin_id=letter.id,
            reader=reader.key,
            address=reader.address,
            message_id=f"<{new_id()}@{host}>",
            reference=letter.reference,
            tier=letter.tier,
            due_on=letter.due_on,
            asked_in=letter.asked_in,
            queued_on=letter.queued_on,
            state=State.WAITING,
            try_until=try_until,
        )
        for reader in readers
    )
    letter.state = State.ROUTED
    letter.trouble = None


def has_news(team_id: str) -> bool:
    """Whether any of the team's letters has not been found without a reader yet."""
    return db.session.scalar(select(OutboxEmail.id).where(_news(team_id)).limit(1)) is not None


def nobody_to_tell(team_id: str, *, limit: int) -> None:
    """Some of the team's letters wait for its first member; the desk and ``doctor`` can say so."""
    some = select(OutboxEmail.id).where(_news(team_id)).limit(limit)
    db.session.execute(
        update(OutboxEmail)
        .where(OutboxEmail.id.in_(some))
        .values(trouble=NOBODY)
        .execution_options(synchronize_session=False)
    )


def _news(team_id: str) -> ColumnElement[bool]:
    return and_(
        OutboxEmail.state == State.UNROUTED,
        OutboxEmail.team_id == team_id,
        OutboxEmail.trouble.is_(None),
    )
