"""Show long work, which goes on in requests of the session that began it.

Its page renews itself, and each renewal works for a second. Closing the page pauses the work: its
progress is stored, and any member who may begin it may continue it.
"""

from datetime import datetime, timedelta

from flask import render_template

from intake import clock
from intake.desk_state import jobs
from intake.desk_state.models import JobKind
from intake.extensions import saving
from intake.web.access import current_member, signed_in

WORKS_FOR = timedelta(seconds=1)
"""Time that one request works. A page comes after it, so that a thread is not taken for long."""


def is_run_elsewhere(kind: JobKind) -> bool:
    """Return true if a page of another session is at work on the job."""
    staff_login = signed_in()
    return jobs.is_run_elsewhere(
        staff_login.member.team_id, kind, session_id=staff_login.session.id, now=clock.now()
    )


def begin_turn(kind: JobKind) -> datetime | None:
    """Reserve the job for this request. Return ``None`` if another page is at work on it.

    Raise ``NotRunHere`` if this session does not run the job.
    """
    staff_login = signed_in()
    with saving():
        return jobs.begin_turn(
            staff_login.member.team_id, kind, session_id=staff_login.session.id, now=clock.now()
        )


def end_turn(kind: JobKind, turn: datetime) -> None:
    """Release the job for the next request, unless the *turn* was lost."""
    with saving():
        jobs.end_turn(current_member().team_id, kind, turn=turn)


def working_page(heading: str, *, done: int, total: int, back_url: str) -> str:
    """Return the page that shows the progress and renews itself; *back_url* pauses the work."""
    return render_template(
        "desk/long_work.html",
        heading=heading,
        done_count=done,
        total_count=max(done, total),
        back_url=back_url,
    )
