"""Ask for a call: when it is safe, in which language, and on which number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from intake import clock
from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import (
    has_too_many_unread,
    was_written,
    write_to_staff,
)
from intake.actions.opening.case_messages import CallRequest
from intake.extensions import db, new_id, writing
from intake.questionnaire.asylum.reach import phone, safe_times, trusted_phone
from intake.questionnaire.asylum.start import call_language
from intake.questionnaire.asylum.you import spoken_languages
from intake.questionnaire.tidy import tidied
from intake.requests.applicant_access import set_typed_form
from intake.web.access import applicant, see_other
from intake.web.after_sending.plan_today import TIMES
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.mailbox.thread import TOO_MANY_MESSAGES, form_id_in, own_case
from intake.web.questions.forms import see_again, typed_at

blueprint = Blueprint("calls", __name__)
LONGEST = 80


CallForm = tuple[CallRequest, Mapping[str, str]]
"""The request as typed, with the sentence that says what is wrong with each field."""


@blueprint.get("/<lang>/mailbox/call")
@applicant
def show() -> ResponseReturnValue:
    """Show the form, with the safe times and the language that are known."""
    own = own_case()
    if (typed := typed_at(own.request, url_for("calls.show"))) is None:
        return _page(own, _known(own), {})
    call, problems = _form_in(typed.fields, own, clock.now())
    return _page(own, call, problems), 422 if problems else 200


@blueprint.post("/<lang>/mailbox/call")
@applicant
def ask() -> ResponseReturnValue:
    """Ask for the call, which stays in the queue until a member logs one.

    Redirect to the page, which says what is wrong, if the form is refused. One that is posted again
    is answered as done.
    """
    form_id, now = form_id_in(request.form), clock.now()
    with writing():
        own = own_case(to_change=True)
        call, problems = _form_in(request.form, own, now)
        if was_written(own, "", call=call, form_id=form_id, now=now):
            return see_other("mailbox.show")
        if not problems:
            write_to_staff(own, "", call=call, form_id=form_id, today=today(), now=now)
            set_typed_form(own.request, None)
            db.session.commit()
            return see_other("mailbox.show")
    return see_again(own.request, url_for("calls.show"))


def _known(own: OwnCase) -> CallRequest:
    answers = own.draft.answers
    form, chosen = own.draft.language, answers.code(call_language)
    spoken = ("" if chosen == form else chosen, *answers.codes(spoken_languages), form)
    return CallRequest(
        times=answers.codes(safe_times), language=spoken_name(next(filter(None, spoken)))
    )


def _form_in(fields: MultiDict[str, str], own: OwnCase, now: datetime) -> CallForm:
    call = CallRequest(
        times=tuple(code for code in fields.getlist(safe_times.id) if code in TIMES),
        language=tidied(fields.get(call_language.id, ""), lines=False),
        phone=tidied(fields.get("phone", ""), lines=False),
    )
    problems = {}
    if not call.times:
        problems[safe_times.id] = gettext("Choose when it is safe to call.")
    if not (call.phone or _has_phone(own)):
        problems["phone"] = gettext("Enter a phone number.")
    for name, text in (("phone", call.phone), (call_language.id, call.language)):
        if len(text) > LONGEST:
            problems[name] = gettext("Use 80 characters or fewer.")
    if not problems and has_too_many_unread(own, now):
        problems[safe_times.id] = gettext(TOO_MANY_MESSAGES)
    return call, problems


def _has_phone(own: OwnCase) -> bool:
    return any(own.draft.answers.code(question) for question in (phone, trusted_phone))


def _page(own: OwnCase, call: CallRequest, problems: Mapping[str, str]) -> str:
    times: Sequence[tuple[str, str]] = [(code, gettext(says)) for code, says in TIMES.items()]
    return render_template(
        "mailbox/call.html",
        call=call,
        problems=problems,
        form_id=new_id(),
        times=times,
        has_phone=_has_phone(own),
        asked_on=own.case.call_asked_on,
    )
