"""A helper hands the form over: the person goes on alone, with a code that only they have."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.application.answer_later import open_own_case
from intake.actions.application.hand_over import hand_over_case, hand_over_draft
from intake.actions.application.make_return_code import LineTooLong, MadeCode, make_code
from intake.extensions import db, writing
from intake.requests.models import Request
from intake.web.access import applicant, current_request, installation, own_draft
from intake.web.app_context import today
from intake.web.apply.ended import ended
from intake.web.security import door_token, see_kept

blueprint = Blueprint("hand_over", __name__)


@blueprint.get("/<lang>/f/hand-over")
@applicant
def show() -> ResponseReturnValue:
    """What handing over means, before it is done."""
    if _opened() is None:
        return ended()
    return _page()


@blueprint.post("/<lang>/f/hand-over")
@applicant
def hand_over() -> ResponseReturnValue:
    """Make the new code first, for that takes time; then all becomes true together."""
    if _opened() is None:
        return ended()
    try:
        made = make_code()
    except LineTooLong:
        return _page(too_many=True), 429
    with writing():
        if (found := _opened(to_change=True)) is None:
            return ended()
        kept = _change(found, made)
        db.session.commit()
    see_kept(kept)
    return redirect(url_for("code.show"), 303)


def _change(found: Request, made: MadeCode) -> int:
    """How often the draft has been kept by now; what was sent is no draft.

    Nothing where it was handed over already: a second press must not end the person's code.
    """
    token = door_token()
    if found.sent:
        own = open_own_case(found, token, installation=installation(), to_change=True)
        if own.draft.helped:
            hand_over_case(own, token, made, today=today())
        return 0
    opened = own_draft(found)
    if not opened.draft.helped:
        return opened.kept
    hand_over_draft(opened, token, made, today=today(), now=clock.now())
    return opened.kept + 1


def _opened(*, to_change: bool = False) -> Request | None:
    """The request of a session that holds its key; one that has just sent holds it no more."""
    found = current_request(to_change=to_change, anew=True)
    return found if found and found.key_under_token else None


def _page(*, too_many: bool = False) -> str:
    return render_template(
        "apply/hand_over.html",
        too_many=too_many,
        action=url_for("hand_over.hand_over"),
        back_url=url_for("mailbox.show"),
    )
