"""The home of the desk: the work of the signed-in member, by day."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.queue.check_new import check_in_passing
from intake.web.desk.work.waiting import next_work, waiting_count
from intake.web.desk.work.work_page import work_page

blueprint = Blueprint("work", __name__)
blueprint.add_app_template_global(waiting_count)
blueprint.add_app_template_global(next_work)


@blueprint.get("/desk/work")
@staff(Act.OPEN_CASE)
def show() -> ResponseReturnValue:
    """Show what waits: overdue, today, and the next seven days."""
    check_in_passing()
    return work_page()
