"""One case: what was said, by when to act and why, what was done, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.assign import assign_to_me
from intake.actions.case_keys import NoKeyForCase, Reader
from intake.actions.keep_date import keep_date
from intake.actions.move_case import move_case
from intake.actions.open_case import OpenedCase, open_case
from intake.cases import store
from intake.cases.pipeline import MoveNotAllowed, Status
from intake.cases.store import ChangedMeanwhile, NoSuchCase
from intake.extensions import db, writing
from intake.sealing.envelope import SealBroken
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.case_page import locked_context, page_context
from intake.web.desk.forms import AssignForm, DeskForm, MoveForm, NextDateForm
from intake.web.desk.reader import reader
from intake.web.desk.view import case_url, done_before, onward_from
from intake.web.practice import today
from intake.words import N_

blueprint = Blueprint("case", __name__)

CHANGED = N_("Somebody changed this case meanwhile. Look at it, then press the button once more.")
NOT_ALLOWED = N_("This case cannot go there now, or not by your role.")


@blueprint.get("/desk/cases/<reference>")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The case, opened for this member; that it was opened is written down."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/assign")
@staff(Act.ASSIGN)
def assign(reference: str) -> ResponseReturnValue:
    """The member takes the case."""
    form = AssignForm(request.form)

    def change(me: Reader) -> None:
        assign_to_me(reference, me, version=form.seen_version, today=today(), now=clock.now())

    return _change(reference, form, change)


@blueprint.post("/desk/cases/<reference>/date")
@staff(Act.KEEP_DATE)
def keep(reference: str) -> ResponseReturnValue:
    """The member looked, and keeps a next date."""
    form = NextDateForm.of(request.form, today=today())

    def change(me: Reader) -> None:
        keep_date(
            reference,
            me,
            form.wanted(),
            version=form.seen_version,
            today=today(),
            now=clock.now(),
        )

    return _change(reference, form, change)


@blueprint.post("/desk/cases/<reference>/move")
@staff(Act.MOVE_CASE)
def move(reference: str) -> ResponseReturnValue:
    """The case goes on in the pipeline, or is closed."""
    form = MoveForm(request.form)

    def change(me: Reader) -> None:
        move_case(
            reference,
            me,
            form.status or Status.NEW,
            reason=form.close_reason,
            version=form.seen_version,
            today=today(),
            now=clock.now(),
        )

    return _change(reference, form, change)


def _change(
    reference: str, form: DeskForm, change: Callable[[Reader], None]
) -> ResponseReturnValue:
    """Make the change; where it cannot be made, say so and keep what was typed."""
    if not form.validate():
        return _page(reference, form), 422
    me = reader()
    try:
        with writing():
            onward = _onward(reference)
            change(me)
            db.session.commit()
    except NoSuchCase:
        abort(404)
    except ChangedMeanwhile:
        form.problem = gettext(CHANGED)
        return _page(reference, form), 409
    except MoveNotAllowed:
        form.problem = gettext(NOT_ALLOWED)
        return _page(reference, form), 422
    except (NoKeyForCase, SealBroken):
        return _page(reference), 409
    return redirect(onward, 303)


def _onward(reference: str) -> str:
    """Where the button leads: back to this case, or on to the next of the view it was opened in."""
    if request.form.get("then") == "next":
        return onward_from(store.find(reference, team_id=signed_in().member.team_id))
    return case_url(reference)


def _page(reference: str, form: DeskForm | None = None) -> str:
    me = reader()
    try:
        with writing():
            opened = open_case(reference, me, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchCase:
        abort(404)
    context: dict[str, Any] = {
        "member": signed_in().member,
        "form": form,
        "done": done_before(),
    }
    if isinstance(opened, OpenedCase):
        return render_template("desk/case.html", **context, **page_context(opened, me, form))
    return render_template("desk/locked.html", **context, **locked_context(opened))
