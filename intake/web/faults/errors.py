"""Error pages: what happened, what is saved, and where to go on.

Typed text is never shown. If the server failed to save a form, the page contains its fields as
hidden inputs, so that one press sends it again. No page sends a form by itself.
"""

import logging
from enum import Enum, auto

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from intake import clock
from intake.audit import log as audit
from intake.audit.acts import AuditAct
from intake.extensions import db, saving
from intake.sealing.at_rest import UnderUnknownKey
from intake.sealing.seal import SealBroken
from intake.sealing.teams import BrokenChain
from intake.sessions import store as sessions
from intake.storage_faults import StorageFault, storage_fault
from intake.web.app_context import today
from intake.web.faults.database_gate import WAITED_FOR, DatabaseAway, gate
from intake.web.faults.desk_errors import FOR_STAFF
from intake.web.faults.request_ids import request_id
from intake.web.limits.turns import FIELD, WaitForTurn, WaitToTryCode
from intake.web.security import door, door_hash, is_secret
from intake.words import N_, Labels, table_beside

MAY_END_SOON = frozenset({StorageFault.AWAY, StorageFault.BUSY, StorageFault.MISSING})
"""Faults after which a page may try again by itself."""


class RequestKind(Enum):
    """The kind of a request, as far as its error page differs."""

    PAGE = auto()
    """It asked for a page, and may be repeated at any time."""
    FORM = auto()
    """It sent a form, which the error page contains."""
    SECRET = auto()
    """It sent a form with a password, a code or a file, which no page contains."""


HEADINGS: Labels[RequestKind] = {
    RequestKind.PAGE: "We cannot open this page right now",
    RequestKind.FORM: "We could not save this yet",
    RequestKind.SECRET: "We could not open this yet",
}

NOT_ANSWERING = N_("Our server is not answering right now. This often lasts less than a minute.")
NO_RECORDS = N_("Our server cannot find its records right now. You did nothing wrong.")
NO_ROOM = N_("Our server has no more room, so it cannot save anything. You did nothing wrong.")
CANNOT_SAVE = N_("Our server cannot save anything right now. You did nothing wrong.")
CANNOT_READ = N_("Our server cannot read some of its records. You did nothing wrong.")

CAUSES = {
    StorageFault.AWAY: NOT_ANSWERING,
    StorageFault.BUSY: NOT_ANSWERING,
    StorageFault.MISSING: NO_RECORDS,
    StorageFault.DISK_FULL: NO_ROOM,
    StorageFault.READ_ONLY: CANNOT_SAVE,
    StorageFault.NO_STANDBY: CANNOT_SAVE,
    StorageFault.NOT_ALLOWED: CANNOT_SAVE,
    StorageFault.NO_TABLES: CANNOT_SAVE,
    StorageFault.DAMAGED: CANNOT_READ,
}

BY_ITSELF = N_("This page will try again by itself.")
HELD = N_(
    "What you just sent is still in this page. Wait a few seconds, then press the button to send "
    "it again."
)
HELD_FOR_LATER = N_(
    "What you just sent is still in this page. We need to fix this first. Press the button later "
    "to send it again."
)
TYPE_AGAIN = N_("Go back in a minute and enter your code again.")
SAVED = N_("The answers you saved before are safe.")
MAY_BE_LOST = frozenset({StorageFault.DAMAGED, StorageFault.MISSING, StorageFault.NO_TABLES})
"""Faults after which nobody knows yet whether what was saved is safe."""
WITH_CODE = N_("If you have a return code, keep it.")
GIVE_CODE = N_("If you contact us about this, give us this error code.")


def words_for(fault: StorageFault, kind: RequestKind) -> tuple[str, list[str]]:
    """Return heading and paragraphs for an applicant."""
    soon, heading = fault in MAY_END_SOON, HEADINGS[kind]
    if kind is RequestKind.SECRET:
        onward = TYPE_AGAIN
    elif kind is RequestKind.FORM:
        onward = HELD if soon else HELD_FOR_LATER
    elif soon:
        heading, onward = N_("Please wait a moment"), BY_ITSELF
    else:
        onward = WORDS["500"][1]
    return heading, [CAUSES[fault], onward, WITH_CODE if fault in MAY_BE_LOST else SAVED]


