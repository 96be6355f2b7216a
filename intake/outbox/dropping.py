"""Letters that nobody is to get any more."""

from __future__ import annotations

from sqlalchemy import delete, select

from intake.extensions import db
from intake.outbox.models import OutboxEmail, State


def drop_of(reference: str) -> None:
    """The case of this reference is erased: its letters go too, but for one that is just sent."""
    busy = (State.CLAIMED, State.SENDING)
    to_readers = OutboxEmail.origin_id.is_not(None), OutboxEmail.state.not_in(busy)
    mine = OutboxEmail.reference == reference
    db.session.execute(delete(OutboxEmail).where(mine, *to_readers))
    waited_for = select(OutboxEmail.origin_id).where(mine, OutboxEmail.origin_id.is_not(None))
    to_teams = OutboxEmail.origin_id.is_(None), OutboxEmail.id.not_in(waited_for)
    db.session.execute(delete(OutboxEmail).where(mine, *to_teams))
