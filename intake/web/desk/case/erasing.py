"""Erase a case before its day, after a second page that says what goes; set and lift a hold."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.erase_case import UnderHold, erase_case
from intake.actions.case.hold_case import hold_case, lift_hold
from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.cases import store as cases
from intake.cases.store import ChangedMeanwhile, NoSuchCase
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.case.acting import moment
from intake.web.desk.case.erasing_part import reasons
from intake.web.desk.common.forms import DeskForm, EraseForm
from intake.web.desk.common.reader import reader
from intake.web.desk.common.words import ERASE_REASON
from intake.words import N_

blueprint = Blueprint("erasing", __name__)

CHANGED = N_("Somebody changed this case meanwhile. Look at it, then press the button once more.")
HELD = N_("A legal hold keeps this case. An attorney or a supervisor must lift it first.")
NO_KEY = N_("You cannot open this case yet. A colleague must give you access to the team's keys.")

REFUSED: dict[type[Exception], str] = {
    ChangedMeanwhile: CHANGED,
    UnderHold: HELD,
    NoKeyForCase: NO_KEY,
}


@blueprint.get("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE)
def ask(reference: str) -> ResponseReturnValue:
    """What erasing means, once more, before it is done."""
    form = EraseForm(request.args)
    status = 200 if form.validate() else 422
    return _page(reference, form), status


@blueprint.post("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE, fresh=N_("Erase a case for good"))
def erase(reference: str) -> ResponseReturnValue:
    """It is gone: the case, its request, and everything that belonged to them."""
    form = EraseForm(request.form)
    if not form.validate() or (reason := form.erase_reason) is None:
        return _page(reference, form), 422
    me = reader()
    try:
        with writing():
            erase_case(reference, me, reason=reason, **moment(form))
            db.session.commit()
    except NoSuchCase:
        abort(404)
    except (ChangedMeanwhile, UnderHold, NoKeyForCase) as refused:
        form.problem = gettext(REFUSED[type(refused)])
        return _page(reference, form), 409
    return redirect(url_for("queue.show"), 303)


@blueprint.post("/desk/cases/<reference>/hold")
@staff(Act.HOLD_CASE, fresh=N_("Put a legal hold on a case"))
def hold(reference: str) -> ResponseReturnValue:
    """From now on nothing erases the case."""
    return _held(reference, hold_case)


@blueprint.post("/desk/cases/<reference>/lift")
@staff(Act.HOLD_CASE, fresh=N_("Lift the legal hold of a case"))
def lift(reference: str) -> ResponseReturnValue:
    """The case may be erased again; one that its applicant took back is gone at once."""
    return _held(reference, lift_hold)


def _held(reference: str, change: Callable[..., bool | None]) -> ResponseReturnValue:
    form, me = DeskForm(request.form), reader()
    try:
        with writing():
            gone = change(reference, me, **moment(form))
            db.session.commit()
    except NoSuchCase:
        abort(404)
    except ChangedMeanwhile:
        return redirect(url_for("case.show", reference=reference), 303)
    if gone:
        return redirect(url_for("queue.show"), 303)
    return redirect(url_for("case.show", reference=reference), 303)


def _page(reference: str, form: EraseForm) -> str:
    me: Reader = reader()
    try:
        case = cases.find(reference, team_id=me.team_id)
    except NoSuchCase:
        abort(404)
    if case.held_since is not None:
        form.problem = gettext(HELD)
    return render_template(
        "desk/case/erase.html",
        member=signed_in().member,
        case=case,
        form=form,
        reasons=reasons(),
        why=gettext(ERASE_REASON[form.erase_reason]) if form.erase_reason else "",
    )
