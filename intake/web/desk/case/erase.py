"""Erase a case before its day, after a page that says what is lost; set and lift a legal hold."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.erase_case import EraseReason, UnderHold, erase_case, hold_case, lift_hold
from intake.actions.opening.actor import Actor
from intake.cases import store as cases
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.case.erasing_part import reasons
from intake.web.desk.case.on_case import on_case
from intake.web.desk.common.fields import EnumField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.words import ERASE_REASON
from intake.words import N_

blueprint = Blueprint("erase", __name__)


class EraseForm(DeskForm):
    """The reason for erasing a case before its day."""

    why = EnumField(EraseReason, N_("Choose a reason for erasing."))


def _page(reference: str, form: EraseForm, status: int) -> ResponseReturnValue:
    member = signed_in().member
    case = cases.find(reference, team_id=member.team_id)
    if case.held_since is not None:
        form.problem = gettext(UnderHold.says)
    page = render_template(
        "desk/case/erase.html",
        member=member,
        case=case,
        form=form,
        reasons=reasons(),
        why=gettext(ERASE_REASON[form.why.data]) if form.why.data else "",
    )
    return page, status


def _case_as_it_is(reference: str, _form: DeskForm, _status: int) -> ResponseReturnValue:
    return redirect(_case_url(reference), 303)


def _case_url(reference: str) -> str:
    return url_for("case.show", reference=reference)


@blueprint.get("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE)
def ask(reference: str) -> ResponseReturnValue:
    """Say what erasing means, and ask once more."""
    form = EraseForm(request.args)
    return _page(reference, form, 200 if form.validate() else 422)


@blueprint.post("/desk/cases/<reference>/erase")
@on_case(Act.ERASE_CASE, EraseForm, refused=_page, fresh=N_("Permanently erase a case"))
def erase(by: Actor, form: EraseForm, reference: str) -> str:
    """Erase the case, its request, and all rows that belong to them."""
    erase_case(by, reference, form.why.chosen)
    return url_for("queue.show")


@blueprint.post("/desk/cases/<reference>/hold")
@on_case(Act.HOLD_CASE, DeskForm, refused=_case_as_it_is, fresh=N_("Put a legal hold on a case"))
def hold(by: Actor, _form: DeskForm, reference: str) -> str:
    """Set a legal hold, which keeps the case from being erased."""
    hold_case(by, reference)
    return _case_url(reference)


@blueprint.post("/desk/cases/<reference>/lift")
@on_case(Act.HOLD_CASE, DeskForm, refused=_case_as_it_is, fresh=N_("Lift a case's legal hold"))
def lift(by: Actor, _form: DeskForm, reference: str) -> str:
    """Lift the legal hold. A case that its applicant withdrew meanwhile is erased at once."""
    return url_for("queue.show") if lift_hold(by, reference) else _case_url(reference)
