"""The summary page of a case, its assignment, its next date and its next status."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.actions.case.assign import assign_to, assign_to_me, take_p0_on
from intake.actions.case.change_status import move_case, reopen_case, undo_move
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.set_follow_up import set_follow_up
from intake.actions.opening.case_keys import Actor
from intake.cases import store
from intake.staff.store import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings
from intake.web.desk.case.case_page import case_page_context
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.related.duplicates import duplicates_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.wall import next_case_url, on_case
from intake.web.desk.common.fields import DeskForm, MoveForm, NextDateForm, ReopenForm, RowIdField
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.rows import changes_of, keep_changes
from intake.web.desk.common.view import current_queue
from intake.web.desk.offices.offices import office_part
from intake.web.desk.team.team_page import owner_context

blueprint = Blueprint("case", __name__)


class AssignForm(DeskForm):
    """Take the case, or assign it to the colleague with the id *to*."""

    to = RowIdField()


def case_page(
    reference: str, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the summary page of a case. *form* is one that was refused with *status*."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    changes = changes_of(opened, reader)
    page = render_template(
        "desk/case/case.html",
        **frame_context(opened, reader, form, tab="case"),
        **case_page_context(opened, reader, form, changes.changes),
        **duplicates_context(opened, reader),
        **owner_context(opened, reader),
        office=office_part(opened, reader),
    )
    keep_changes(changes, opened, reader)
    return page, status


@blueprint.get("/desk/cases/<reference>")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Open the case for this member, and record that."""
    return case_page(reference)


@blueprint.get("/desk/cases/<reference>/next")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """Redirect to the next case of the current view of the queue."""
    case = store.find(reference, team_id=signed_in().member.team_id)
    if not current_queue().shows(case.id):
        return redirect(url_for("queue.show"), 303)
    return redirect(next_case_url(case, is_done=False), 303)


@blueprint.post("/desk/cases/<reference>/assign")
@on_case(Act.ASSIGN, AssignForm, refused=case_page)
def assign(by: Actor, form: AssignForm, reference: str) -> str:
    """Assign the case to this member, or to the colleague whom the form names."""
    if form.to.data:
        assign_to(by, reference, form.to.data)
    else:
        assign_to_me(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/p0")
@on_case(Act.WORK_CASE, DeskForm, refused=case_page)
def take_p0(by: Actor, _form: DeskForm, reference: str) -> str:
    """End the alarm of a P0 case that nobody had opened: this member looks after it."""
    take_p0_on(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/date")
@on_case(Act.SET_FOLLOW_UP, NextDateForm, refused=case_page)
def follow_up(by: Actor, form: NextDateForm, reference: str) -> str:
    """Record a review of the case, and set its next date."""
    set_follow_up(by, reference, form.next_date())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/move")
@on_case(Act.MOVE_CASE, MoveForm, refused=case_page)
def move(by: Actor, form: MoveForm, reference: str) -> str:
    """Change the status of the case, or close it."""
    to, days = form.to.chosen, settings().retention_days
    move_case(by, reference, to, reason=form.close_reason, retention_days=days)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/move/undo")
@on_case(Act.MOVE_CASE, DeskForm, refused=case_page)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the member's last change of status by hand."""
    undo_move(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/reopen")
@on_case(Act.MOVE_CASE, ReopenForm, refused=case_page)
def reopen(by: Actor, form: ReopenForm, reference: str) -> str:
    """Reopen the closed case, with the reason."""
    reopen_case(by, reference, form.text.data)
    return "case.show"
