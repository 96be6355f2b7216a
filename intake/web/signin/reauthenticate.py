"""Verify the second factor again before a sensitive act, then continue with it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.accounts.second_factors import count_proof, verify_second_factor
from intake.extensions import saving
from intake.staff import passkeys
from intake.staff.login_throttle import TooManyTries
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act
from intake.web.access import current_member, current_place, moment, signed_in, staff
from intake.web.signin import factor
from intake.web.signin.factor import noting_wrong_factors
from intake.web.signin.forms import FactorForm, go_on, page, wanted

blueprint = Blueprint("reauthenticate", __name__)


@blueprint.get("/desk/signin/again")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Ask for the second factor."""
    return _page(FactorForm())


@blueprint.post("/desk/signin/again")
@staff(Act.OWN_ACCOUNT)
def answer() -> ResponseReturnValue:
    """Verify the second factor, then redirect to the requested page."""
    form, me = FactorForm(request.form), signed_in()
    if form.validate():
        try:
            with saving():
                count_proof(me.member.id, moment())
            with noting_wrong_factors(me.member.id):
                posted = factor.posted_factor(form)
                with saving():
                    verify_second_factor(posted, me.member.id, me.token, moment())
                    me.session.place = current_place()
            return redirect(go_on(me.member.id, me.token), 303)
        except WrongCode:
            form.problem = factor.wrong(form)
        except TooManyTries as failure:
            form.refuse(failure)
    return _page(form)


def _page(form: FactorForm) -> ResponseReturnValue:
    return page(
        "signin/reauthenticate.html",
        form,
        options=factor.to_sign(passkeys.of(current_member().id)),
        action=url_for("signin.reauthenticate.answer", next=wanted()),
    )
