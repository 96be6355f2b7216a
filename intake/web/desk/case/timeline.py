"""What was done to a case, newest first; filtered by kind, or all of it as the log has it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.case.case_page import case_page
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import Group, history_of
from intake.web.desk.common.reader import short_names
from intake.words import N_

blueprint = Blueprint("timeline", __name__)

GROUPS = {
    Group.STEPS: N_("Steps"),
    Group.CONTACT: N_("Messages and contact"),
    Group.DATES: N_("Dates"),
    Group.PERSON: N_("By the person"),
    Group.READS: N_("Who looked"),
}


@blueprint.get("/desk/cases/<reference>/timeline")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """All that the log has of this case."""
    return _page(reference)


def _content(opened: OpenedCase, _me: Reader, _form: DeskForm | None) -> dict[str, Any]:
    case, wanted = opened.case, request.args.get("of", "")
    events = history_of(case.id, name=short_names(case.team_id), zone=settings().time_zone)
    return {
        "events": [one for one in events if not wanted or one.group == wanted],
        "wanted": wanted,
        "all_url": page_url("timeline.show", case),
        "groups": [
            (gettext(says), page_url("timeline.show", case, of=group.value), group.value)
            for group, says in GROUPS.items()
        ],
    }


_page = case_page("desk/case/timeline.html", "timeline", _content)
