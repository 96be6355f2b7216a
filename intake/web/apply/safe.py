"""The page after a yes to danger: the help that answers now, before the next question."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of
from intake.referrals.place import Kind
from intake.referrals.places import fitting
from intake.web.access import applicant, current_request, own_draft
from intake.web.app_context import referral_places, today
from intake.web.apply.next_page import address_of, is_in_danger
from intake.web.apply.session_ended import ended
from intake.web.referral_places import ShownPlace, shown_places

blueprint = Blueprint("safe", __name__)


@blueprint.get("/<lang>/f/safe")
@applicant
def show() -> ResponseReturnValue:
    """Show whom to call now. Redirect to the questions where nobody told us about danger."""
    row = current_request()
    if row is None:
        return ended()
    if row.sent:
        return redirect(url_for("sending.sent"), 303)
    draft = own_draft(row).draft
    asked_on = ASYLUM.page_of(danger_now.id)
    if not is_in_danger(draft):
        return redirect(address_of(journey.first_unseen(ASYLUM, draft)), 303)
    return render_template(
        "apply/safe.html",
        helped=whom_of(draft) is not Whom.SELF,
        places=_places(draft),
        back_url=address_of(asked_on),
        next_url=address_of(journey.next_page(ASYLUM, draft, after=asked_on)),
        safety_url=url_for("pages.safety"),
    )


def _places(draft: Draft) -> list[ShownPlace]:
    """Return the places of safety that fit the answers so far."""
    answers = journey.live_answers(ASYLUM, draft.answers, as_of=draft.as_of)
    fit = shown_places(fitting(referral_places(), answers, on=today()))
    return [shown for shown in fit if Kind.SAFETY in shown.place.kinds]
