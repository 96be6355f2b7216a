"""The page for a session that is over."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from intake.actions.opening.open_draft import NothingToOpen
from intake.extensions import db


def ended(status: int = 410) -> ResponseReturnValue:
    """Nothing is lost that was kept: the code opens it, or a new start does."""
    page = render_template(
        "apply/gone.html",
        start_url=url_for("pages.promise"),
        return_url=url_for("mailbox.come_back"),
    )
    return page, status


def nothing_left(_failure: NothingToOpen) -> ResponseReturnValue:
    """What this session had was erased, or sent, while the page was being made."""
    db.session.rollback()
    return ended()
