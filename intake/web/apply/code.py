"""The return code: made at the second kept page, shown whenever this session asks for it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.application.make_return_code import LineTooLong, attach_code, make_code
from intake.actions.application.resume import shown_code
from intake.extensions import db, writing
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft
from intake.requests.models import Request
from intake.web.access import applicant, current_request, installation, own_draft
from intake.web.apply.ended import ended
from intake.web.apply.onward import address_of
from intake.web.security import door_token

blueprint = Blueprint("code", __name__)
PAGES_BEFORE = 2
"""So many pages are kept before a code is made: somebody who only looks in needs none."""


@blueprint.get("/<lang>/f/code")
@applicant
def show() -> ResponseReturnValue:
    """The code, to be written down; or a button to try again where the line was too long."""
    if (found := current_request()) is None:
        return ended()
    code = shown_code(found, door_token(), installation=installation())
    return render_template(
        "apply/code.html", code=code, sent=found.sent, action=url_for("code.go_on")
    )


@blueprint.post("/<lang>/f/code")
@applicant
def go_on() -> ResponseReturnValue:
    """Kept or not, the code stays valid, and the questions go on; or try again to make one."""
    if (found := current_request()) is None:
        return ended()
    if found.sent:
        return redirect(url_for("mailbox.show" if found.key_under_token else "sending.sent"), 303)
    if "have" not in request.form:
        give_code()
        return redirect(url_for("code.show"), 303)
    opened = own_draft(found)
    return redirect(address_of(journey.first_unseen(ASYLUM, opened.draft)), 303)


def needs_code(found: Request, draft: Draft) -> bool:
    """Whether it is time for a code."""
    return not found.coded and len(draft.seen) >= PAGES_BEFORE


def give_code() -> None:
    """Make a code for this session's request, unless it has one or the line is too long."""
    token = door_token()
    try:
        made = make_code()
    except LineTooLong:
        return
    with writing():
        found = current_request(to_change=True)
        if found and not found.coded and not found.sent:
            attach_code(own_draft(found), token, made)
            db.session.commit()
