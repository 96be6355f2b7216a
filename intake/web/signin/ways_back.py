"""Tell members what to do when a password, a phone or a sheet is lost."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.staff.roles import Act
from intake.web.access import signed_in, staff

blueprint = Blueprint("ways_back", __name__)


@blueprint.get("/desk/account/ways-back")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the page."""
    return render_template("signin/ways_back.html", member=signed_in().member)
