"""Answer 404 for a row that does not exist, belongs to another team, or is out of bounds.

Actions and keepers raise the same exception for all three, so that the answer tells nothing.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.actions.accounts.change_password import NoColleague
from intake.actions.queue.change_many import NoSuchColleague
from intake.amendments.approved import NoSuchPlace
from intake.amendments.two_people import NoSuchChange
from intake.cases.store import NoSuchCase
from intake.outbox.undelivered import NoSuchLetter
from intake.web.faults.errors import error_page

blueprint = Blueprint("missing", __name__)


@blueprint.app_errorhandler(NoSuchCase)
@blueprint.app_errorhandler(NoSuchLetter)
@blueprint.app_errorhandler(NoSuchChange)
@blueprint.app_errorhandler(NoSuchPlace)
@blueprint.app_errorhandler(NoSuchColleague)
@blueprint.app_errorhandler(NoColleague)
def not_found(_failure: Exception) -> ResponseReturnValue:
    """Return the page for 404."""
    return error_page(404)
