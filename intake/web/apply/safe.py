"""The page after a yes to danger: the help that answers now, before the next question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of
from intake.referrals.danger import HelpNow, Where, help_now
from intake.web.access import applicant, current_request, own_draft
from intake.web.answers import country_name
from intake.web.app_context import referral_places, today
from intake.web.apply.next_page import address_of, is_in_danger
from intake.web.apply.session_ended import ended
from intake.web.referral_places import ShownPlace, shown_places
from intake.words import N_

blueprint = Blueprint("safe", __name__)

HEADING: Mapping[Where, str] = {
    Where.IN_US: N_("In the US"),
    Where.ABROAD: N_("Outside the US"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownHelp:
    """A group of places in words, under the name of the country where they help."""

    heading: str
    places: list[ShownPlace]


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
    groups = helps_for(draft)
    return render_template(
        "apply/safe.html",
        helped=whom_of(draft) is not Whom.SELF,
        groups=[_shown(group) for group in groups],
        abroad=any(group.where is not Where.IN_US for group in groups),
        back_url=address_of(asked_on),
        next_url=address_of(journey.next_page(ASYLUM, draft, after=asked_on)),
    )


def helps_for(draft: Draft) -> tuple[HelpNow, ...]:
    """Return the places that answer now where the person of this draft is."""
    answers = journey.live_answers(ASYLUM, draft.answers, as_of=draft.as_of)
    return help_now(referral_places(), answers, on=today())


def _shown(group: HelpNow) -> ShownHelp:
    heading = country_name(group.country) if group.country else gettext(HEADING[group.where])
    return ShownHelp(heading=heading, places=shown_places(group.places))
