"""The page of the return code: made after the second page, shown again on request."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from intake.actions.application.make_return_code import attach_code
from intake.actions.application.resume import shown_code
from intake.actions.application.submit import receipt_of
from intake.extensions import db, writing
from intake.fair_line import TooManyWaiting
from intake.questionnaire.journey import Draft
from intake.requests.applicant_access import OwnRequest
from intake.web.access import applicant, current_request, installation, own_draft, see_other
from intake.web.apply.drafts import current_row
from intake.web.apply.next_page import resume_address
from intake.web.limits import turns
from intake.web.security import door_token

blueprint = Blueprint("code", __name__)
PAGES_BEFORE = 2
"""Pages saved before a code is made. A person who only looks at the form needs none."""

PAGES_UNTIL_TOLD = 3
"""Pages saved when a person is told that the line is full. Before and later they go on, and each
page that they save tries again.
"""


@blueprint.get("/<lang>/f/code")
@applicant
def show() -> ResponseReturnValue:
    """Show the code to be written down, or a button to try again if too many people waited."""
    return _page(current_row())


@blueprint.post("/<lang>/f/code")
@applicant
def go_on() -> ResponseReturnValue:
    """Go on to the questions, or try again to make a code."""
    row = current_row()
    if row.sent:
        return see_other("mailbox.show" if row.key_under_token else "sending.sent")
    if "have" not in request.form:
        if not row.has_code and not give_code():
            return _page(row), 429
        return see_other("code.show")
    return redirect(resume_address(own_draft(row).draft), 303)


def leads_to_code(row: OwnRequest, draft: Draft) -> bool:
    """Make a code if it is time. Return whether its page is next: with it, or with why not."""
    saved = len(draft.seen)
    if row.has_code or saved < PAGES_BEFORE:
        return False
    return give_code() or saved == PAGES_UNTIL_TOLD


def give_code() -> bool:
    """Make a code for this session, unless it has one. Return false if too many people wait."""
    token = door_token()
    try:
        new_code = turns.code_in_turn(token, installation())
    except TooManyWaiting:
        return False
    with writing():
        row = current_request(to_change=True)
        if row and not row.has_code and not row.sent:
            attach_code(own_draft(row), token, new_code)
            db.session.commit()
    return True


def _page(row: OwnRequest) -> str:
    code = shown_code(row, door_token(), installation())
    receipt = receipt_of(row, door_token(), installation())
    return render_template(
        "apply/code.html",
        code=code,
        turn="" if code else turns.place(door_token()).text,
        sent=row.sent,
        folded=receipt is not None and receipt.is_shared,
    )
