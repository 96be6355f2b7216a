"""Write days exactly that have come near, whenever a member with keys looks at a list by days."""

from __future__ import annotations

from intake import clock
from intake.actions.queue.near_days import cases_to_settle, settle_cases
from intake.cases.views import Queue
from intake.extensions import db, writing
from intake.staff.roles import Act, may
from intake.web.access import tolerating_write_faults
from intake.web.desk.common.reader import current_reader


def settle_in_passing(queue: Queue) -> None:
    """Settle some cases of the team, before a page reads their order."""
    reader = current_reader()
    if not (reader.holds_team_key and may(reader.roles, Act.OPEN_CASE)):
        return
    ids = cases_to_settle(queue.team_id, hidden=queue.hidden, today=queue.today)
    if not ids:
        return
    with tolerating_write_faults("early days were not settled"), writing():
        settle_cases(ids, reader, today=queue.today, now=clock.now())
        db.session.commit()
