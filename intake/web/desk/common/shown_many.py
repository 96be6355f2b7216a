"""Log that a page showed the cards of many cases."""

from __future__ import annotations

from intake import clock
from intake.actions.queue.show_many import is_page_to_record, record_page
from intake.extensions import db, writing
from intake.sessions import store as sessions
from intake.web.access import signed_in, tolerating_write_faults
from intake.web.app_context import today


def record_shown(count: int) -> None:
    """Log once an hour that a page showed many cards; go on where nothing can be saved."""
    session, now = signed_in().session, clock.now()
    if not is_page_to_record(session, count, now=now):
        return
    with tolerating_write_faults("a long page was not logged"), writing():
        if (locked := sessions.find(session.token_hash, now=now)) is not None:
            record_page(locked, count, today=today(), now=now)
            db.session.commit()
