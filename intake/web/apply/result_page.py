"""The result page: the early answer, the plan, and others who may be able to help."""

from datetime import date

from flask import render_template, url_for
from flask_babel import gettext

from intake.actions.assessment.assess import Assessment, what_would_change
from intake.eligibility.decide import MOST_DOUBTFUL_FIRST, Outcome
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.start import device
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of
from intake.referrals.places import fitting
from intake.triage.plan import DANGER
from intake.triage.rules import BY_NUMBER
from intake.triage.tiers import Tier
from intake.web.after_sending.plan_today import plan_today, shown_plan
from intake.web.answers import Row, rows_of
from intake.web.app_context import law, notice, practice, referral_places, settings, today
from intake.web.apply.next_page import address_of
from intake.web.apply.safe import helps_for
from intake.words import N_

MOST_PLACES, FEW_PLACES = 4, 2
"""Places shown where we probably cannot help, and where we may; the rest are on their own page."""


def result_page(draft: Draft, answers: Answers, assessment: Assessment) -> str:
    """Render the result for these answers, which are those of pages asked."""
    helped = whom_of(draft) is not Whom.SELF
    triage, eligibility = assessment.triage, assessment.eligibility
    danger = next(
        (row for row in triage.deadlines if row.rule == DANGER and row.tier is Tier.P0), None
    )
    plan = plan_today(answers, [row for row in triage.deadlines if row is not danger])
    most = MOST_PLACES if eligibility.outcome is Outcome.UNLIKELY else FEW_PLACES
    is_abroad = answers.code(location_kind) == "outside_us"
    places = fitting(referral_places(), answers, on=today())
    in_danger = [place for group in helps_for(draft) for place in group.places] if danger else []
    return render_template(
        "apply/result.html",
        heading=gettext(N_("The plan")) if helped else gettext(N_("Your plan")),
        outcome=eligibility.outcome,
        of_ten=notice().of_ten(today=today()),
        plan=shown_plan(plan, answers, helped=helped),
        look_by=triage.look_by,
        reasons=[
            reason.says.for_helper() if helped else reason.says for reason in eligibility.reasons
        ],
        look_again=_look_again(draft, answers, assessment),
        folded=answers.code(device) == "shared",
        helped=helped,
        danger=danger and danger.reason.says,
        in_danger=in_danger,
        places=[place for place in places if place not in in_danger][:most],
        help_phone=settings().help_phone,
        back_url=address_of(journey.pages_to_ask(draft)[-1]),
        check_url=url_for("sending.check"),
        safe_url=url_for("safe.show"),
        other_help_url=url_for("pages.help_abroad" if is_abroad else "pages.other_help"),
        keep_url=url_for("code.show"),
        delete_url=url_for("mailbox.ask_to_delete"),
    )


def _look_again(draft: Draft, answers: Answers, assessment: Assessment) -> list[Row]:
    decisive = answers_to_check(answers, assessment, law(), today=today(), practice=practice())
    asked = journey.pages_to_ask(draft)
    on_pages = {question.id for page in asked for question in page.questions}
    ids = {id_ if id_ in on_pages else so_far.id for id_ in decisive}
    pages = [page for page in asked if any(q.id in ids for q in page.questions)]
    return [row for row in rows_of(draft, pages, "apply.show") if row.id in ids]


MOST = 4
HELD = "E7"
"""Rule that only prevents a decline. The answers that it names decide nothing."""


def answers_to_check(
    answers: Answers, assessment: Assessment, law: LawBook, *, today: date, practice: Practice
) -> tuple[str, ...]:
    """Return the answered questions whose other answer would change a doubtful outcome or the tier.

    Never tell which answer would do it: a slip can be corrected, but nobody is led to a false
    answer.
    """
    deciding = _deciding_questions(assessment) & answers.keys()
    governing = {
        answer
        for deadline in assessment.triage.deadlines
        if deadline.certainty != "unknown"
        and deadline.tier is assessment.triage.tier
        and BY_NUMBER[deadline.rule].asks_again
        for answer in deadline.reason.answers
    } & answers.keys()
    if not deciding and not governing:
        return ()
    changes = what_would_change(answers, law, today=today, received=today, practice=practice)
    rank = MOST_DOUBTFUL_FIRST.index
    better_outcome = [
        change.question
        for change in changes
        if change.question in deciding
        and rank(change.outcome) > rank(assessment.eligibility.outcome)
    ]
    another_tier = [
        change.question
        for change in changes
        if change.question in governing and change.tier != assessment.triage.tier
    ]
    return tuple(dict.fromkeys(better_outcome + another_tier))[:MOST]


def _deciding_questions(assessment: Assessment) -> set[str]:
    """Return the questions of the first reason for a doubtful outcome.

    If there are two reasons, no single answer gives a better outcome.
    """
    if assessment.eligibility.outcome is Outcome.LIKELY:
        return set()
    return set(
        next(reason for reason in assessment.eligibility.reasons if reason.rule != HELD).answers
    )
