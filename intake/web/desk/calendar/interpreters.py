"""The team's interpreters: list them, add one, change one, hide one."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.interpreters.list_interpreters import (
    Interpreter,
    InterpreterChanged,
    NoSuchInterpreter,
    add_interpreter,
    change_interpreter,
    count_not_opened,
    find_interpreter,
    list_interpreters,
)
from intake.actions.opening.not_opened import NoKeyForCase
from intake.extensions import db, writing
from intake.questionnaire.languages import BY_TAG
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.desk.common.fields import CodesField, FlagField, LineField, RowIdField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader
from intake.words import N_

blueprint = Blueprint("interpreters", __name__)

NO_KEY = N_("You have no case access yet. A colleague must give it to you first: see Team.")
CHANGED = N_(
    "Another member changed this interpreter meanwhile. Here is what you typed. Compare it with "
    "the list, then save again to replace the change."
)


class InterpreterForm(DeskForm):
    """An interpreter, as the team's list has one."""

    name = LineField(N_("Enter a name."))
    languages = CodesField(tuple(BY_TAG), N_("Choose at least one language."))
    reach = LineField()
    note = LineField()
    hidden = FlagField()
    seen = RowIdField()
    """The version of the interpreter that the page showed."""

    def interpreter(self, interpreter_id: str = "") -> Interpreter:
        """Return what a valid form says."""
        return Interpreter(
            id=interpreter_id,
            name=self.name.data,
            languages=self.languages.data,
            reach=self.reach.data,
            note=self.note.data,
            hidden=self.hidden.data,
            version=self.seen.data,
        )


@blueprint.get("/desk/interpreters")
@staff(Act.WORK_CASE)
def show() -> ResponseReturnValue:
    """Show the list, and the form that adds an interpreter."""
    return _page(InterpreterForm())


@blueprint.post("/desk/interpreters")
@staff(Act.WORK_CASE)
def add() -> ResponseReturnValue:
    """Add an interpreter."""
    form, reader = InterpreterForm(request.form), current_reader()
    if not form.validate():
        return _page(form), 422
    try:
        with writing():
            add_interpreter(form.interpreter(), reader, today=today(), now=clock.now())
            db.session.commit()
    except NoKeyForCase:
        form.problem = gettext(NO_KEY)
        return _page(form), 409
    return redirect(url_for("interpreters.show"), 303)


@blueprint.get("/desk/interpreters/<interpreter_id>")
@staff(Act.WORK_CASE)
def edit(interpreter_id: str) -> ResponseReturnValue:
    """Show the form that changes an interpreter."""
    try:
        interpreter = find_interpreter(interpreter_id, current_reader())
    except NoSuchInterpreter:
        abort(404)
    form = InterpreterForm(obj=interpreter, seen=interpreter.version)
    return _edit_page(form, interpreter_id)


@blueprint.post("/desk/interpreters/<interpreter_id>")
@staff(Act.WORK_CASE)
def change(interpreter_id: str) -> ResponseReturnValue:
    """Write what is known of an interpreter anew; hide them, or offer them again."""
    form, reader = InterpreterForm(request.form), current_reader()
    try:
        current = find_interpreter(interpreter_id, reader)
        if not form.validate():
            return _edit_page(form, interpreter_id), 422
        with writing():
            interpreter = form.interpreter(interpreter_id)
            change_interpreter(interpreter, reader, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchInterpreter:
        abort(404)
    except InterpreterChanged:
        form.problem, form.seen.data = gettext(CHANGED), current.version
        return _edit_page(form, interpreter_id), 409
    return redirect(url_for("interpreters.show"), 303)


def _page(form: InterpreterForm) -> str:
    reader = current_reader()
    listed = list_interpreters(reader)
    return render_template(
        "desk/calendar/interpreters.html",
        member=signed_in().member,
        interpreters=[
            (interpreter, ", ".join(map(spoken_name, interpreter.languages)))
            for interpreter in listed
        ],
        not_opened=count_not_opened(listed, reader),
        form=form,
        all_languages=_all_languages(),
    )


def _edit_page(form: InterpreterForm, interpreter_id: str) -> str:
    return render_template(
        "desk/calendar/interpreter.html",
        member=signed_in().member,
        form=form,
        interpreter_id=interpreter_id,
        all_languages=_all_languages(),
    )


def _all_languages() -> list[tuple[str, str]]:
    return sorted(((tag, spoken_name(tag)) for tag in BY_TAG), key=lambda row: row[1])
