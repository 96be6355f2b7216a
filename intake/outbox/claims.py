"""Claim, send, mark: every step holds only for the worker whose lease still runs.

A letter that is *claimed* when its worker dies was not handed over: it waits again. One that is
*sending* may have arrived: it is parked, for a person to decide, unless delivering it twice
leaves the same file. So each letter is delivered once, or lies where everybody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, Select, or_, select, update

from intake.extensions import db
from intake.outbox.models import OutboxEmail, State
from intake.sealing.at_rest import Unreadable

OUTCOME_UNKNOWN = "outcome_unknown"
"""The trouble of a letter that was handed over, and nobody knows whether it arrived."""

_FREE = {"leased_by": None, "leased_until": None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How many letters at once, for how long, and how soon again after trouble."""

    batch: int = 20
    lease: timedelta = timedelta(minutes=2)
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(hours=1)
    days: int = 3

    def wait(self, attempts: int, *, chance: float) -> timedelta:
        """How long after so many attempts: doubling, and spread so that not all come at once."""
        full = min(self.first_wait * 2.0 ** min(attempts, 30), self.longest_wait)
        return full * (0.5 + chance / 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A claimed letter as it is sent. ``address`` is ``None`` where no secret reads it any more."""

    id: str
    letter: str
    language: str
    address: str | None
    message_id: str
    reference: str
    tier: str
    due_on: date
    asked_in: str | None
    attempts: int
    try_until: date


def something_to_do(*, now: datetime) -> bool:
    """Whether a worker has anything to deliver, or to take back from a dead one."""
    found = select(OutboxEmail.id).where(or_(_is_due(now), _is_left_behind(now)))
    return db.session.scalar(found.limit(1)) is not None


def take_back(*, now: datetime, repeatable: bool) -> None:
    """Free the letters of dead workers: claimed ones wait again, those being sent are parked."""
    for row in db.session.scalars(_to_change(_is_left_behind(now))):
        row.attempts += 1
        if row.state == State.SENDING and not repeatable:
            row.state = State.PARKED
            row.trouble = OUTCOME_UNKNOWN
        else:
            row.state = State.WAITING
            row.leased_by = None
        row.leased_until = None


def claim(worker: str, *, now: datetime, pace: Pace) -> list[Letter]:
    """The next letters, now this worker's: fresh ones first, so that a stuck one delays nobody."""
    order = (OutboxEmail.attempts, OutboxEmail.tier, OutboxEmail.queued_on)
    wanted = _to_change(_is_due(now)).order_by(*order).limit(pace.batch)
    due = db.session.scalars(wanted).all()
    for row in due:
        row.state = State.CLAIMED
        row.leased_by = worker
        row.leased_until = now + pace.lease
    return [_letter(row) for row in due]


def sending(letter: Letter, worker: str, *, until: datetime) -> bool:
    """Say that this letter is about to be handed over; ``False`` if it is no longer ours."""
    return _move(letter, worker, State.CLAIMED, state=State.SENDING, leased_until=until)


def delivered(letter: Letter, worker: str, *, on: date) -> bool:
    """The server took it. The address is blanked, and with it every time of day."""
    return _move(
        letter,
        worker,
        *(State.SENDING, State.PARKED),
        state=State.DELIVERED,
        delivered_on=on,
        address=None,
        not_before=None,
        trouble=None,
        **_FREE,
    )


def failed(letter: Letter, worker: str, *, trouble: str, not_before: datetime) -> bool:
    """It did not go out, and can be tried again from then on."""
    return _move(
        letter,
        worker,
        *(State.CLAIMED, State.SENDING),
        state=State.WAITING,
        attempts=letter.attempts + 1,
        trouble=trouble,
        not_before=not_before,
        **_FREE,
    )


def parked(letter: Letter, worker: str, *, trouble: str) -> bool:
    """It will not go out by itself: it lies there, with the reason, until a person decides."""
    return _move(
        letter,
        worker,
        *(State.CLAIMED, State.SENDING),
        state=State.PARKED,
        attempts=letter.attempts + 1,
        trouble=trouble,
        **_FREE,
    )


def release(letters: list[Letter], worker: str) -> None:
    """Give back what was claimed and not yet begun."""
    for letter in letters:
        _move(letter, worker, State.CLAIMED, state=State.WAITING, **_FREE)


def _to_change(which: ColumnElement[bool]) -> Select[OutboxEmail]:
    """These rows as they are now, without those that another worker is changing."""
    wanted = select(OutboxEmail).where(which).with_for_update(skip_locked=True)
    return wanted.execution_options(populate_existing=True)


def _is_due(now: datetime) -> ColumnElement[bool]:
    ready = or_(OutboxEmail.not_before.is_(None), OutboxEmail.not_before <= now)
    return (OutboxEmail.state == State.WAITING) & ready


def _is_left_behind(now: datetime) -> ColumnElement[bool]:
    begun = OutboxEmail.state.in_([State.CLAIMED, State.SENDING])
    return begun & (OutboxEmail.leased_until <= now)


def _letter(row: OutboxEmail) -> Letter:
    if row.message_id is None or row.try_until is None:
        raise ValueError("a letter to a team has no reader yet")
    return Letter(
        id=row.id,
        letter=row.letter,
        language=row.language,
        address=_address(row),
        message_id=row.message_id,
        reference=row.reference,
        tier=row.tier,
        due_on=row.due_on,
        asked_in=row.asked_in,
        attempts=row.attempts,
        try_until=row.try_until,
    )


def _address(row: OutboxEmail) -> str | None:
    """``None`` where no secret reads it: that must not stop the letters beside it."""
    return None if isinstance(row.address, Unreadable) else row.address


def _move(letter: Letter, worker: str, *from_states: State, **values: object) -> bool:
    moved = db.session.execute(
        update(OutboxEmail)
        .where(
            OutboxEmail.id == letter.id,
            OutboxEmail.leased_by == worker,
            OutboxEmail.state.in_(from_states),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return isinstance(moved, CursorResult) and moved.rowcount == 1
