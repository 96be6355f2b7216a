"""Acts on many cases of the queue: assign, tag, move, print. None of them decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.lending import is_borrower
from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.offices.move_cases import move_many
from intake.actions.queue.assign_many import assign_many
from intake.actions.queue.show_many import (
    FEW,
    MANY,
    TooManyForVolunteer,
    record_print,
)
from intake.actions.queue.tag_many import tag_many
from intake.actions.queue.undo_many import TooLate, undo_many
from intake.cases import store as cases
from intake.cases.bulk_changes import MOST
from intake.cases.matched_queue import page_of
from intake.desk_state.models import BulkAct
from intake.extensions import db, writing
from intake.sessions import store as sessions
from intake.staff.roles import Act
from intake.web import reauthentication
from intake.web.access import installation, signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue, filtered_queue, query_of
from intake.web.desk.queue.queue_forms import (
    AssignManyForm,
    MoveManyForm,
    SelectionForm,
    TagManyForm,
)
from intake.web.desk.queue.queue_page import queue_page, rows_of
from intake.words import N_

blueprint = Blueprint("bulk_actions", __name__, url_prefix="/desk/many")


class NothingSelected(Exception):
    """No case was selected."""


class TooManySelected(Exception):
    """More cases were selected than one act may change."""


REFUSALS: Mapping[type[Exception], tuple[str, int]] = {
    NothingSelected: (N_("Select at least one case first."), 422),
    TooManySelected: (
        N_("Too many cases. Narrow the view to 1,000 or fewer."),
        422,
    ),
    TooManyForVolunteer: (
        N_("Volunteers may print up to 20 cases at once. Select fewer, or ask a colleague."),
        403,
    ),
    NoSuchOffice: (N_("This office was removed meanwhile. Choose another one."), 409),
    TooLate: (N_("It is too late to undo this. No changes were made."), 409),
}
"""Sentence and status by exception, for the one error handler below."""


@blueprint.post("/assign")
@staff(Act.ASSIGN)
def assign() -> ResponseReturnValue:
    """Assign the selected cases to one member or to nobody."""
    form, reader = AssignManyForm(request.form), current_reader()
    references = _selected(form)
    if not form.validate():
        return queue_page(form.first_problem), 422
    with writing():
        act = assign_many(references, reader, form.member_id, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act, form)


@blueprint.post("/tag")
@staff(Act.TAG)
def tag() -> ResponseReturnValue:
    """Put a tag on the selected cases, or take it off."""
    form, reader = TagManyForm(request.form), current_reader()
    references = _selected(form)
    if not form.validate():
        return queue_page(form.first_problem), 422
    tag, off = form.tag.chosen, form.off.data
    with writing():
        act = tag_many(references, reader, tag, off=off, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act, form)


@blueprint.post("/office")
@staff(Act.ASSIGN)
def move_to_office() -> ResponseReturnValue:
    """Move the selected cases to another office."""
    form, reader = MoveManyForm(request.form), current_reader()
    references = _selected(form)
    if not form.validate():
        return queue_page(form.first_problem), 422
    with writing():
        act = move_many(references, reader, form.office.data, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act, form)


@blueprint.post("/print")
@staff(Act.OPEN_CASE)
def print_list() -> ResponseReturnValue:
    """Show the selected rows alone, to be printed."""
    form, queue, me = SelectionForm(request.form), current_queue(), signed_in()
    references = _selected(form)
    if is_borrower(me.member) and len(references) > FEW:
        raise TooManyForVolunteer
    if len(references) > MANY and not sessions.is_fresh(me.session, now=clock.now()):
        return reauthentication.ask_second_factor_again(me.member.id, installation=installation())
    chosen = cases.with_references(references, team_id=queue.team_id)
    selected = [case for case in chosen if queue.shows(case.id)]
    rows_by_id = rows_of(queue, tuple(selected))
    rows = [rows_by_id[case.id] for case in selected]
    if len(rows) > FEW:
        with writing():
            record_print(me.session, len(rows), today=today(), now=clock.now())
            db.session.commit()
    return render_template(
        "desk/queue/print.html",
        member=me.member,
        rows=rows,
        back_url=url_for("queue.show", **query_of(queue)),
        today=today(),
        may_open=True,
    )


@blueprint.post("/undo/<act_id>")
@staff(Act.ASSIGN)
def undo(act_id: str) -> ResponseReturnValue:
    """Undo an act within half a minute."""
    reader = current_reader()
    with writing():
        undo_many(act_id, reader, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("queue.show", **query_of(current_queue())), 303)


@blueprint.errorhandler(NothingSelected)
@blueprint.errorhandler(TooManySelected)
@blueprint.errorhandler(TooManyForVolunteer)
@blueprint.errorhandler(NoSuchOffice)
@blueprint.errorhandler(TooLate)
def refused(failure: Exception) -> ResponseReturnValue:
    """Show the queue with the reason: nothing was changed."""
    sentence, status = REFUSALS[type(failure)]
    return queue_page(gettext(sentence)), status


def _back_to_queue(act: BulkAct, form: SelectionForm) -> ResponseReturnValue:
    """Redirect to the same page of the queue, which offers to undo the act."""
    place: dict[str, Any] = {
        key: request.args[key] for key in ("after", "from") if key in request.args
    }
    if form.first_row.data:
        place["_anchor"] = form.first_row.data[0]
    return redirect(url_for("queue.show", **query_of(current_queue()), **place, bulk=act.id), 303)


def _selected(form: SelectionForm) -> tuple[str, ...]:
    """Return the references of the whole view, of the page shown, or of the ticked rows.

    Raise :class:`NothingSelected`, or :class:`TooManySelected` for more than :data:`MOST`.
    """
    if form.whole_view.data:
        page = page_of(filtered_queue(current_queue()).queue, after=None, size=MOST + 1)
        references = tuple(case.reference for case in page.cases)
    else:
        references = form.shown.data if form.whole_page.data else form.ticked.data
    if not references:
        raise NothingSelected
    if len(references) > MOST:
        raise TooManySelected
    return references
