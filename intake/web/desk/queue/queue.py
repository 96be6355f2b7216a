"""The queue of open cases, in bands by due day."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.common.due import short_date
from intake.web.desk.common.triage_words import priority_text
from intake.web.desk.common.view import case_url
from intake.web.desk.queue.check_new import check_in_passing
from intake.web.desk.queue.queue_page import queue_page

blueprint = Blueprint("queue", __name__)
blueprint.add_app_template_filter(short_date, "shortdate")
blueprint.add_app_template_filter(priority_text, "priority")
blueprint.add_app_template_global(case_url)


@blueprint.get("/desk/")
@staff(Act.SEE_QUEUE)
def show() -> ResponseReturnValue:
    """Show one page of the queue, most urgent cases first."""
    check_in_passing()
    return queue_page()
