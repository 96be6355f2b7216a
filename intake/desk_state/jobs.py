"""Store which session runs the long work of a team, and which request is at work on it.

A job advances only in requests of that session. It is paused while there are none, and another
session may claim it.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from intake.desk_state.models import Job, JobKind
from intake.extensions import add_row, db, delete_rows, first_row

DEAD_AFTER = timedelta(seconds=30)
"""Time after which a request that did not end its turn counts as dead; a turn takes a second."""


class Claim(Enum):
    """The result of claiming a job."""

    BEGUN = auto()
    CONTINUED = auto()
    UNCHANGED = auto()


class NotRunHere(Exception):
    """Another session runs the job, or it has ended."""


def claim(team_id: str, kind: JobKind, *, session_id: str) -> Claim:
    """Have this session run the job, which is added if there is none. Its progress stays."""
    job = _find_for_change(team_id, kind)
    if job is None:
        add_row(Job(team_id=team_id, kind=kind, session_id=session_id))
        return Claim.BEGUN
    if job.session_id == session_id:
        return Claim.UNCHANGED
    job.session_id = session_id
    return Claim.CONTINUED


def is_run_elsewhere(team_id: str, kind: JobKind, *, session_id: str, now: datetime) -> bool:
    """Return true if a page of another session worked on the job within ``DEAD_AFTER``."""
    job = db.session.get(Job, (team_id, kind))
    return job is not None and job.session_id not in {None, session_id} and _is_recent(job, now)


def begin_turn(team_id: str, kind: JobKind, *, session_id: str, now: datetime) -> datetime | None:
    """Reserve the job for a request of this session; return the time that marks its turn.

    Return ``None`` if another page of the session is at work on it. Raise ``NotRunHere``.
    """
    job = _find_for_change(team_id, kind)
    if job is None or job.session_id != session_id:
        raise NotRunHere
    if job.is_busy and _is_recent(job, now):
        return None
    job.is_busy, job.turn_at = True, now
    return now


def end_turn(team_id: str, kind: JobKind, *, turn: datetime) -> None:
    """Release the job for the next request, if it has not ended and the *turn* was not lost."""
    if job := _find_in_turn(team_id, kind, turn):
        job.is_busy = False


def end(team_id: str, kind: JobKind) -> None:
    """Delete a job that is finished, or that must begin again with the first case."""
    delete_rows(Job, Job.team_id == team_id, Job.kind == kind)


def _find_for_change(team_id: str, kind: JobKind) -> Job | None:
    """Return the job, locked and read again."""
    return first_row(Job, Job.team_id == team_id, Job.kind == kind, lock=True)


def _find_in_turn(team_id: str, kind: JobKind, turn: datetime) -> Job | None:
    """Return the job, locked, if its last turn is the one that began at *turn*."""
    job = _find_for_change(team_id, kind)
    return job if job is not None and job.turn_at == turn else None


def _is_recent(job: Job, now: datetime) -> bool:
    """Return true if a turn began lately; a clock that was set back does not block the job."""
    return job.turn_at is not None and abs(now - job.turn_at) < DEAD_AFTER
