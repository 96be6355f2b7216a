"""One's own account, with links to change its password, second factors and sessions."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.keys import store as keys
from intake.staff import recovery_codes
from intake.staff.store import Act
from intake.web.access import current_member, staff

blueprint = Blueprint("account", __name__)


@blueprint.get("/desk/account")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the member's own page."""
    member = current_member()
    return render_template(
        "signin/account.html",
        has_sheets=keys.pending_sheets(member.id) is not None,
        codes_left=recovery_codes.left(member.id),
        codes_kept=recovery_codes.are_kept(member.id),
    )
