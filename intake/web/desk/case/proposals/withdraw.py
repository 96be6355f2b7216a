"""Withdraw one's own proposal to close a case, and undo that."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from intake.actions.proposals.withdraw_proposal import propose_again, withdraw_proposal
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.case.decision import decision_page
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("proposals", __name__)


@blueprint.post("/desk/cases/<reference>/proposal/withdraw")
@staff(Act.MOVE_CASE)
def withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw the closing that this member proposed."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "decision.show")
        with writing():
            withdraw_proposal(reference, reader, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return decision_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/proposal/again")
@staff(Act.MOVE_CASE)
def again(reference: str) -> ResponseReturnValue:
    """Propose again what this member just withdrew."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "decision.show")
        with writing():
            propose_again(reference, reader, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return decision_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)
