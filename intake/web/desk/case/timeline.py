"""The acts on a case, newest first, as the audit log has them; all, or those of one group."""

from flask import Blueprint, request

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.shown_dates import deadline_words
from intake.web.desk.common.fields import DeskForm, options_of
from intake.web.desk.common.recent_action import Group, history_of

blueprint = Blueprint("timeline", __name__)


@blueprint.get("/desk/cases/<reference>/timeline")
@staff(Act.OPEN_CASE)
@case_page("desk/case/timeline.html", tab="timeline")
def show(opened: OpenedCase, _reader: Reader, _form: DeskForm | None) -> Values:
    """Show the acts on the case; with ``of`` in the query, only those of this group."""
    chosen = request.args.get("of", "")
    events = history_of(opened.case.id, deadline_words(opened))
    return {
        "events": [event for event in events if not chosen or event["group"] == chosen],
        "chosen_group": chosen,
        "folds_views": not chosen and any(event["read"] for event in events),
        "groups": options_of(Group),
    }