def words_for_staff(
    fault: StorageFault, kind: RequestKind, *, nothing_done: bool
) -> tuple[str, list[str]]:
    """Return heading and paragraphs for a member of staff.

    If the fault came while something was saved, it is unknown whether it was.
    """
    heading, cause = FOR_STAFF["storage"][fault]
    if kind is RequestKind.PAGE:
        onward = FOR_STAFF["next"]["by_itself" if fault in MAY_END_SOON else "later"]
    elif kind is RequestKind.SECRET:
        onward = FOR_STAFF["next"]["type_again"]
    else:
        onward = FOR_STAFF["next"]["not_done" if nothing_done else "in_doubt"]
    return heading, [cause, onward]


log = logging.getLogger(__name__)

TRIES_AGAIN_IN = 10
"""Seconds until the page reloads if the fault may end soon: time enough to hear it read aloud."""

TRIES_AT_ONCE_IN = 2
"""The same after a request that did not wait for the database, because the next one does."""

WORDS = table_beside(__file__)
"""Heading and text by status."""

TRY_THE_CODE = {409, 500, 503}
"""Statuses whose text speaks of the return code: the page links to where it is entered."""


def set_up(app: Flask) -> None:
    """Register a page for every failure."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(WaitForTurn, _wait_for_turn)
    app.register_error_handler(UnderUnknownKey, _unknown_key)
    app.register_error_handler(SealBroken, _seal_broken)
    app.register_error_handler(BrokenChain, _chain_broken)
    app.register_error_handler(ObjectDeletedError, _row_deleted)
    app.register_error_handler(DatabaseAway, _database_away)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int) -> ResponseReturnValue:
    """Return the page for a status."""
    words = FOR_STAFF["status"].get(str(status)) if door() == "desk" else None
    heading, text = words or WORDS.get(str(status), WORDS["400" if status < 500 else "500"])
    paragraphs = [text]
    if status in (500, 503) and door() != "desk":
        is_form = status == 500 and door() == "apply" and _kind_of_request() is RequestKind.FORM
        paragraphs = [HELD if is_form else text, WITH_CODE]
    return _page(status, heading, paragraphs, return_link=status in TRY_THE_CODE)


def fault_page(fault: StorageFault, *, nothing_done: bool = False) -> ResponseReturnValue:
    """Return the page for a fault of the database or the disk.

    *nothing_done* means that the request never reached the database. After a GET the page reloads
    by itself if the fault may end soon. A page with an unsaved form never does.
    """
    kind = _kind_of_request()
    heading, paragraphs = (
        words_for_staff(fault, kind, nothing_done=nothing_done)
        if door() == "desk"
        else words_for(fault, kind)
    )
    waits_next = fault in WAITED_FOR and not nothing_done
    headers = {"Retry-After": str(TRIES_AT_ONCE_IN if waits_next else TRIES_AGAIN_IN)}
    if fault in MAY_END_SOON and request.method == "GET":
        headers["Refresh"] = headers["Retry-After"]
    page, status = _page(503, heading, paragraphs)
    return page, status, headers


def _page(
    status: int, heading: str, paragraphs: list[str], *, return_link: bool = False
) -> tuple[str, int]:
    desk, failed = door() == "desk", status >= 500
    applicants = not desk and "pages" in current_app.blueprints
    is_form = failed and _kind_of_request() is RequestKind.FORM
    is_page = failed and "GET" in current_app.url_map.bind("").allowed_methods(request.path)
    page = render_template(
        "errors/error.html",
        applicants=applicants,
        heading=heading,
        paragraphs=paragraphs,
        again=_fields_but("csrf_token") if is_form else None,
        here=request.full_path.rstrip("?") if is_form or is_page else "",
        code=request_id() if failed else "",
        code_note=FOR_STAFF["next"]["code"] if desk else GIVE_CODE,
        home_url="/desk/" if desk else "/",
        return_url=url_for("come_back.show") if applicants and return_link else "",
    )
    return page, status


def _kind_of_request() -> RequestKind:
    """Return the kind of this request, on which the words of its error page depend."""
    if request.method != "POST":
        return RequestKind.PAGE
    is_lost = request.files or any(map(is_secret, request.form))
    return RequestKind.SECRET if is_lost else RequestKind.FORM


def _fields_but(*names: str) -> list[tuple[str, str]]:
    """Return the posted fields but these, so that one press sends them again."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in names]


