"""The page for a session that is over."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.actions.opening.open_draft import NothingToOpen
from intake.extensions import db

blueprint = Blueprint("ended", __name__)


def ended(status: int = 410) -> ResponseReturnValue:
    """Return a page that leads to the return code, which opens what was kept, or to a new start."""
    page = render_template(
        "apply/gone.html",
        start_url=url_for("pages.promise"),
        return_url=url_for("come_back.show"),
    )
    return page, status


@blueprint.app_errorhandler(NothingToOpen)
def erased_meanwhile(_failure: NothingToOpen) -> ResponseReturnValue:
    """Answer a request whose draft was erased, or sent, while the page was made."""
    db.session.rollback()
    return ended()
