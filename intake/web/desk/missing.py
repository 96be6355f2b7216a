"""Answer 404 for a row that does not exist, belongs to another team, or is out of bounds.

Actions and keepers raise the same exception for all three, so that the answer tells nothing.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.web.faults.errors import error_page
from intake.words import Missing

blueprint = Blueprint("missing", __name__)


@blueprint.app_errorhandler(Missing)
def not_found(_failure: Missing) -> ResponseReturnValue:
    """Return the page for 404."""
    return error_page(404)
