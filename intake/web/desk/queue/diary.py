"""Deadlines and reminders of the team's open cases, by week or by month."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.queue.diary_page import day_name, diary_page

blueprint = Blueprint("diary", __name__)
blueprint.add_app_template_filter(day_name, "dayname")


@blueprint.get("/desk/diary")
@staff(Act.SEE_DIARY)
def show() -> ResponseReturnValue:
    """Show the dates of a week, of a month, or those that have passed and are still open."""
    return diary_page()
