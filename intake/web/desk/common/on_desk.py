"""Guard, validate, commit and redirect around each change on the desk that is not of one case."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.opening.case_keys import NOT_OPENED, Actor, NotOpened
from intake.extensions import saving
from intake.staff.store import Act
from intake.web.access import View, staff
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.common.view import not_opened_text
from intake.words import Refused

P = ParamSpec("P")
AnyForm = TypeVar("AnyForm", bound=DeskForm)


def on_desk(
    right: Act,
    form_class: type[AnyForm],
    *,
    refused: Callable[[AnyForm, int], ResponseReturnValue],
    fresh: str = "",
) -> Callable[[Callable[Concatenate[Actor, AnyForm, P], str]], View[P]]:
    """Guard a view that changes something on the desk, and do what surrounds the change.

    Validate the form, and open the transaction. The view acts in it, and returns the address to
    show afterwards. Commit, and redirect there. If the form is not valid, the act is refused or a
    case does not open, call *refused* with the form, into which the sentence is written, and the
    status. ``on_case``
    does this for a case.
    """

    def decorate(change: Callable[Concatenate[Actor, AnyForm, P], str]) -> View[P]:
        @staff(right, fresh=fresh)
        @wraps(change)
        def view(*args: P.args, **path: P.kwargs) -> ResponseReturnValue:
            form = form_class(request.form)
            if not form.validate():
                return refused(form, 422)
            reader = current_reader()
            try:
                with saving():
                    url = change(actor_of(reader), form, *args, **path)
            except (Refused, *NOT_OPENED) as refusal:
                return refused(form, explain(refusal, form))
            return redirect(url, 303)

        return view

    return decorate


def explain(refusal: Refused | NotOpened, form: DeskForm) -> int:
    """Write into *form* why the change was refused. Return the status of the answer."""
    if isinstance(refusal, Refused):
        form.problem = gettext(refusal.says)
        return refusal.status
    form.problem = not_opened_text(refusal)
    return 409
