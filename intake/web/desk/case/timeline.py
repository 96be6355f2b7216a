"""The acts on a case, newest first, as the audit log has them; all, or those of one group."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_words
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.recent_action import Group, history_of
from intake.words import N_

blueprint = Blueprint("timeline", __name__)

GROUPS = {
    Group.STEPS: N_("Status changes"),
    Group.CONTACT: N_("Messages and contact"),
    Group.DATES: N_("Dates"),
    Group.PERSON: N_("Applicant activity"),
    Group.READS: N_("Access history"),
}


@blueprint.get("/desk/cases/<reference>/timeline")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the acts on the case; with ``of`` in the query, only those of this group."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    case, chosen = opened.case, request.args.get("of", "")
    frame = frame_context(opened, reader, tab="timeline")
    names = MemberNames(with_roles=True)
    dates = deadline_words(opened)
    events = history_of(case.id, names=names, dates=dates)
    return render_template(
        "desk/case/timeline.html",
        **frame,
        events=[event for event in events if not chosen or event.group == chosen],
        chosen_group=chosen,
        folds_views=not chosen and any(event.read for event in events),
        all_url=page_url("timeline.show", case),
        groups=[
            (gettext(label), page_url("timeline.show", case, of=group.value), group.value)
            for group, label in GROUPS.items()
        ],
    )
