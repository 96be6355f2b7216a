"""Tell members every way back in, also those who cannot sign in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.web.access import anyone
from intake.web.signin.forms import recover_command

blueprint = Blueprint("ways_back", __name__)


@blueprint.get("/desk/signin/ways-back")
@anyone
def show() -> ResponseReturnValue:
    """Show the page."""
    return render_template("signin/ways_back.html", command=recover_command())
