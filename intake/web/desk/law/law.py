"""The law page: every parameter that rules use, its source, and the amendments to it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.law.amend_law import approve_amendment, propose_amendment, withdraw_amendment
from intake.amendments.recalls import is_due
from intake.amendments.two_people import AlreadyDecided, NeedsSecondPerson
from intake.extensions import db, writing
from intake.staff.roles import Act, may
from intake.triage.rules import TO_CONFIRM
from intake.web.access import signed_in, staff
from intake.web.app_context import law, referral_places, today
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.law.law_forms import ProposeForm
from intake.web.desk.law.law_page import (
    CONFIDENCE,
    approved_amendments,
    overdue_parameters,
    overdue_places,
    shown_parameters,
    waiting_amendments,
    withdrawn_amendments,
)
from intake.words import N_

blueprint = Blueprint("law", __name__)

REFUSALS: Mapping[type[Exception], tuple[str, int]] = {
    NeedsSecondPerson: (N_("You proposed this, so someone else must approve it."), 422),
    AlreadyDecided: (N_("Someone else approved or withdrew this. Review it again."), 409),
}
"""Sentence and status by exception, for each page of changes that two people make."""


@blueprint.get("/desk/law")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show every parameter, overdue reviews first, and the amendments."""
    parameter_id = request.args.get("change", "")
    return _page(ProposeForm.about(parameter_id, law(), today=today()))


@blueprint.post("/desk/law/amendments")
@staff(Act.AMEND_LAW)
def propose() -> ResponseReturnValue:
    """Propose another value, with its source."""
    form, member_id = ProposeForm.of(request.form, law(), today=today()), signed_in().member.id
    if not form.validate():
        return _page(form), 422
    with writing():
        propose_amendment(form.proposal(), member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("law.show", _anchor="waiting"), 303)


@blueprint.post("/desk/law/amendments/<id_>/approve")
@staff(Act.APPROVE_LAW, fresh=N_("Approve a change to a legal value"))
def approve(id_: str) -> ResponseReturnValue:
    """Approve an amendment, as a second member."""
    member_id = signed_in().member.id
    with writing():
        approve_amendment(id_, member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("law.show", _anchor="approved"), 303)


@blueprint.post("/desk/law/amendments/<id_>/withdraw")
@staff(Act.AMEND_LAW)
def withdraw(id_: str) -> ResponseReturnValue:
    """Withdraw an amendment."""
    member_id = signed_in().member.id
    with writing():
        withdraw_amendment(id_, member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("law.show", _anchor="waiting"), 303)


@blueprint.errorhandler(NeedsSecondPerson)
@blueprint.errorhandler(AlreadyDecided)
def refused(failure: Exception) -> ResponseReturnValue:
    """Show the page with the reason; nothing was changed."""
    sentence, status = REFUSALS[type(failure)]
    form = ProposeForm.about("", law(), today=today())
    form.problem = gettext(sentence)
    return _page(form), status


def _page(form: ProposeForm) -> str:
    member, book, day = signed_in().member, law(), today()
    names = MemberNames(member.team_id)
    return render_template(
        "desk/law/law.html",
        member=member,
        form=form,
        overdue=overdue_parameters(book, on=day),
        overdue_places=overdue_places(referral_places(), on=day),
        parameters=shown_parameters(book, on=day),
        waiting=waiting_amendments(book, on=day, names=names, member=member),
        approved=approved_amendments(names),
        withdrawn=withdrawn_amendments(names),
        unconfirmed=TO_CONFIRM.items(),
        levels=CONFIDENCE.items(),
        may_amend=may(member.roles, Act.AMEND_LAW),
        may_recall=may(member.roles, Act.HOLD_TEAM_KEYS),
        recall_wanted=is_due(member.team_id, book),
        may_approve=may(member.roles, Act.APPROVE_LAW),
    )