def _http_error(failure: HTTPException) -> ResponseReturnValue:
    if original := getattr(failure, "original_exception", None):
        return _unexpected(original)
    if failure.code is None or failure.code < 400:
        return failure.get_response()
    if failure.code >= 500:
        _log("request refused", failure)
    answer = error_page(failure.code)
    if failure.code == 405 and isinstance(answer, tuple):
        valid = getattr(failure, "valid_methods", None) or []
        return (*answer, {"Allow": ", ".join(sorted(valid))})
    return answer


def _unknown_key(failure: UnderUnknownKey) -> ResponseReturnValue:
    """Answer after ``SECRET_KEY`` was changed. Only the desk reads values encrypted under it."""
    _log("a secret is missing", failure)
    return error_page(503)


def _seal_broken(failure: SealBroken) -> ResponseReturnValue:
    """Answer for an envelope that was damaged or swapped, and record it for the desk."""
    _log("a seal is broken", failure, code=failure.code)
    db.session.rollback()
    with saving():
        audit.record(AuditAct.SEAL_BROKEN, on=today())
    if door() == "desk" and failure.code in FOR_STAFF["sealed"]:
        heading, text = FOR_STAFF["sealed"][failure.code]
        return _page(409, heading, [text])
    return error_page(409)


def _chain_broken(failure: BrokenChain) -> ResponseReturnValue:
    """Answer if the team's key does not chain to the pin. Nothing is sealed to it."""
    _log("the team's key is refused", failure)
    db.session.rollback()
    return error_page(503)


def _row_deleted(failure: ObjectDeletedError) -> ResponseReturnValue:
    """Answer if a row was deleted meanwhile; ask to sign in if it was the desk's session."""
    db.session.rollback()
    token, now = door_hash(), clock.now()
    if door() == "desk" and sessions.find(token, now) is None:
        return redirect(url_for("queue.show"), 303)
    return _unexpected(failure)


def _wait_for_turn(failure: WaitForTurn) -> ResponseReturnValue:
    """Answer a person who waits for their turn, with the form that was posted and the turn in it.

    A person presses its button; it never sends itself.
    """
    page = render_template(
        "errors/wait.html",
        action=request.full_path.rstrip("?"),
        turn=failure.turn,
        fields=_fields_but("csrf_token", FIELD),
        is_code=isinstance(failure, WaitToTryCode),
    )
    return page, 429, {"Retry-After": "10"}  # as the page says


def _database_away(failure: DatabaseAway) -> ResponseReturnValue:
    """Answer if the database stayed away or confirms no commit, or if too many were waiting."""
    _log("the database is away", failure, code=failure.fault)
    return fault_page(failure.fault, nothing_done=True)


def _unexpected(failure: Exception) -> ResponseReturnValue:
    """Answer any other failure, with words of its own for a fault of the database or disk."""
    fault = storage_fault(failure)
    _log("request failed", failure, code=fault)
    if fault is None:
        return error_page(500)
    gate().doubt()
    return fault_page(fault)


def _log(event: str, failure: Exception, *, code: str | None = None) -> None:
    """Write a line with the error code of the page, and where in our code it happened."""
    fields = {"endpoint": request.endpoint, "request_id": request_id()}
    log.error(event, extra=fields | ({"code": code} if code else {}), exc_info=failure)
