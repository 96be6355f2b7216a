"""The last steps: result, check, send, sent."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import open_own_case
from intake.actions.application.resume import shown_code
from intake.actions.application.submit import Origin, ready_to_send, receipt_of, submit
from intake.actions.assessment.assess import Assessment, assess_answers, what_would_change
from intake.actions.opening.open_draft import NothingToOpen, OpenDraft
from intake.cases import applicant_access as own_case
from intake.cases.card import HANDED_OVER
from intake.eligibility.request import Outcome, Practice
from intake.eligibility.rules import MOST_DOUBTFUL_FIRST
from intake.extensions import writing_alone
from intake.law.book import LawBook
from intake.messages import applicant_access as own_thread
from intake.messages.models import Direction
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.start import device, filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import Whom, whom_of, worded
from intake.referrals.places import fitting
from intake.traffic.arrivals import network_hash
from intake.triage.deadlines import Tier
from intake.triage.plan import DANGER
from intake.triage.rules import BY_NUMBER
from intake.web import limits
from intake.web.access import applicant, installation, own_draft, see_other
from intake.web.after_sending.plan_today import own_plan, plan_today, shown_plan
from intake.web.after_sending.progress import progress_of, return_card
from intake.web.answers import label_of, rows_of
from intake.web.app_context import (
    after_hours,
    law,
    notice,
    practice,
    referral_places,
    settings,
    today,
)
from intake.web.apply.drafts import current_row, store_draft, unsent_row
from intake.web.apply.next_page import address_of, resume_address
from intake.web.apply.safe import helps_for
from intake.web.locale import language
from intake.web.questions.forms import PageForm, form_of, is_left, see_again, typed_at
from intake.web.security import door_token, note_saves

blueprint = Blueprint("sending", __name__)
TRAP = "website"
FASTEST = timedelta(seconds=20)
"""Time within which no person reads and answers nine pages."""


@blueprint.get("/<lang>/f/go-on")
@applicant
def go_on() -> ResponseReturnValue:
    """Redirect to the first question that was not answered yet."""
    return redirect(resume_address(own_draft(unsent_row()).draft), 303)


@blueprint.get("/<lang>/f/result")
@applicant
def result() -> ResponseReturnValue:
    """Show the result so far. It never refuses anyone."""
    draft = own_draft(unsent_row()).draft
    answers = draft.live_answers
    day = today()
    now = replace(practice(), status=notice().status, until=notice().until)
    assessment = assess_answers(
        answers, law(), today=day, received=day, practice=now, after_hours=after_hours()
    )
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
    decisive = answers_to_check(answers, assessment, law(), today=day, practice=practice())
    asked = journey.pages_to_ask(draft)
    on_pages = {question.id for page in asked for question in page.questions}
    ids = {id_ if id_ in on_pages else so_far.id for id_ in decisive}
    pages = [page for page in asked if any(q.id in ids for q in page.questions)]
    return render_template(
        "apply/result.html",
        heading=gettext("The plan") if helped else gettext("Your plan"),
        outcome=eligibility.outcome,
        of_ten=notice().of_ten(today=today()),
        plan=shown_plan(plan, answers, helped=helped),
        look_by=triage.look_by,
        reasons=[
            reason.says.for_helper() if helped else reason.says for reason in eligibility.reasons
        ],
        look_again=[row for row in rows_of(draft, pages, "apply.show") if row.id in ids],
        folded=answers.code(device) == "shared",
        helped=helped,
        danger=danger and danger.reason.says,
        in_danger=in_danger,
        places=[place for place in places if place not in in_danger][:most],
        help_phone=settings().help_phone,
        back_url=address_of(asked[-1]),
        other_help_url=url_for("pages.help_abroad" if is_abroad else "pages.other_help"),
    )


@blueprint.get("/<lang>/f/check")
@applicant
def check() -> ResponseReturnValue:
    """Show every answer with a link to change it."""
    row = unsent_row()
    draft = own_draft(row).draft
    typed = typed_at(row, url_for("sending.check"))
    form = _sending_form(draft, typed.fields if typed else None)
    if typed and typed.is_refused:
        form.validate()
    asked = journey.pages_to_ask(draft)
    missing = journey.what_is_missing(draft)
    every = journey.pages_to_ask(replace(draft, wants_more=True))
    # A person in detention cannot take the phone and go on alone.
    for_detained = draft.answers.code(filling_for) == "detained_person"
    is_held = for_detained or draft.answers.code(detained_now) == "yes"
    return render_template(
        "apply/check.html",
        groups=[
            (gettext(section.title), rows)
            for section in ASYLUM.sections
            if (
                rows := rows_of(
                    draft, [page for page in section.pages if page in asked], "apply.show"
                )
            )
        ],
        missing=[
            (label_of(question, draft), address_of(ASYLUM.page_of(question.id)))
            for question in missing
        ],
        form=form,
        folded=draft.answers.code(device) == "shared",
        here=url_for("sending.check"),
        back_url=address_of(asked[-1]) if draft.wants_more else url_for("sending.result"),
        hands_over=draft.helped and not is_held,
        more_left=len([page for page in every if page.id not in draft.seen]),
    ), 422 if typed and typed.is_refused else 200


@blueprint.post("/<lang>/f/send")
@applicant
def send() -> ResponseReturnValue:
    """Send the request, or go on to the later questions. A second press sends nothing more.

    All that takes time is done before the write transaction. If another tab saved something
    meanwhile, it is done again.
    """
    while True:
        row = unsent_row(anew=True)
        opened = own_draft(row)
        opened = replace(opened, draft=replace(opened.draft, language=language()))
        if request.form.get("send") == "more":
            if onward := _ask_more(opened):
                return onward
            continue
        form = _sending_form(opened.draft, request.form)
        missing = journey.what_is_missing(opened.draft)
        if is_left() or not form.validate() or missing:
            return see_again(row, url_for("sending.check"))
        draft = replace(opened.draft, answers=opened.draft.answers.plus(form.answers()))
        if submit_draft(replace(opened, draft=draft)):
            return see_other("sending.sent")


@blueprint.get("/<lang>/sent")
@applicant
def sent() -> ResponseReturnValue:
    """Show the card to keep, and where the request is."""
    row = current_row()
    receipt = receipt_of(row, door_token(), installation())
    if receipt is None:
        raise NothingToOpen
    token = door_token()
    answers, is_helped, progress = receipt.answers, receipt.is_helped, None
    plan = plan_today(answers)
    if case := own_case.find(row.proof):
        unread = own_thread.count_unread(row.proof, case.id, Direction.OUT, now=clock.now())
        progress = progress_of(case, today=today(), unread=unread)
    if case and row.key_under_token:
        own = open_own_case(row, token, installation())
        answers, is_helped, plan = own.draft.live_answers, own.draft.helped, own_plan(own)
    return render_template(
        "apply/sent.html",
        card=return_card(
            receipt.reference,
            shown_code(row, token, installation()),
            folded=receipt.is_shared,
        ),
        progress=progress,
        plan=shown_plan(plan, answers, helped=is_helped) if len(answers) else None,
        receipt=receipt,
        is_late="late" in request.args,
        has_mailbox=row.key_under_token is not None,
    )


def submit_draft(opened: OpenDraft) -> bool:
    """Send the draft. Return false if another tab changed it since it was opened."""
    machine = ("maybe_machine",) if looks_like_a_machine(opened.draft) else ()
    origin = Origin(
        network=network_hash(limits.network(), secret=settings().secret_key),
        most=settings().quarantine_above,
    )
    ready = ready_to_send(
        opened,
        law=law(),
        practice=practice(),
        retention_days=settings().retention_days,
        received=today(),
        after_hours=after_hours(),
        flags=(*machine, HANDED_OVER) if opened.draft.handed_over else machine,
    )
    with writing_alone() as transaction:
        if not submit(ready, door_token(), now=clock.now(), origin=origin):
            return False
        transaction.commit()
    note_saves(opened.saves + 1)
    return True


def looks_like_a_machine(draft: Draft) -> bool:
    """Return true if the hidden field is filled or all pages took seconds. Staff see a flag."""
    if request.form.get(TRAP):
        return True
    return draft.begun_at is not None and clock.now() - draft.begun_at < FASTEST


def _ask_more(opened: OpenDraft) -> ResponseReturnValue | None:
    """Redirect to the first later question not seen yet, else to the first of them.

    Return ``None`` if another tab saved something since the draft was opened.
    """
    draft = replace(opened.draft, wants_more=True)
    if not store_draft(opened, draft):
        return None
    asked = journey.pages_to_ask(draft)
    later = [page for page in asked if journey.is_later(draft, page)]
    return redirect(address_of(journey.first_unseen(draft) or later[0]), 303)


def _sending_form(draft: Draft, posted: Any = None) -> PageForm:
    questions = tuple(worded(question, whom_of(draft)) for question in ASYLUM.at_sending)
    return form_of(questions, draft.answers, posted, today=today())


MOST_PLACES, FEW_PLACES = 4, 2
"""Places shown where we probably cannot help, and where we may; the rest are on their own page."""


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
    # If there are two reasons for a doubtful outcome, no single answer gives a better one.
    outcome, reasons = assessment.eligibility.outcome, assessment.eligibility.reasons
    first = next(reason for reason in reasons if reason.rule != HELD)
    deciding = set() if outcome is Outcome.LIKELY else set(first.answers) & answers.keys()
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
        if change.question in deciding and rank(change.outcome) > rank(outcome)
    ]
    another_tier = [
        change.question
        for change in changes
        if change.question in governing and change.tier != assessment.triage.tier
    ]
    return tuple(dict.fromkeys(better_outcome + another_tier))[:MOST]
