"""Acts on many cases of the queue at once: assign, tag, remind, print. None of them decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.set_follow_up import NoSuchDay
from intake.actions.queue.assign_many import assign_many
from intake.actions.queue.remind_many import remind_many
from intake.actions.queue.tag_many import tag_many
from intake.actions.queue.undo_many import TooLate, undo_many
from intake.cases import store as cases
from intake.cases.bulk_changes import MOST
from intake.cases.queue import page_of
from intake.cases.tags import Tag
from intake.desk_state.models import BulkAct
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue, is_reference, query_of
from intake.web.desk.queue.queue_page import queue_page, rows_of
from intake.words import N_

blueprint = Blueprint("bulk_actions", __name__, url_prefix="/desk/many")

NOTHING = N_("Nothing is selected. Tick a case first.")
TOO_MANY = N_("These are too many at once. Narrow the view to 1,000 cases or fewer.")
NOBODY = N_("Choose to whom the cases go.")
NO_TAG = N_("Choose a tag.")
NO_DAY = N_("Give a day from today on, within two years.")
TOO_LATE = N_("It is too late to undo this. Nothing was changed.")


class InvalidRequest(Exception):
    """The posted form cannot be carried out. The argument is the sentence that says why."""


@blueprint.post("/assign")
@staff(Act.ASSIGN)
def assign() -> ResponseReturnValue:
    """Assign the selected cases to one member or to nobody."""
    references, reader = _selected(), current_reader()
    member_id = request.form.get("take") or request.form.get("to")
    if not member_id:
        raise InvalidRequest(NOBODY)
    owner = None if member_id == "nobody" else member_id
    with writing():
        act = assign_many(references, reader, owner, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act)


@blueprint.post("/tag")
@staff(Act.TAG)
def tag() -> ResponseReturnValue:
    """Put a tag on the selected cases, or take it off."""
    references, reader = _selected(), current_reader()
    code, off = request.form.get("tag", ""), request.form.get("off") == "1"
    if code not in set(Tag):
        raise InvalidRequest(NO_TAG)
    with writing():
        act = tag_many(references, reader, Tag(code), off=off, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act)


@blueprint.post("/remind")
@staff(Act.KEEP_DATE)
def remind() -> ResponseReturnValue:
    """Make the selected cases due on a day at the latest."""
    references, reader, day = _selected(), current_reader(), _posted_day()
    with writing():
        act = remind_many(references, reader, day, today=today(), now=clock.now())
        db.session.commit()
    return _back_to_queue(act)


@blueprint.post("/print")
@staff(Act.OPEN_CASE)
def print_list() -> ResponseReturnValue:
    """Show the selected rows alone, to be printed."""
    queue = current_queue()
    selected = cases.with_references(_selected(), team_id=queue.team_id)
    rows = rows_of(queue, tuple(selected))
    return render_template(
        "desk/queue/print.html",
        member=signed_in().member,
        rows=[rows[case.id] for case in selected],
        back_url=url_for("queue.show", **query_of(queue)),
        today=today(),
        may_open=True,
    )


@blueprint.post("/undo/<act_id>")
@staff(Act.ASSIGN)
def undo(act_id: str) -> ResponseReturnValue:
    """Undo an act of a moment ago."""
    reader = current_reader()
    with writing():
        undo_many(act_id, reader, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("queue.show", **query_of(current_queue())), 303)


@blueprint.errorhandler(InvalidRequest)
def invalid_request(failure: InvalidRequest) -> ResponseReturnValue:
    """Show the queue with the reason."""
    return queue_page(gettext(str(failure))), 422


@blueprint.errorhandler(NoSuchDay)
def invalid_day(_failure: NoSuchDay) -> ResponseReturnValue:
    """Show the queue with a sentence about the day."""
    return queue_page(gettext(NO_DAY)), 422


@blueprint.errorhandler(TooLate)
def too_late(_failure: TooLate) -> ResponseReturnValue:
    """Show the queue with a sentence: nothing was undone."""
    return queue_page(gettext(TOO_LATE)), 409


def _back_to_queue(act: BulkAct) -> ResponseReturnValue:
    """Redirect to the same page of the queue, which offers to undo the act."""
    row = request.form.get("onto", "")
    place: dict[str, Any] = {
        key: request.args[key] for key in ("after", "from") if key in request.args
    }
    place |= {"_anchor": row} if is_reference(row) else {}
    return redirect(url_for("queue.show", **query_of(current_queue()), **place, bulk=act.id), 303)


def _selected() -> list[str]:
    """Return the references of the whole view, of the page shown, or of the ticked rows.

    Raise :class:`InvalidRequest` for none, and for more than :data:`MOST`.
    """
    if request.form.get("all") == "1":
        page = page_of(current_queue(), after=None, size=MOST + 1)
        posted = [case.reference for case in page.cases]
    elif request.form.get("page") == "1":
        posted = request.form.get("shown", "").split()
    else:
        posted = request.form.getlist("case")
    references = list(filter(is_reference, dict.fromkeys(posted)))
    if not references:
        raise InvalidRequest(NOTHING)
    if len(references) > MOST:
        raise InvalidRequest(TOO_MANY)
    return references


def _posted_day() -> date:
    try:
        return date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        raise InvalidRequest(NO_DAY) from None
