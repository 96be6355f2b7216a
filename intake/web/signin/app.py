"""Connect one's own account to another authenticator app."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.accounts.second_factors import connect_app, offered_secret
from intake.extensions import saving
from intake.sealing.tokens import new_token
from intake.staff import store as staff_store
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act
from intake.web.access import keyring, moment, signed_in, staff
from intake.web.signin import factor
from intake.web.signin.forms import FactorForm, app_shown, onward, page

blueprint = Blueprint("app", __name__)


@blueprint.get("/desk/account/app")
@staff(Act.OWN_ACCOUNT, fresh="Connect another authenticator app")
def show() -> ResponseReturnValue:
    """Show the picture that a new app scans, and ask for its first code."""
    return _page(FactorForm())


@blueprint.post("/desk/account/app")
@staff(Act.OWN_ACCOUNT, fresh="Connect another authenticator app")
def connect() -> ResponseReturnValue:
    """Replace the app by the one that shows this code; sessions elsewhere end."""
    form, token = FactorForm(request.form), new_token()
    if not form.validate():
        return _page(form)
    try:
        held = keyring()
        with saving():
            connect_app(held, form.code.data, signed_in().token, moment(), becomes=token)
    except WrongCode:
        form.problem = factor.wrong(form)
        return _page(form)
    return onward(url_for("signin.account.show"), token)


def _page(form: FactorForm) -> ResponseReturnValue:
    me = signed_in()
    return page(
        "signin/app.html",
        form,
        has_app=staff_store.has_app(me.member),
        **app_shown(offered_secret(me.member, me.token), email=me.member.email),
    )
