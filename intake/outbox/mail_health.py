"""What is wrong with the mail, for the desk, ``flask doctor`` and the metrics to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from intake.extensions import db
from intake.outbox.models import OutboxEmail, State
from intake.outbox.routing import NOBODY
from intake.outbox.worker_heartbeat import SILENT_AFTER, last_beat
from intake.settings import Settings

LATE_AFTER_ATTEMPTS = 3
"""A letter tried so often without success is late: some two minutes after it was queued."""

ENOUGH = 1000
"""Where counting ends: then it is *a thousand or more*."""

ADDRESSED = (State.WAITING, State.CLAIMED, State.SENDING)
ON_THE_WAY = (State.UNROUTED, *ADDRESSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """One thing that is wrong: a code and how many letters it concerns, up to :data:`ENOUGH`.

    ``not_configured`` no mail server is set, letters become files · ``worker_silent`` nobody
    delivers · ``nobody`` the team has no reader yet · ``late`` · ``parked``.
    """

    code: str
    letters: int


def trouble(settings: Settings, *, now: datetime) -> tuple[Trouble, ...]:
    """Everything that is wrong with the mail at this moment; empty when all is well."""
    waiting, nobody, late, parked = _counted(
        OutboxEmail.state.in_(ON_THE_WAY),
        (OutboxEmail.state == State.UNROUTED) & (OutboxEmail.trouble == NOBODY),
        _is_late(settings, now),
        OutboxEmail.state == State.PARKED,
    )
    found = (
        (not settings.mail_server, Trouble(code="not_configured", letters=waiting)),
        (_is_silent(waiting, now), Trouble(code="worker_silent", letters=waiting)),
        (nobody > 0, Trouble(code="nobody", letters=nobody)),
        (late > 0, Trouble(code="late", letters=late)),
        (parked > 0, Trouble(code="parked", letters=parked)),
    )
    return tuple(one for wrong, one in found if wrong)


def _is_late(settings: Settings, now: datetime) -> ColumnElement[bool]:
    """Tried in vain for minutes, or queued on an earlier day, though there is somebody to tell."""
    today = now.astimezone(settings.time_zone).date()
    old = or_(OutboxEmail.attempts >= LATE_AFTER_ATTEMPTS, OutboxEmail.queued_on < today)
    return OutboxEmail.state.in_(ADDRESSED) & old


def _is_silent(waiting: int, now: datetime) -> bool:
    """Also where the last sign of life is of a clock that was set back since."""
    last = last_beat()
    return waiting > 0 if last is None else abs(now - last) > SILENT_AFTER


def _counted(*which: ColumnElement[bool]) -> Sequence[int]:
    """How many of each; no further than anybody would count, so that the desk stays quick."""
    some = [select(OutboxEmail.id).where(one).limit(ENOUGH).subquery() for one in which]
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in some]
    return db.session.execute(select(*counts)).one()
