"""Work on new cases that the page of work and the queue do before they are shown."""

from __future__ import annotations

from contextlib import suppress

from intake import clock
from intake.actions.conflicts.check_conflicts import settle_conflicts
from intake.actions.conflicts.check_in_passing import check_next
from intake.cases.store import NoSuchCase
from intake.extensions import db, writing
from intake.web.access import tolerating_write_faults
from intake.web.app_context import today
from intake.web.desk.common.reader import current_reader, save_packs


def check_in_passing() -> None:
    """Check a new case for conflicts; most often there is none."""
    reader = current_reader()
    done = check_next(reader, clock=clock.now)
    save_packs(reader)
    if done is None:
        return
    with tolerating_write_faults("new cases not checked"), writing():
        with suppress(NoSuchCase):  # erased since it was read
            settle_conflicts(
                done.reference,
                reader,
                done.check,
                version=done.version,
                today=today(),
                now=clock.now(),
            )
        db.session.commit()
