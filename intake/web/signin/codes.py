"""Recovery codes: make them, show them once, and record that they were saved."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.actions.accounts.second_factors import renew_codes
from intake.extensions import saving
from intake.staff import recovery_codes
from intake.staff.store import Act
from intake.web.access import current_member, moment, see_other, staff

blueprint = Blueprint("codes", __name__)


@blueprint.get("/desk/account/codes")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Explain recovery codes and show the button that makes them."""
    left = recovery_codes.left(current_member().id)
    return render_template("signin/codes.html", left=left)


@blueprint.post("/desk/account/codes")
@staff(Act.OWN_ACCOUNT, fresh="Make new recovery codes")
def make() -> ResponseReturnValue:
    """Make ten new codes and show them in this response only."""
    with saving():
        made = renew_codes(current_member(), moment())
    codes = [recovery_codes.grouped(one) for one in made]
    return render_template("signin/codes_shown.html", codes=codes)


@blueprint.post("/desk/account/codes/kept")
@staff(Act.OWN_ACCOUNT)
def keep() -> ResponseReturnValue:
    """Record that the member saved the codes."""
    with saving():
        recovery_codes.keep(current_member().id)
    return see_other("signin.show")
