"""The letters that have not gone out, as the operator sees them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from intake.extensions import db
from intake.outbox.models import OutboxEmail, State

SETTLED = (State.ROUTED, State.DELIVERED)


class NoSuchLetter(Exception):
    """No letter has this id."""


class NotWaiting(Exception):
    """This letter has been delivered, or a worker has it in hand: there is nothing to try again."""


def not_delivered() -> list[OutboxEmail]:
    """Every letter on its way, the parked ones first, then by age."""
    return list(
        db.session.scalars(
            select(OutboxEmail)
            .where(OutboxEmail.state.not_in(SETTLED))
            .order_by(OutboxEmail.state != State.PARKED, OutboxEmail.queued_on, OutboxEmail.id)
        )
    )


def retry(letter_id: str, *, try_until: date) -> None:
    """Let a parked letter, or one that waits for its next attempt, be tried now and for days.

    Raises :class:`NoSuchLetter` or :class:`NotWaiting`. The Message-ID stays: where the letter
    had arrived after all, the reader's mail program can tell that the second is the first.
    """
    wanted = select(OutboxEmail).where(OutboxEmail.id == letter_id).with_for_update()
    letter = db.session.scalar(wanted.execution_options(populate_existing=True))
    if letter is None:
        raise NoSuchLetter
    if letter.state not in (State.PARKED, State.WAITING):
        raise NotWaiting
    letter.state = State.WAITING
    letter.attempts = 0
    letter.not_before = None
    letter.try_until = try_until
