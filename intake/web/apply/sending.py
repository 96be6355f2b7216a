"""The last steps: result, check, send, sent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import open_own_case
from intake.actions.application.resume import shown_code
from intake.actions.application.submit import Origin, ready_to_send, receipt_of, submit
from intake.actions.assessment.assess import assess_answers
from intake.actions.opening.open_draft import NothingToOpen, OpenDraft
from intake.cases import applicant_access as own_case
from intake.cases.card import HANDED_OVER
from intake.extensions import writing_alone
from intake.messages import applicant_access as own_thread
from intake.messages.models import Direction
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device, filling_for
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import whom_of, worded
from intake.traffic.arrivals import network_hash
from intake.web import limits
from intake.web.access import applicant, installation, own_draft
from intake.web.after_sending.plan_today import plan_today, shown_plan
from intake.web.after_sending.progress import progress_of, return_card
from intake.web.answers import label_of, rows_of
from intake.web.app_context import after_hours, law, notice, practice, settings, today
from intake.web.apply.drafts import current_row, store_draft, unsent_row
from intake.web.apply.next_page import address_of, resume_address
from intake.web.apply.result_page import result_page
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
    opened = own_draft(unsent_row())
    answers = journey.live_answers(opened.draft.answers, as_of=opened.draft.as_of)
    day = today()
    now = replace(practice(), status=notice().status, until=notice().until)
    assessment = assess_answers(
        answers, law(), today=day, received=day, practice=now, after_hours=after_hours()
    )
    return result_page(opened.draft, answers, assessment)


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
        send_url=url_for("sending.send"),
        hand_over_url=url_for("hand_over.show") if draft.helped and not _detained(draft) else "",
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
            return redirect(url_for("sending.sent"), 303)


@blueprint.get("/<lang>/sent")
@applicant
def sent() -> ResponseReturnValue:
    """Show the card to keep, and where the request is."""
    row = current_row()
    receipt = receipt_of(row, door_token(), installation=installation())
    if receipt is None:
        raise NothingToOpen
    token = door_token()
    answers, is_helped, progress = receipt.answers, receipt.is_helped, None
    if case := own_case.find(row.proof):
        unread = own_thread.count_unread(row.proof, case.id, Direction.OUT, now=clock.now())
        progress = progress_of(case, today=today(), unread=unread)
    if case and row.key_under_token:
        draft = open_own_case(row, token, installation=installation()).draft
        answers = journey.live_answers(draft.answers, as_of=draft.as_of)
        is_helped = draft.helped
    return render_template(
        "apply/sent.html",
        card=return_card(
            receipt.reference,
            shown_code(row, token, installation=installation()),
            folded=receipt.is_shared,
        ),
        progress=progress,
        plan=shown_plan(plan_today(answers), answers, helped=is_helped) if len(answers) else None,
        look_by=receipt.look_by,
        erase_on=receipt.erase_on,
        is_late="late" in request.args,
        mailbox_url=url_for("mailbox.show") if row.key_under_token else "",
        clear_url=url_for("pages.clear"),
        start_url=url_for("start.start"),
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


def _detained(draft: Draft) -> bool:
    """Return true for a person in detention, who cannot take the phone and go on alone."""
    for_detained = draft.answers.code(filling_for) == "detained_person"
    return for_detained or draft.answers.code(detained_now) == "yes"


def _sending_form(draft: Draft, posted: Any = None) -> PageForm:
    questions = tuple(worded(question, whom_of(draft)) for question in ASYLUM.at_sending)
    return form_of(questions, draft.answers, posted, today=today())
