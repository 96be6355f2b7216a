"""A helper hands the form over: the applicant goes on alone, with a new return code."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.application.answer_later import open_own_case
from intake.actions.application.resume import hand_over_case, hand_over_draft
from intake.actions.opening.open_draft import NothingToOpen
from intake.extensions import saving
from intake.fair_line import TooManyWaiting
from intake.requests.applicant_access import OwnRequest
from intake.web.access import applicant, current_request, installation, own_draft, see_other
from intake.web.app_context import today
from intake.web.limits import turns
from intake.web.security import door_token, note_saves

blueprint = Blueprint("hand_over", __name__)


@blueprint.get("/<lang>/f/hand-over")
@applicant
def show() -> ResponseReturnValue:
    """Say what handing over means, before it is done."""
    _own_row()
    return _page()


@blueprint.post("/<lang>/f/hand-over")
@applicant
def hand_over() -> ResponseReturnValue:
    """Make the new code first, which takes time; then change everything in one transaction."""
    row = _own_row()
    own = open_own_case(row, door_token(), installation()) if row.sent else None
    if not (own or own_draft(row)).draft.helped:
        return see_other("code.show")
    try:
        new_code = turns.code_in_turn(door_token(), installation())
    except TooManyWaiting:
        return _page(too_many=True), 429
    token, saves = door_token(), 0
    with saving():
        # A second press does nothing: it must not end the applicant's code.
        if (row := _own_row(to_change=True)).sent:
            own = open_own_case(row, token, installation(), to_change=True)
            if own.draft.helped:
                hand_over_case(own, token, new_code, today=today())
        else:
            opened = own_draft(row)
            saves = opened.saves
            if opened.draft.helped:
                hand_over_draft(opened, token, new_code, today=today(), now=clock.now())
                saves += 1
    note_saves(saves)
    return see_other("code.show")


def _own_row(*, to_change: bool = False) -> OwnRequest:
    """Return the row of a session that holds its key."""
    row = current_request(to_change=to_change, anew=True)
    if row is None or not row.key_under_token:
        raise NothingToOpen
    return row


def _page(*, too_many: bool = False) -> str:
    return render_template(
        "apply/hand_over.html",
        too_many=too_many,
        turn=turns.place(door_token()).text if too_many else "",
    )
