"""Register a passkey in place of the sign-in sheet."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.accounts.give_device import store_device
from intake.extensions import saving
from intake.staff import passkeys
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act
from intake.web.access import current_member, moment, see_other, staff
from intake.web.signin import factor
from intake.web.signin.device_cookies import device_of
from intake.web.signin.forms import FactorForm, page
from intake.words import N_

blueprint = Blueprint("passkey_device", __name__)

STANDS_IN = N_("Let a passkey stand in for the sign-in sheet")


@blueprint.get("/desk/signin/passkey")
@staff(Act.OWN_ACCOUNT, fresh=STANDS_IN)
def show() -> ResponseReturnValue:
    """Ask for a passkey that can derive a secret."""
    return _page(FactorForm())


@blueprint.post("/desk/signin/passkey")
@staff(Act.OWN_ACCOUNT, fresh=STANDS_IN)
def keep() -> ResponseReturnValue:
    """Store the device secret of this browser under what the passkey derived."""
    form, member = FactorForm(request.form), current_member()
    try:
        answer, device = factor.posted_factor(form), device_of(member.id)
        if not device or not isinstance(answer, PasskeyAnswer):
            raise WrongCode
        with saving():
            store_device(member, answer, form.derived, device, moment())
    except WrongCode:
        form.problem = gettext("This passkey or this browser cannot do that. Keep your sheet.")
        return _page(form)
    return see_other("signin.passkeys.show")


def _page(form: FactorForm) -> ResponseReturnValue:
    member_id = current_member().id
    return page(
        "signin/passkey_device.html",
        form,
        options=factor.to_sign(passkeys.of(member_id), derives=True),
        salt=factor.salt_text(member_id),
        action=url_for("signin.passkey_device.keep"),
    )
