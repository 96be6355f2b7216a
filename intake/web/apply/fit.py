"""The early answer after the questions about fit: what we think, why, and what would change it."""

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.assessment.assess import early_answer
from intake.eligibility.request import IntakeStatus, Outcome, Practice
from intake.eligibility.rules import Eligibility
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM, FIT
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.screen import help_types, income, lawyer_scope
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, heading_of, whom_of
from intake.referrals.places import fitting
from intake.web.access import applicant, own_draft
from intake.web.answers import label_of
from intake.web.app_context import law, notice, practice, referral_places, today
from intake.web.apply.drafts import unsent_row
from intake.web.apply.next_page import address_of
from intake.web.questions.forms import part_of, progress
from intake.words import N_, Sentence

blueprint = Blueprint("fit", __name__)
MOST_PLACES = 4
"""Other organisations shown here; the rest are on a page of their own."""


@blueprint.get("/<lang>/f/fit")
@applicant
def show() -> ResponseReturnValue:
    """Show the early answer once the questions about fit were asked. It never refuses anyone."""
    row = unsent_row()
    draft = own_draft(row).draft
    following = journey.first_unseen(draft)
    if following and following.id in FIT:
        return redirect(address_of(following), 303)
    answers = draft.live_answers
    eligibility = early_answer(answers, law(), today=today(), practice=practice())
    outcome = eligibility.outcome
    if outcome is Outcome.LIKELY and notice().status is not IntakeStatus.OPEN:
        outcome = Outcome.PERSON  # no date is known yet: only the result can say more
    unlikely = outcome is Outcome.UNLIKELY
    return render_template(
        "apply/fit.html",
        outcome=outcome,
        progress=progress(part_of(_last_fit_page(draft))),
        reasons=list(_reasons(eligibility, draft)),
        changes=[gettext(says) for says in what_changes_it(eligibility, answers, practice())],
        places=fitting(referral_places(), answers, on=today())[:MOST_PLACES] if unlikely else [],
        unlikely=unlikely,
        next_url=address_of(following),
        back_url=address_of(_last_fit_page(draft)),
        begins_days=following is None or following.id == so_far.id,
    )


def what_changes_it(
    eligibility: Eligibility, answers: Answers, practice: Practice
) -> Iterator[str]:
    """Yield what would change the early answer, without leading anyone to a false one."""
    if answers.codes(help_types) == ("something_else",):
        yield N_("If it is also about fear of going back, or about harm in the US, tell us.")
    yield (
        N_("If the lawyer stops, or works on only one part of the case, tell us.")
        if answers.has_code(lawyer_scope, ("whole_case",))
        else N_("If a lawyer is already working on all of the case, we probably cannot take it.")
    )
    if practice.service_area and not answers.has_code(location_kind, ("outside_us",)):
        yield (
            N_("If you move to another state, another office may have to help.")
            if answers.code(us_state) in practice.service_area
            else N_("If you move to a state where our lawyers work, ask us again.")
        )
    for_detained = answers.has_code(filling_for, ("detained_person",))
    if not for_detained and not answers.has_code(income, ("amount", "none")):
        yield N_("If you find out roughly how much money comes in, add it here.")
    elif eligibility.outcome is not Outcome.LIKELY and answers.has_code(income, ("amount",)):
        yield N_("If less money comes in later, tell us.")
    yield N_("A date that is near can make it urgent. The next questions are about dates.")


def _reasons(eligibility: Eligibility, draft: Draft) -> Iterator[tuple[Sentence, str, str]]:
    """Yield the reasons that rest on answers about fit, those that decide first.

    Each has the address and the name of the page on which its answer was given.
    """
    whom = whom_of(draft)
    for reason in eligibility.reasons:
        pages = (ASYLUM.page_of(id_) for id_ in reason.answers)
        if page := next((page for page in pages if page.id in FIT), None):
            yield (
                reason.says if whom is Whom.SELF else reason.says.for_helper(),
                address_of(page),
                gettext(heading_of(page, whom))
                if page.heading
                else label_of(page.questions[0], draft),
            )


def _last_fit_page(draft: Draft) -> Page:
    asked = journey.pages_to_ask(draft)
    return [page for page in asked if page.id in FIT][-1]
