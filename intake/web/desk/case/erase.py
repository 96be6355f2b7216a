"""Erase a case before its day, after a page that says what is lost; set and lift a legal hold."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.erase_case import UnderHold, erase_case
from intake.actions.case.hold_case import hold_case, lift_hold
from intake.actions.opening.not_opened import BehindWall, NoKeyForCase
from intake.cases import store as cases
from intake.cases.store import ChangedMeanwhile
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.case.erasing_part import reasons
from intake.web.desk.case.refusals import change_context
from intake.web.desk.common.forms import DeskForm, EraseForm
from intake.web.desk.common.not_opened import NOT_OPENED_WORDS
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.words import ERASE_REASON
from intake.words import N_

blueprint = Blueprint("erase", __name__)

HELD = N_("This case is on legal hold. An attorney or supervisor must lift it first.")

REFUSALS: dict[type[Exception], str] = {
    ChangedMeanwhile: ChangedMeanwhile.says,
    UnderHold: HELD,
    **{kind: NOT_OPENED_WORDS[kind] for kind in (BehindWall, NoKeyForCase)},
}


@blueprint.get("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE)
def ask(reference: str) -> ResponseReturnValue:
    """Say what erasing means, and ask once more."""
    form = EraseForm(request.args)
    return _page(reference, form, 200 if form.validate() else 422)


@blueprint.post("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE, fresh=N_("Permanently erase a case"))
def erase(reference: str) -> ResponseReturnValue:
    """Erase the case, its request, and all rows that belong to them."""
    form = EraseForm(request.form)
    if not form.validate():
        return _page(reference, form, 422)
    reader = current_reader()
    try:
        with writing():
            reason = form.why.chosen
            erase_case(reference, reader, reason=reason, **change_context(form))
            db.session.commit()
    except (ChangedMeanwhile, UnderHold, NoKeyForCase) as refusal:
        form.problem = gettext(REFUSALS[type(refusal)])
        return _page(reference, form, 409)
    return redirect(url_for("queue.show"), 303)


@blueprint.post("/desk/cases/<reference>/hold")
@staff(Act.HOLD_CASE, fresh=N_("Put a legal hold on a case"))
def hold(reference: str) -> ResponseReturnValue:
    """Set a legal hold, which keeps the case from being erased."""
    reader = current_reader()
    with suppress(ChangedMeanwhile, BehindWall), writing():  # the page shows the case as it is now
        hold_case(reference, reader, **change_context(DeskForm(request.form)))
        db.session.commit()
    return redirect(url_for("case.show", reference=reference), 303)


@blueprint.post("/desk/cases/<reference>/lift")
@staff(Act.HOLD_CASE, fresh=N_("Lift a case's legal hold"))
def lift(reference: str) -> ResponseReturnValue:
    """Lift the legal hold. A case that its applicant withdrew meanwhile is erased at once."""
    reader = current_reader()
    try:
        with writing():
            context = change_context(DeskForm(request.form))
            is_erased = lift_hold(reference, reader, **context)
            db.session.commit()
    except (ChangedMeanwhile, BehindWall):
        return redirect(url_for("case.show", reference=reference), 303)
    if is_erased:
        return redirect(url_for("queue.show"), 303)
    return redirect(url_for("case.show", reference=reference), 303)


def _page(reference: str, form: EraseForm, status: int) -> ResponseReturnValue:
    member = signed_in().member
    case = cases.find(reference, team_id=member.team_id)
    if case.held_since is not None:
        form.problem = gettext(HELD)
    page = render_template(
        "desk/case/erase.html",
        member=member,
        case=case,
        form=form,
        reasons=reasons(),
        why=gettext(ERASE_REASON[form.why.data]) if form.why.data else "",
    )
    return page, status
