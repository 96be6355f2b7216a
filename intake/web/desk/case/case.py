"""The summary page of a case, its assignment, its next date and its next status."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.case.assign import assign_to, assign_to_me
from intake.actions.case.change_status import move_case, undo_move
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.reopen_case import reopen_case
from intake.actions.case.set_follow_up import set_follow_up
from intake.cases import store
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.case_page import case_page_context
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.on_case import next_case_url
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.case.related.duplicates import duplicates_context
from intake.web.desk.common.changes import changes_of, keep_changes
from intake.web.desk.common.forms import AssignForm, DeskForm, MoveForm, NextDateForm, ReopenForm
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue
from intake.web.desk.offices.office_parts import office_part
from intake.web.desk.team.owner import owner_context

blueprint = Blueprint("case", __name__)


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
@staff(Act.ASSIGN)
def assign(reference: str) -> ResponseReturnValue:
    """Assign the case to this member, or to the colleague whom the form names."""
    form = AssignForm(request.form)
    reader = current_reader()
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            if form.to.data:
                assign_to(reference, reader, form.to.data, **change_context(form))
            else:
                assign_to_me(reference, reader, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/date")
@staff(Act.SET_FOLLOW_UP)
def follow_up(reference: str) -> ResponseReturnValue:
    """Record a review of the case, and set its next date."""
    form = NextDateForm.of(request.form, today=today())
    if not form.validate():
        return case_page(reference, form, 422)
    reader = current_reader()
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            set_follow_up(reference, reader, form.next_date(), **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/move")
@staff(Act.MOVE_CASE)
def move(reference: str) -> ResponseReturnValue:
    """Change the status of the case, or close it."""
    form = MoveForm(request.form)
    if not form.validate():
        return case_page(reference, form, 422)
    reader = current_reader()
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            move_case(
                reference,
                reader,
                form.to.chosen,
                reason=form.close_reason,
                retention_days=settings().retention_days,
                **change_context(form),
            )
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/move/undo")
@staff(Act.MOVE_CASE)
def undo(reference: str) -> ResponseReturnValue:
    """Undo the member's last change of status by hand."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            undo_move(reference, reader, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/reopen")
@staff(Act.MOVE_CASE)
def reopen(reference: str) -> ResponseReturnValue:
    """Reopen the closed case, with the reason."""
    form, reader = ReopenForm(request.form), current_reader()
    if not form.validate():
        return case_page(reference, form, 422)
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            reopen_case(reference, reader, form.text.data, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


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
