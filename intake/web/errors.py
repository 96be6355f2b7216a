"""The error pages: what happened, in words, and where to go on. Nothing typed is ever shown; what
was typed as the server failed is held in the page, to be sent again."""

from __future__ import annotations

import logging

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from intake import clock
from intake.audit import log as audit
from intake.extensions import db, writing
from intake.sealing.at_rest import UnderUnknownKey
from intake.sealing.envelope import SealBroken
from intake.sealing.teams import BrokenChain
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.web.desk_errors import FOR_STAFF
from intake.web.practice import today
from intake.web.security import door, door_token
from intake.words import N_

log = logging.getLogger(__name__)

SECRETS = frozenset({"password", "password_again", "password_now", "code", "passkey"})
"""A form with one of these is not given back: who typed it types it again."""

WORDS = {
    400: (N_("We could not read this"), N_("Go back and try again.")),
    403: (
        N_("This page was open for a long time"),
        N_("Go back, load the page again, and press the button once more."),
    ),
    404: (N_("There is no page here"), N_("The address may be wrong, or the page has ended.")),
    405: (N_("There is no page here"), N_("Go back and use the buttons on the page.")),
    409: (
        N_("We cannot open what you sent us"),
        N_(
            "It was changed or harmed on our server. Our team can see this. If you have a return "
            "code, try it. If not, start again."
        ),
    ),
    413: (N_("This was too long"), N_("Go back and write a little less. A few words are enough.")),
    429: (N_("Wait a little"), N_("Many tries came from here. Try again in a few minutes.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Your earlier answers are kept. Wait a minute, then try again."),
    ),
    503: (
        N_("We cannot take your request now"),
        N_("Your answers are kept. Keep your return code, and try again later today."),
    ),
}

TRY_THE_CODE = {409, 503}
"""Where the words tell of the return code, the way to use it is beside them."""


def explain(app: Flask) -> None:
    """Give every failure a calm page."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(UnderUnknownKey, _unreadable)
    app.register_error_handler(SealBroken, _sealed)
    app.register_error_handler(BrokenChain, _replaced)
    app.register_error_handler(ObjectDeletedError, _gone)
    app.register_error_handler(Exception, _unknown)


def error_page(status: int) -> ResponseReturnValue:
    """The page for this status."""
    desk = door() == "desk"
    known = {**WORDS, **FOR_STAFF} if desk else WORDS
    heading, text = known.get(status, WORDS[400 if status < 500 else 500])
    applicants = not desk and "pages" in current_app.blueprints
    page = render_template(
        "errors/error.html",
        applicants=applicants,
        heading=heading,
        text=text,
        again=_given_back() if status >= 500 else None,
        home_url="/desk/" if desk else "/",
        return_url=url_for("mailbox.come_back") if applicants and status in TRY_THE_CODE else "",
    )
    return page, status


def _given_back() -> list[tuple[str, str]] | None:
    """What a form had in it that we failed to keep, so that one press sends it again."""
    if request.method != "POST" or SECRETS & set(request.form):
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _known(failure: HTTPException) -> ResponseReturnValue:
    if failure.code is None or failure.code < 400:
        return failure.get_response()
    answer = error_page(failure.code)
    if failure.code == 405 and isinstance(answer, tuple):
        valid = getattr(failure, "valid_methods", None) or []
        return (*answer, {"Allow": ", ".join(sorted(valid))})
    return answer


def _unreadable(failure: UnderUnknownKey) -> ResponseReturnValue:
    """Only the staff's door keeps values at rest."""
    log.error("a secret is missing", extra={"endpoint": request.endpoint}, exc_info=failure)
    return error_page(503)


def _sealed(failure: SealBroken) -> ResponseReturnValue:
    """What was damaged or swapped opens nothing; the desk is told, whoever came upon it."""
    log.error("a seal is broken", extra={"endpoint": request.endpoint}, exc_info=failure)
    db.session.rollback()
    with writing():
        audit.record("seal_broken", on=today())
        db.session.commit()
    return error_page(409)


def _replaced(failure: BrokenChain) -> ResponseReturnValue:
    """Nothing is sealed to a key that does not chain to the pin: the request waits."""
    log.error("the team's key is refused", extra={"endpoint": request.endpoint}, exc_info=failure)
    db.session.rollback()
    return error_page(503)


def _gone(failure: ObjectDeletedError) -> ResponseReturnValue:
    """A row went while its page was made: where it was the desk's session, to the way in."""
    db.session.rollback()
    token, now = token_hash(door_token()), clock.now()
    if door() == "desk" and sessions.find(token, now=now) is None:
        return redirect(url_for("queue.show"), 303)
    return _unknown(failure)


def _unknown(failure: Exception) -> ResponseReturnValue:
    log.error("request failed", extra={"endpoint": request.endpoint}, exc_info=failure)
    return error_page(500)
