"""The result page: the early answer, the plan, and others who may be able to help."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext

from intake.actions.assessment.assess import Assessment
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.start import device
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of
from intake.referrals.places import fitting
from intake.triage.deadlines import Deadline
from intake.triage.plan import DANGER, plan_of
from intake.triage.tiers import Tier
from intake.web.answer_rows import Row, rows_of
from intake.web.app_context import law, practice, referral_places, settings, today
from intake.web.apply.answers_to_check import answers_to_check
from intake.web.apply.next_page import address_of
from intake.web.apply.result_plan import shown_plan
from intake.web.apply.safe import helps_for
from intake.web.referral_places import ShownPlace, shown_places
from intake.words import N_

MOST_PLACES = 4
"""Places shown on the result; the rest are on a page of their own."""


def result_page(draft: Draft, answers: Answers, assessment: Assessment) -> str:
    """Render the result for these answers, which are those of pages asked."""
    helped = whom_of(draft) is not Whom.SELF
    triage, eligibility = assessment.triage, assessment.eligibility
    danger = _danger(triage.deadlines)
    is_abroad = answers.code(location_kind) == "outside_us"
    places = shown_places(fitting(referral_places(), answers, on=today()))
    in_danger = _answering_now(draft) if danger else []
    return render_template(
        "apply/result.html",
        heading=gettext(N_("The plan")) if helped else gettext(N_("Your plan")),
        outcome=eligibility.outcome,
        shown=shown_plan(plan_of(triage.deadlines, answers, today=today()), helped=helped),
        look_by=triage.look_by,
        reasons=[
            reason.says.for_helper() if helped else reason.says for reason in eligibility.reasons
        ],
        look_again=_look_again(draft, answers, assessment),
        folded=answers.code(device) == "shared",
        helped=helped,
        danger=danger and danger.reason.says,
        in_danger=in_danger,
        places=[shown for shown in places if shown not in in_danger][:MOST_PLACES],
        help_phone=settings().help_phone,
        back_url=address_of(journey.pages_to_ask(ASYLUM, draft)[-1]),
        check_url=url_for("sending.check"),
        safe_url=url_for("safe.show"),
        other_help_url=url_for("pages.help_abroad" if is_abroad else "pages.other_help"),
        keep_url=url_for("code.show"),
        delete_url=url_for("mailbox.ask_to_delete"),
    )


def _answering_now(draft: Draft) -> list[ShownPlace]:
    return shown_places(place for group in helps_for(draft) for place in group.places)


def _danger(deadlines: tuple[Deadline, ...]) -> Deadline | None:
    """Return the deadline of danger, which asks for numbers to call and not for a day."""
    return next((row for row in deadlines if row.rule == DANGER and row.tier is Tier.P0), None)


def _look_again(draft: Draft, answers: Answers, assessment: Assessment) -> list[Row]:
    decisive = answers_to_check(answers, assessment, law(), today=today(), practice=practice())
    asked = journey.pages_to_ask(ASYLUM, draft)
    on_pages = {question.id for page in asked for question in page.questions}
    ids = {id_ if id_ in on_pages else so_far.id for id_ in decisive}
    pages = [page for page in asked if any(q.id in ids for q in page.questions)]
    return [row for row in rows_of(draft, pages, "apply.show") if row.id in ids]
