"""One's own passkeys: a second factor beside the authenticator app."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.accounts.second_factors import (
    NoSuchPasskey,
    OnlyFactor,
    add_passkey,
    is_only_factor,
    remove_passkey,
)
from intake.extensions import saving
from intake.staff import passkeys
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act
from intake.web.access import current_member, moment, see_other, staff
from intake.web.signin import factor
from intake.web.signin.forms import FactorForm, page

blueprint = Blueprint("passkeys", __name__)


@blueprint.get("/desk/account/passkeys")
@staff(Act.OWN_ACCOUNT, fresh="View and change your passkeys")
def show() -> ResponseReturnValue:
    """Show the member's passkeys, and a form for a new one."""
    return _page(FactorForm())


@blueprint.post("/desk/account/passkeys")
@staff(Act.OWN_ACCOUNT, fresh="Add a passkey")
def add() -> ResponseReturnValue:
    """Add the passkey that the browser made."""
    form, member = FactorForm(request.form), current_member()
    try:
        answer = factor.posted_factor(form)
        if not isinstance(answer, PasskeyAnswer):
            raise WrongCode
        with saving():
            add_passkey(member, answer, moment())
    except WrongCode:
        form.problem = gettext("The passkey was not added. Try again, or use a different one.")
        return _page(form)
    return see_other("signin.passkeys.show")


@blueprint.post("/desk/account/passkeys/<passkey_id>/remove")
@staff(Act.OWN_ACCOUNT, fresh="Remove a passkey")
def remove(passkey_id: str) -> ResponseReturnValue:
    """Remove a passkey."""
    member_id = current_member().id
    try:
        with saving():
            remove_passkey(passkey_id, moment(), member_id=member_id)
    except NoSuchPasskey:
        abort(404)
    except OnlyFactor:
        pass  # the page says so where its button would be
    return see_other("signin.passkeys.show")


def _page(form: FactorForm) -> ResponseReturnValue:
    member = current_member()
    return page(
        "signin/passkeys.html",
        form,
        options=factor.to_add(member),
        keys=passkeys.of(member.id),
        is_only=is_only_factor(member),
        action=url_for("signin.passkeys.add"),
    )
