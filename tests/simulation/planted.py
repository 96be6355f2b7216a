"""Faults that are planted to see that the simulation finds them. The product never has them."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import update

from intake.actions.case import decide_case, tell_decision
from intake.actions.mail import route_letters
from intake.cases import store, walls
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tasks import TaskKind, add_task
from intake.extensions import db
from intake.outbox import claims
from intake.outbox.models import OutboxEmail
from intake.requests import store as requests


@contextmanager
def lost_lock():
    """Change a letter whoever holds its lease, and whatever state it is in."""

    def move(letter, _worker, *_states, **values):
        row = update(OutboxEmail).where(OutboxEmail.id == letter.id).values(**values)
        db.session.execute(row.execution_options(synchronize_session=False))
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "_move", move)
        yield


@contextmanager
def marked_before_sent():
    """Mark a letter as delivered before it is handed over."""
    sending = claims.sending

    def mark(letter, worker, **until):
        held = sending(letter, worker, **until)
        if held:
            claims.delivered(letter, worker, on=date(2026, 11, 24))
        return held

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "sending", mark)
        yield


@contextmanager
def wrap_left_by_erasure():
    """Leave the request of an erased case, with the key of the case under the return code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "erase_by_id", lambda _request_id: None)
        yield


@contextmanager
def wrap_left_by_wall():
    """Leave the team's wrap of a case that gets a wall."""
    put_up = walls.put_up

    def put_up_beside(case, wraps, *, on):
        sealed, rewrapped, epoch = case.sealed_key, case.rewrapped_key, case.rewrapped_epoch
        put_up(case, wraps, on=on)
        case.sealed_key, case.rewrapped_key, case.rewrapped_epoch = sealed, rewrapped, epoch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walls, "put_up", put_up_beside)
        yield


@contextmanager
def letter_past_wall():
    """Route a letter about a walled case to the whole team."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(route_letters, "_concerned", lambda _letter, readers, **_: readers)
        yield


@contextmanager
def lost_telling():
    """Lose the task of telling an applicant what was decided, as soon as it is stored."""

    def lose(case, kind, **more):
        if kind is not TaskKind.TELL:
            add_task(case, kind, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tell_decision, "add_task", lose)
        yield


@contextmanager
def closed_untold():
    """Close a case once it is decided, with a letter in the mailbox of which nobody tells."""

    def close(by, case, _act, *, erase_on, **_letter):
        reason = CloseReason.DECLINED_SCOPE
        store.move(case, Status.CLOSED, reason=reason, on=by.day, erase_on=erase_on)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide_case, "store_decision", close)
        yield


PLANTED = {
    "lost-lock": lost_lock,
    "marked-before-sent": marked_before_sent,
    "wrap-left-by-erasure": wrap_left_by_erasure,
    "wrap-left-by-wall": wrap_left_by_wall,
    "letter-past-wall": letter_past_wall,
    "lost-telling": lost_telling,
    "closed-untold": closed_untold,
}
