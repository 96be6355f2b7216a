"""Verify the second factor again before a sensitive act, then continue with it."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.accounts.verify_second_factor import count_proof, prove
from intake.extensions import db, writing
from intake.staff.login_throttle import TooManyTries
from intake.staff.roles import Act
from intake.staff.second_factor import WrongCode
from intake.web.access import signed_in, staff
from intake.web.signin import factor
from intake.web.signin.forms import CodeForm
from intake.web.signin.pages import go_on, page, secrets, today, wait_words, wanted
from intake.web.signin.refusals import noting_wrong_factors

blueprint = Blueprint("again", __name__)


@blueprint.get("/desk/signin/again")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Ask for the second factor."""
    return _page(CodeForm())


@blueprint.post("/desk/signin/again")
@staff(Act.OWN_ACCOUNT)
def answer() -> ResponseReturnValue:
    """Take it, and lead back to what was wanted."""
    form, status, me = CodeForm(request.form), 0, signed_in()
    if "passkey" in request.form or form.validate():
        try:
            _prove(form, me.member.id, me.token)
            return redirect(go_on(me.member.id, me.token), 303)
        except WrongCode:
            form.problem = factor.wrong()
        except TooManyTries as failure:
            form.problem, status = wait_words(failure.wait), 429
    return _page(form, status=status)


def _prove(form: CodeForm, member_id: str, token: bytes) -> None:
    with writing():
        count_proof(member_id, secrets=secrets(), now=clock.now())
        db.session.commit()
    with noting_wrong_factors(member_id):
        given = factor.given(form)
        with writing():
            prove(given, member_id, token, secrets=secrets(), today=today(), now=clock.now())
            db.session.commit()


def _page(form: CodeForm, *, status: int = 0) -> ResponseReturnValue:
    return page(
        "signin/again.html",
        form,
        status=status,
        member=signed_in().member,
        options=factor.to_use(signed_in().member.id),
        action=url_for("signin.again.answer", next=wanted() or None),
    )
