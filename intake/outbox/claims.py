"""Claim, send and mark letters; each step succeeds only for the worker that holds the lease.

A letter that is *claimed* when its worker dies was not sent: it waits again. One that is *sending*
may have arrived: it is parked for a person to decide, unless delivering it twice leaves the same
file. So each letter is delivered once, or shown as not delivered.

A worker that another took for dead may still know the outcome. It may record it as long as the
letter is parked and no person decided: a parked letter keeps the name of that worker.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, update

from intake.extensions import all_rows, any_row, changed_rows
from intake.frozen import frozen
from intake.outbox.applicant_letters import parted
from intake.outbox.models import OutboxEmail, State
from intake.sealing.at_rest import Unreadable

OUTCOME_UNKNOWN = "outcome_unknown"
"""The trouble of a letter that was sent without receiving a receipt: it may have arrived."""

LEASE = timedelta(minutes=2)
LONGEST_LEASE = 2 * LEASE
LONGEST_WAIT = timedelta(days=2)
"""No lease ends later, and no letter waits longer: the longest wait is for the next morning.

A later time was written by a clock that was ahead, and would hold the letter up until then.
"""

_UNSETTLED = (State.CLAIMED, State.SENDING, State.PARKED)
"""States of a letter whose worker may record that it failed."""

_FREE = {"leased_by": None, "leased_until": None}


BATCH = 20
"""Letters that a worker claims at once."""

TRIED_FOR = timedelta(days=3)
"""Days on which a letter is tried, after the one on which it was routed."""

FIRST_WAIT, LAST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""The wait after the first attempt, and the longest between two."""


def wait_after(attempts: int, *, chance: float) -> timedelta:
    """Return the wait after *attempts*: it doubles, with jitter from *chance* (0 to 1)."""
    return min(FIRST_WAIT * 2.0 ** min(attempts, 30), LAST_WAIT) * (0.5 + chance / 2)


@frozen
class Letter:
    """A claimed letter. ``address`` is ``None`` where no secret decrypts it any more."""

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


def has_work(now: datetime) -> bool:
    """Return true if a letter is due, or a worker died that had claimed one."""
    return any_row(OutboxEmail, or_(_is_due(now), _is_abandoned(now)))


def recover_abandoned(*, now: datetime, repeatable: bool) -> None:
    """Free the letters of dead workers: claimed ones wait again, those being sent are parked."""
    for row in all_rows(OutboxEmail, _is_abandoned(now), skip_locked=True):
        row.attempts += 1
        if row.state == State.SENDING and not repeatable:
            row.state = State.PARKED
            row.trouble = OUTCOME_UNKNOWN
        else:
            row.state = State.WAITING
            row.leased_by = None
        row.leased_until = None


def claim(worker: str, now: datetime) -> list[Letter]:
    """Lease the next letters to *worker*, those with the fewest attempts first.

    This order keeps a letter that fails repeatedly from delaying others.
    """
    order = (OutboxEmail.attempts, OutboxEmail.tier, OutboxEmail.queued_on)
    rows = all_rows(OutboxEmail, _is_due(now), by=order, most=BATCH, skip_locked=True)
    for row in rows:
        row.state = State.CLAIMED
        row.leased_by = worker
        row.leased_until = now + LEASE
    return [_letter(row) for row in rows]


def sending(letter: Letter, worker: str, *, until: datetime) -> bool:
    """Mark a letter as about to be sent; return ``False`` where the lease is lost."""
    return _move(letter, worker, State.CLAIMED, state=State.SENDING, leased_until=until)


def delivered(letter: Letter, worker: str, *, on: date) -> bool:
    """Mark a letter as delivered; erase its address and every time of day."""
    return _move(
        letter,
        worker,
        *(State.SENDING, State.PARKED),
        state=State.DELIVERED,
        delivered_on=on,
        address=None,
        asked_in=None,
        not_before=None,
        trouble=None,
        **_FREE,
    )


def failed(letter: Letter, worker: str, *, trouble: str, not_before: datetime) -> bool:
    """Record a failed attempt; the letter is tried again from *not_before* on."""
    return _move(
        letter,
        worker,
        *_UNSETTLED,
        state=State.WAITING,
        attempts=letter.attempts + 1,
        trouble=trouble,
        not_before=not_before,
        **_FREE,
    )


def parked(letter: Letter, worker: str, *, trouble: str) -> bool:
    """Give a letter up: it stays, with its trouble, until a person decides."""
    return _move(
        letter,
        worker,
        *_UNSETTLED,
        state=State.PARKED,
        attempts=letter.attempts + 1,
        trouble=trouble,
        **_FREE,
    )


def release(letters: list[Letter], worker: str) -> None:
    """Free letters that were claimed and not yet begun."""
    for letter in letters:
        _move(letter, worker, State.CLAIMED, state=State.WAITING, **_FREE)


def _is_due(now: datetime) -> ColumnElement[bool]:
    ready = or_(
        OutboxEmail.not_before.is_(None),
        OutboxEmail.not_before <= now,
        OutboxEmail.not_before > now + LONGEST_WAIT,
    )
    return (OutboxEmail.state == State.WAITING) & ready


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    begun = OutboxEmail.state.in_([State.CLAIMED, State.SENDING])
    has_ended = or_(OutboxEmail.leased_until <= now, OutboxEmail.leased_until > now + LONGEST_LEASE)
    return begun & has_ended


def _letter(row: OutboxEmail) -> Letter:
    if row.message_id is None or row.try_until is None:
        raise ValueError("a letter to a team has no reader yet")
    # an address that no secret decrypts must not stop the batch
    language, address = parted("" if isinstance(row.address, Unreadable) else row.address or "")
    return Letter(
        id=row.id,
        letter=row.letter,
        language=language or row.language,
        address=address or None,
        message_id=row.message_id,
        reference=row.reference,
        tier=row.tier,
        due_on=row.due_on,
        asked_in=row.asked_in,
        attempts=row.attempts,
        try_until=row.try_until,
    )


def _move(letter: Letter, worker: str, *from_states: State, **values: object) -> bool:
    change = (
        update(OutboxEmail)
        .where(
            OutboxEmail.id == letter.id,
            OutboxEmail.leased_by == worker,
            OutboxEmail.state.in_(from_states),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(change) == 1
