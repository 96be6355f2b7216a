"""Acts on many cases of the queue: assign, tag, move, print. None of them decides."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.lending import is_borrower
from intake.actions.offices.keep_offices import move_many
from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import assign_many, tag_many, undo_many
from intake.actions.queue.show_many import FEW, MANY, record_shown
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.desk_state.models import BulkAct
from intake.extensions import saving
from intake.sessions import store as sessions
from intake.staff.store import Act
from intake.web.access import ask_second_factor_again, signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.view import current_queue, query_of
from intake.web.desk.queue.queue import (
    place_in_queue,
    queue_page,
    queue_refused,
    rows_of,
)
from intake.web.desk.queue.queue_forms import (
    AssignManyForm,
    MoveManyForm,
    SelectionForm,
    TagManyForm,
)

blueprint = Blueprint("bulk_actions", __name__, url_prefix="/desk/many")


@blueprint.post("/assign")
@on_desk(Act.ASSIGN, AssignManyForm, refused=queue_refused)
def assign(by: Actor, form: AssignManyForm) -> str:
    """Assign the selected cases to one member or to nobody."""
    return _queue_url(assign_many(by, form.references, form.member_id), form)


@blueprint.post("/tag")
@on_desk(Act.TAG, TagManyForm, refused=queue_refused)
def tag(by: Actor, form: TagManyForm) -> str:
    """Put a tag on the selected cases, or take it off."""
    act = tag_many(by, form.references, form.tag.chosen, off=form.off.data)
    return _queue_url(act, form)


@blueprint.post("/office")
@on_desk(Act.ASSIGN, MoveManyForm, refused=queue_refused)
def move_to_office(by: Actor, form: MoveManyForm) -> str:
    """Move the selected cases to another office."""
    act = move_many(by, form.references, form.office.data)
    return _queue_url(act, form)


@blueprint.post("/print")
@staff(Act.OPEN_CASE)
def print_list() -> ResponseReturnValue:
    """Show the selected rows alone, to be printed."""
    form, queue, me = SelectionForm(request.form), current_queue(), signed_in()
    if not form.validate():
        return queue_refused(form, 422)
    references = form.references
    if is_borrower(me.member) and len(references) > FEW:
        problem = gettext(
            "Volunteers may print up to 20 cases at once. Select fewer, or ask a colleague."
        )
        return queue_page(problem), 403
    if len(references) > MANY and not sessions.is_fresh(me.session, now=clock.now()):
        return ask_second_factor_again(me.member.id)
    chosen = cases.with_references(references, team_id=queue.team_id)
    selected = [case for case in chosen if queue.shows(case.id)]
    rows_by_id = rows_of(tuple(selected))
    rows = [rows_by_id[case.id] for case in selected]
    if len(rows) > FEW:
        with saving():
            act, count = AuditAct.LIST_PRINTED, len(rows)
            record_shown(act, me.session, count, today=today(), now=clock.now())
    return render_template(
        "desk/queue/print.html",
        rows=rows,
        back_url=url_for("queue.show", **query_of(queue)),
        today=today(),
        may_open=True,
    )


@blueprint.post("/undo/<act_id>")
@on_desk(Act.ASSIGN, DeskForm, refused=queue_refused)
def undo(by: Actor, _form: DeskForm, act_id: str) -> str:
    """Undo an act within half a minute."""
    undo_many(by, act_id)
    return url_for("queue.show", **query_of(current_queue()))


def _queue_url(act: BulkAct, form: SelectionForm) -> str:
    """Return the address of the same page of the queue, which offers to undo the act."""
    query, anchor = (
        query_of(current_queue()) | place_in_queue(),
        next(iter(form.first_row.data), None),
    )
    return url_for("queue.show", **query, bulk=act.id, _anchor=anchor)
