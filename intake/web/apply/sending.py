"""The last steps: result, check, send, sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.save_draft import save_draft
from intake.actions.application.submit import Origin, ready_to_send, receipt_of, submit
from intake.actions.assessment.assess import Assessment, assess_answers
from intake.actions.opening.open_draft import OpenDraft
from intake.cases.card import HANDED_OVER
from intake.extensions import db, writing, writing_alone
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device, filling_for
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.wording import whom_of, worded
from intake.requests import applicant_access as own_requests
from intake.traffic.arrivals import network_hash
from intake.web import limits
from intake.web.access import applicant, current_request, installation, own_draft
from intake.web.answer_rows import label_of, rows_of
from intake.web.app_context import after_hours, law, practice, settings, today
from intake.web.apply.next_page import address_of, resume_address
from intake.web.apply.result_page import result_page
from intake.web.apply.sent_page import sent_page
from intake.web.apply.session_ended import ended
from intake.web.locale import language
from intake.web.questions.forms import PageForm, form_of
from intake.web.questions.typed_forms import is_left, see_again, typed_at
from intake.web.security import door_token, note_saves

blueprint = Blueprint("sending", __name__)
TRAP = "website"
FASTEST = timedelta(seconds=20)
"""Time within which no person reads and answers nine pages."""


@blueprint.get("/<lang>/f/go-on")
@applicant
def go_on() -> ResponseReturnValue:
    """Redirect to the first question that was not answered yet."""
    if (opened := _opened()) is None:
        return _without_draft()
    return redirect(resume_address(opened.draft), 303)


@blueprint.get("/<lang>/f/result")
@applicant
def result() -> ResponseReturnValue:
    """Show the result so far. It never refuses anyone."""
    if (opened := _opened()) is None:
        return _without_draft()
    answers = _live_answers(opened.draft)
    return result_page(opened.draft, answers, _assess(answers))


@blueprint.get("/<lang>/f/check")
@applicant
def check() -> ResponseReturnValue:
    """Show every answer with a link to change it."""
    if (opened := _opened()) is None:
        return _without_draft()
    typed = typed_at(current_request(), url_for("sending.check"))
    form = _sending_form(opened.draft, typed.fields if typed else None)
    if typed and typed.is_refused:
        form.validate()
    return _check_page(opened.draft, form), 422 if typed and typed.is_refused else 200


@blueprint.post("/<lang>/f/send")
@applicant
def send() -> ResponseReturnValue:
    """Send the request, or go on to the later questions. A second press sends nothing more.

    All that takes time is done before the write transaction. If another tab saved something
    meanwhile, it is done again.
    """
    while True:
        row = current_request(anew=True)
        if row and row.sent:
            return redirect(url_for("sending.sent"), 303)
        if row is None:
            return _without_draft()
        opened = own_draft(row)
        opened = replace(opened, draft=replace(opened.draft, language=language()))
        if request.form.get("send") == "more":
            if onward := _ask_more(opened):
                return onward
            continue
        form = _sending_form(opened.draft, request.form)
        if not _may_send(opened.draft, form):
            return see_again(row, url_for("sending.check"))
        draft = replace(opened.draft, answers=opened.draft.answers.plus(form.answers()))
        if submit_draft(replace(opened, draft=draft)):
            return redirect(url_for("sending.sent"), 303)


@blueprint.get("/<lang>/sent")
@applicant
def sent() -> ResponseReturnValue:
    """Show the card to keep, and where the request is."""
    row = current_request()
    if row is None:
        return _without_draft()
    receipt = receipt_of(row, door_token(), installation=installation())
    if receipt is None:
        return _without_draft()
    return sent_page(row, receipt)


def _may_send(draft: Draft, form: PageForm) -> bool:
    """Return true if everything was answered and agreed to without which nothing is sent."""
    return not is_left() and form.validate() and not journey.what_is_missing(ASYLUM, draft)


def submit_draft(opened: OpenDraft) -> bool:
    """Send the draft. Return false if another tab changed it since it was opened."""
    ready = ready_to_send(
        opened,
        law=law(),
        practice=practice(),
        retention_days=settings().retention_days,
        received=today(),
        after_hours=after_hours(),
        flags=_flags(opened.draft),
    )
    with writing_alone() as transaction:
        if not submit(ready, door_token(), now=clock.now(), origin=_origin()):
            return False
        transaction.commit()
    note_saves(opened.saves + 1)
    return True


def _origin() -> Origin:
    return Origin(
        network=network_hash(limits.network(), secret=settings().secret_key),
        most=settings().quarantine_above,
    )


def _flags(draft: Draft) -> tuple[str, ...]:
    machine = ("maybe_machine",) if looks_like_a_machine(draft) else ()
    return (*machine, HANDED_OVER) if draft.handed_over else machine


def looks_like_a_machine(draft: Draft) -> bool:
    """Return true if the hidden field is filled or all pages took seconds. Staff see a flag."""
    if request.form.get(TRAP):
        return True
    return draft.begun_at is not None and clock.now() - draft.begun_at < FASTEST


def _ask_more(opened: OpenDraft) -> ResponseReturnValue | None:
    """Redirect to the first later question not seen yet, else to the first of them.

    Return ``None`` if another tab saved something since the draft was opened.
    """
    draft, before = replace(opened.draft, wants_more=True), opened.request.answers
    saves = save_draft(opened, draft, today=today(), now=clock.now()).saves
    with writing():
        if not own_requests.save_draft(opened.request, instead_of=before):
            return None
        db.session.commit()
    note_saves(saves)
    later = [page for page in journey.pages_to_ask(ASYLUM, draft) if page in ASYLUM.later]
    return redirect(address_of(journey.first_unseen(ASYLUM, draft) or later[0]), 303)


def _opened() -> OpenDraft | None:
    """Return the draft of this session, or ``None`` if there is none or it was sent."""
    row = current_request()
    if row is None or row.sent:
        return None
    return own_draft(row)


def _without_draft() -> ResponseReturnValue:
    if (row := current_request()) and row.receipt:
        return redirect(url_for("sending.sent"), 303)
    return ended()


def _live_answers(draft: Draft) -> Answers:
    return journey.live_answers(ASYLUM, draft.answers, as_of=draft.as_of)


def _assess(answers: Answers) -> Assessment:
    day = today()
    return assess_answers(
        answers, law(), today=day, received=day, practice=practice(), after_hours=after_hours()
    )


def _detained(draft: Draft) -> bool:
    """Return true for a person in detention, who cannot take the phone and go on alone."""
    for_detained = draft.answers.code(filling_for) == "detained_person"
    return for_detained or draft.answers.code(detained_now) == "yes"


def _sending_form(draft: Draft, posted: Any = None) -> PageForm:
    questions = tuple(worded(question, whom_of(draft)) for question in ASYLUM.at_sending)
    return form_of(questions, draft.answers, posted, today=today())


def _check_page(draft: Draft, form: PageForm) -> str:
    asked = journey.pages_to_ask(ASYLUM, draft)
    missing = journey.what_is_missing(ASYLUM, draft)
    every = journey.pages_to_ask(ASYLUM, replace(draft, wants_more=True))
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
    )
