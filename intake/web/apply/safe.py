"""The page after a yes to danger: the help that answers now, before the next question."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of
from intake.referrals.needs import HelpNow, Where, help_now
from intake.web.access import applicant, own_draft
from intake.web.answers import country_name
from intake.web.app_context import referral_places, today
from intake.web.apply.drafts import unsent_row
from intake.web.apply.next_page import address_of, is_in_danger
from intake.words import N_

blueprint = Blueprint("safe", __name__)

HEADING: Mapping[Where, str] = {
    Where.IN_US: N_("In the US"),
    Where.ABROAD: N_("Outside the US"),
}


@blueprint.get("/<lang>/f/safe")
@applicant
def show() -> ResponseReturnValue:
    """Show whom to call now. Redirect to the questions where nobody told us about danger."""
    draft = own_draft(unsent_row()).draft
    asked_on = ASYLUM.page_of(danger_now.id)
    if not is_in_danger(draft):
        return redirect(address_of(journey.first_unseen(draft)), 303)
    groups = helps_for(draft)
    return render_template(
        "apply/safe.html",
        helped=whom_of(draft) is not Whom.SELF,
        groups=[
            (
                country_name(group.country) if group.country else gettext(HEADING[group.where]),
                group.places,
            )
            for group in groups
        ],
        abroad=any(group.where is not Where.IN_US for group in groups),
        back_url=address_of(asked_on),
        next_url=address_of(journey.next_page(draft, after=asked_on)),
    )


def helps_for(draft: Draft) -> tuple[HelpNow, ...]:
    """Return the places that answer now where the person of this draft is."""
    answers = draft.live_answers
    return help_now(referral_places(), answers, on=today())
