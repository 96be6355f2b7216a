"""The mailbox: read and write messages, answer more, delete the request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import OwnCase, answer_later, open_own_case
from intake.actions.application.submit import is_seen_by_others
from intake.actions.application.write_to_staff import (
    has_unread,
    is_held,
    mark_own_read,
    own_messages,
    was_written,
    withdraw_request,
    write_to_staff,
)
from intake.extensions import db, new_id, saving, writing
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import contact_methods
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.tidy import tidied, whole_number
from intake.questionnaire.wording import heading_of, whom_of
from intake.requests.applicant_access import set_typed_form
from intake.traffic import place_answers
from intake.web import limits
from intake.web.access import anyone, applicant, installation, own_draft, see_other
from intake.web.after_sending.plan_today import legal_groups, own_plan, shown_plan
from intake.web.after_sending.progress import progress_of
from intake.web.answers import label_of, rows_of
from intake.web.app_context import law, practice, settings, today
from intake.web.mailbox.own_dates import corrected_dates, events_of
from intake.web.mailbox.thread import form_id_in, own_case, own_row, problem_with, shown_messages
from intake.web.questions.doubts import Doubt, OddShape, doubts_to_ask
from intake.web.questions.forms import PageForm, form_for, is_left, part_of, see_again, typed_at
from intake.web.security import door_token, end_session
from intake.words import N_

blueprint = Blueprint("mailbox", __name__)

NOT_ASKED = N_(
    "Your other answers do not ask for this any more, so we did not save it. If it is important,"
    " write us a message."
)
MOST_GROUPS = 2
"""Legal groups named beside the plan; every page leads to the others."""

CORRECTED = N_(
    "Our team changed an answer on this page while it was open. Check it here, and change it if it "
    "is not right."
)


@blueprint.get("/<lang>/mailbox")
@applicant
def show() -> ResponseReturnValue:
    """Show the state of the request and its messages, but no answer."""
    if not (row := own_row()).sent:
        return render_template("mailbox/unsent.html", helped=own_draft(row).draft.helped)
    own = open_own_case(row, door_token(), installation())
    shown_at = clock.now()
    typed = typed_at(own.request, url_for("mailbox.show"))
    text = _message_in(typed.fields) if typed else ""
    problem = problem_with(text, own, shown_at) if typed else ""
    opened = own_messages(own, shown_at)
    messages, answers, plan = shown_messages(opened), own.draft.live_answers, own_plan(own)
    # The code works on the day before; nothing is told before the applicant reads of the end.
    ends_on = own.case.code_ends_on if own.case.is_told_closed else None
    page = render_template(
        "mailbox/mailbox.html",
        progress=progress_of(
            own.case, today=today(), unread=sum(message.is_new for message in messages)
        ),
        messages=messages,
        form_id=new_id(),
        problem=problem,
        typed=text,
        case=own.case,
        is_joined=own.request.joined_to is not None,
        helped=own.draft.helped,
        code_until=ends_on and ends_on - timedelta(days=1),
        unanswered=[
            (
                gettext(heading) if heading else label_of(page.questions[0], own.draft),
                address_in_mailbox(page),
            )
            for page in journey.pages_to_ask(own.draft)
            for heading in [heading_of(page, whom_of(own.draft))]
            if page.id not in own.draft.seen
        ],
        contact_url=address_in_mailbox(ASYLUM.page_of(contact_methods.id)),
        help_phone=settings().help_phone,
        here=url_for("mailbox.show"),
        plan=shown_plan(plan, answers, helped=own.draft.helped),
        groups=legal_groups(answers)[:MOST_GROUPS],
        place_counted=request.args.get("counted") == "1",
        is_shared=is_seen_by_others(own.draft.answers),
        events=bool(events_of(plan)),
        corrected=corrected_dates(own),
    )
    if has_unread(opened):
        with saving():
            mark_own_read(own, opened, today=today(), now=shown_at)
    return page, 422 if problem else 200


@blueprint.post("/<lang>/mailbox/write")
@applicant
def write() -> ResponseReturnValue:
    """Send a message to the team, or redirect to the page, which says what is wrong with it.

    A form that is posted again is answered as done.
    """
    text, form_id, now = _message_in(request.form), form_id_in(request.form), clock.now()
    with writing():
        own = own_case(to_change=True)
        if was_written(own, text, form_id=form_id, now=now):
            return see_other("mailbox.show")
        if not problem_with(text, own, now):
            write_to_staff(own, text, form_id=form_id, today=today(), now=now)
            set_typed_form(own.request, None)
            db.session.commit()
            return see_other("mailbox.show")
    return see_again(own.request, url_for("mailbox.show"))


@blueprint.post("/<lang>/mailbox/places/<place_id>")
@applicant
def count_place(place_id: str) -> ResponseReturnValue:
    """Count whether a place that this page names answered; once within an hour for each request."""
    own = own_case()
    if place_id not in {place.id for place in legal_groups(own.draft.live_answers)[:MOST_GROUPS]}:
        abort(404)
    answered = request.form.get("answered")
    if answered in ("yes", "no") and limits.once_an_hour("place", f"{own.case.id} {place_id}"):
        with saving():
            place_answers.add(place_id, answered=answered == "yes", today=today())
    return see_other("mailbox.show", counted=1)


@blueprint.get("/<lang>/mailbox/<int:number>")
@applicant
def question(number: int) -> ResponseReturnValue:
    """Show one question page again after sending."""
    page = ASYLUM.page(number) or abort(404)
    own = own_case()
    typed = typed_at(own.request, address_in_mailbox(page))
    is_asked = page in journey.pages_to_ask(own.draft)
    if typed is None:
        if not is_asked:
            return see_other("mailbox.show")
        shown_revision = str(own.revision)
        return _page(page, own.draft, _form(page, own.draft), revision=shown_revision)
    form = _form(page, own.draft, typed.fields)
    shown_revision = typed.fields.get("revision", "")
    if not is_asked:
        return _page(page, own.draft, form, revision=shown_revision, notice=gettext(NOT_ASKED))
    if not typed.is_refused and "fix" not in typed.fields:
        return _page(page, own.draft, form, revision=shown_revision)
    form.validate()
    doubts = doubts_to_ask(form, own.draft.answers, typed.fields)
    return _page(page, own.draft, form, doubts, revision=shown_revision)


@blueprint.post("/<lang>/mailbox/<int:number>")
@applicant
def answer(number: int) -> ResponseReturnValue:
    """Save the answer in the case, and assess the case again."""
    page = ASYLUM.page(number) or abort(404)
    with writing():
        own = own_case(to_change=True)
        form = _form(page, own.draft, request.form)
        is_asked = page in journey.pages_to_ask(own.draft)
        if not is_asked and form.is_untouched:
            return see_other("mailbox.show")
        if is_asked and _is_from_before(own, page):
            set_typed_form(own.request, None)
            db.session.commit()
            return see_other("mailbox.question", number=number, corrected=1)
        valid = form.validate() and not doubts_to_ask(form, own.draft.answers, request.form)
        if valid and is_asked and not is_left():
            if not form.skips:
                answer_later(
                    own,
                    page,
                    form.answers(),
                    asked_now=form.data,
                    law=law(),
                    practice=practice(),
                    today=today(),
                )
            set_typed_form(own.request, None)
            db.session.commit()
            return see_other("mailbox.show")
    return see_again(own.request, address_in_mailbox(page))


@blueprint.get("/<lang>/mailbox/answers")
@applicant
def answers() -> ResponseReturnValue:
    """Show all answers, on a page of their own so that a stolen code shows less at first."""
    draft = own_case().draft
    asked = [page for page in journey.pages_to_ask(draft) if page.id in draft.seen]
    return render_template(
        "mailbox/answers.html",
        groups=[
            (gettext(section.title), rows)
            for section in ASYLUM.sections
            if (
                rows := rows_of(
                    draft, [page for page in section.pages if page in asked], "mailbox.question"
                )
            )
        ],
    )


@blueprint.get("/<lang>/mailbox/delete")
@applicant
def ask_to_delete() -> ResponseReturnValue:
    """Say what deleting means, before it is done."""
    return render_template(
        "mailbox/delete.html",
        is_held=is_held(own_row()),
        is_joined=own_row().joined_to is not None,
    )


@blueprint.post("/<lang>/mailbox/delete")
@applicant
def delete() -> ResponseReturnValue:
    """Withdraw the request, which a legal hold sets aside. The code opens nothing any more."""
    with saving():
        is_erased = withdraw_request(own_row(to_change=True), today=today())
    response = see_other("mailbox.deleted" if is_erased else "mailbox.set_aside")
    end_session(response, "apply")
    return response


@blueprint.get("/<lang>/deleted")
@anyone
def deleted() -> ResponseReturnValue:
    """Say that the request was deleted."""
    return render_template("mailbox/deleted.html")


@blueprint.get("/<lang>/set-aside")
@anyone
def set_aside() -> ResponseReturnValue:
    """Say that the request is locked away, because the law requires to keep it for a time."""
    return render_template("mailbox/set_aside.html")


def _is_from_before(own: OwnCase, page: Page) -> bool:
    """Return true if the form was shown before a member corrected one of its answers."""
    shown_revision = whole_number(request.form.get("revision", ""), digits=9) or 0
    corrected = own.corrected_since(shown_revision)
    return any(question.id in corrected for question in page.questions)


def _message_in(fields: Mapping[str, str]) -> str:
    return tidied(fields.get("text", ""), lines=True)


def _form(page: Page, draft: Draft, posted: Any = None) -> PageForm:
    visible = draft.answers.without({q.id for q in page.questions if not draft.shows(q)})
    return form_for(page, visible, posted, today=today(), whom=whom_of(draft))


def _page(
    page: Page,
    draft: Draft,
    form: PageForm,
    doubts: tuple[Doubt | OddShape, ...] = (),
    *,
    revision: str,
    notice: str = "",
) -> ResponseReturnValue:
    context = {
        "topic": page.topic,
        "heading": heading_of(page, whom_of(draft)),
        "form": form,
        "part_name": gettext(part_of(page).title),
        "progress": "",
        "back_url": url_for("mailbox.show"),
        "action": address_in_mailbox(page),
        "may_skip": True,
        "notice": gettext(CORRECTED) if "corrected" in request.args else notice,
        "revision": revision,
        "doubts": doubts,
    }
    template = "apply/soft.html" if doubts else "apply/page.html"
    return render_template(template, **context), 422 if form.errors or doubts or notice else 200


def address_in_mailbox(page: Page) -> str:
    """Return the address of a question page after sending."""
    return url_for("mailbox.question", number=ASYLUM.numbers[page.id])
