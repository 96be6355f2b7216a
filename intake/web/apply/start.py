"""The button *Start*: a new form, also in a browser in which someone has begun or sent one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.application.submit import SHORT_MINUTES
from intake.actions.opening.open_draft import NothingToOpen
from intake.requests.applicant_access import OwnRequest
from intake.sealing.seal import SealBroken
from intake.web.access import applicant, current_request, end_own_session, own_draft, see_other
from intake.web.apply.drafts import ended
from intake.web.security import ENDED, REFUSED_CODE, StaleForm, delete_cookie, end_session

blueprint = Blueprint("start", __name__)


@blueprint.get("/<lang>/f/start")
@applicant
def ask() -> ResponseReturnValue:
    """Ask who is here, and show nothing of what the person of this session told us."""
    row = current_request()
    return _page(row) if row else redirect(_first_page(), 303)


@blueprint.post("/<lang>/f/start")
@applicant
def start() -> ResponseReturnValue:
    """Close what was begun or sent here, and go to the first question of a new form.

    On a device of one's own, ask first; only there does a yes show a form again without its code.
    """
    row, who = current_request(), request.form.get("who")
    if row and who == "same":
        is_open = _is_own_device(row) and not row.sent
        return see_other("sending.go_on" if is_open else "come_back.show")
    if row and who != "other" and _is_own_device(row):
        return see_other("start.ask")
    response = redirect(_first_page(), 303)
    delete_cookie(response, REFUSED_CODE)
    if row and tells_something(row):
        end_own_session()
        end_session(response, "apply", leaves=False)
        response.location += ENDED
    return response


@blueprint.errorhandler(StaleForm)
def ask_again(_failure: StaleForm) -> ResponseReturnValue:
    """Ask from a page whose session has ended: another site could have sent the form."""
    row = current_request()
    return (_page(row), 403) if row else ended(403)


def tells_something(row: OwnRequest) -> bool:
    """Return true unless nothing but a language to be called in was chosen in this session."""
    try:
        return row.sent or row.typed_form is not None or bool(own_draft(row).draft.seen)
    except (NothingToOpen, SealBroken):
        return True


def _page(row: OwnRequest) -> str:
    return render_template(
        "apply/who.html",
        sent=row.sent,
        coded=row.has_code,
        has_code=False,  # for the footer: it leads to the code
    )


def _is_own_device(row: OwnRequest) -> bool:
    return row.session_minutes > SHORT_MINUTES


def _first_page() -> str:
    return url_for("apply.show", number=1)
