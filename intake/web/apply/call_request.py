"""A request for a call in a language that this site does not write: choose it, three questions.

The choice is posted and kept in the draft, so that no address, log or history names a language.
"""

import tomllib
from dataclasses import replace
from functools import cache

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.application.submit import SHORT_MINUTES
from intake.catalogues import TRANSLATIONS
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import court_case, removal_soon
from intake.questionnaire.asylum.reach import contact_methods, email, phone
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import call_language, call_language_other
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.asylum.you import name_to_use
from intake.questionnaire.languages import BY_TAG, LANGUAGES, OTHER_LANGUAGE
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import NOT_SURE, Choice, Option, Style
from intake.questionnaire.tidy import tidied
from intake.sealing.tokens import new_token
from intake.web.access import applicant, current_request, end_own_session, own_draft, see_other
from intake.web.app_context import notice, settings, today
from intake.web.apply.code import give_code
from intake.web.apply.drafts import AlreadySent, begin_draft, store_draft
from intake.web.apply.sending import submit_draft
from intake.web.apply.start import tells_something
from intake.web.filters import translated
from intake.web.limits.turns import begin_or_wait
from intake.web.locale import language
from intake.web.questions.forms import PageForm, form_of, see_again, typed_at
from intake.web.security import ENDED, REFUSED_CODE, begin_session, delete_cookie, door_token
from intake.words import N_, Sentence

blueprint = Blueprint("call_request", __name__)

near = Choice(
    "near",
    "Is a court date or a date to leave coming up? Is anyone in jail or detention?",
    required="Choose an answer on this page.",
    style=Style.RADIOS,
    options=(
        Option("none", "No"),
        Option("detained", "I am in jail or detention"),
        Option("date", "There is a court date, or a date to leave, in the next few weeks"),
        NOT_SURE,
    ),
)
"""Asked on this page alone, and stored as answers to questions that the rules read."""

ANSWERS_TO_NEAR: dict[str, dict[str, Answer]] = {
    "detained": {detained_now.id: "yes"},
    "date": {court_case.id: "not_sure", removal_soon.id: "not_sure"},
    "not_sure": {court_case.id: "not_sure", removal_soon.id: "not_sure"},
    "none": {},
}
QUESTIONS = (
    name_to_use,
    replace(
        phone,
        says=N_("A phone number where it is safe to call you"),
        hint=N_("You can also enter an email address, or the number of someone you trust."),
        required=N_("Enter a phone number or an email address."),
    ),
    near,
    *ASYLUM.at_sending,
)


@blueprint.get("/other-language")
@applicant
def choose() -> ResponseReturnValue:
    """List the languages that this site does not write, each as a button in its own script."""
    return _list()


@blueprint.post("/other-language")
@applicant
def chosen() -> ResponseReturnValue:
    """Show the languages that fit what was typed, or begin a draft with the language chosen."""
    tag = request.form.get(call_language.id, "")
    typed_name = tidied(request.form.get(call_language_other.id, ""), lines=False)
    problem = problem_with(call_language_other, typed_name or "-", today=today())
    if not tag or problem or (tag == OTHER_LANGUAGE and not typed_name):
        return _list(request.form.get("find", ""), typed_name, problem)
    if tag not in BY_TAG and tag != OTHER_LANGUAGE:
        abort(400)
    answers: dict[str, Answer] = {call_language.id: tag}
    if tag == OTHER_LANGUAGE:
        answers[call_language_other.id] = typed_name
    return _begin(answers)


@blueprint.get("/<lang>/f/call")
@applicant
def show() -> ResponseReturnValue:
    """Show who we are, and three questions, in the language chosen as far as it is written."""
    row = current_request()
    if row is None:
        return see_other("call_request.choose")
    if row.sent:
        raise AlreadySent
    answers = own_draft(row).draft.answers
    if (typed := typed_at(row, url_for("call_request.show"))) is None:
        return _page(answers, _form(answers))
    form = _form(answers, typed.fields)
    form.validate()
    return _page(answers, form), 422 if form.errors else 200


@blueprint.post("/<lang>/f/call")
@applicant
def send() -> ResponseReturnValue:
    """Send the request for a call, or redirect to its page, which says what is missing."""
    while True:
        row = current_request(anew=True)
        if row is None:
            return see_other("call_request.choose")
        if row.sent:
            raise AlreadySent
        answers = own_draft(row).draft.answers
        form = _form(answers, request.form)
        if not form.validate():
            return see_again(row, url_for("call_request.show"))
        give_code()
        if (fresh := current_request(anew=True)) is None:
            continue
        opened = own_draft(fresh)
        # The answers as the questionnaire stores them:
        told = form.answers()
        reach, urgent = str(told.pop(phone.id)), ANSWERS_TO_NEAR[str(told.pop(near.id))]
        question = email if "@" in reach else phone
        method = "email" if question is email else "call"
        told |= {question.id: reach, contact_methods.id: (method,), help_types.id: ("not_sure",)}
        answers = opened.draft.answers.plus(told | urgent)
        draft = replace(opened.draft, answers=answers, language=language())
        if submit_draft(replace(opened, draft=draft)):
            return see_other("sending.sent")


def _begin(answers: dict[str, Answer]) -> ResponseReturnValue:
    """Save the language in this session's draft, or in a new one, and go on to the gate page."""
    spoken, offered = BY_TAG.get(str(answers[call_language.id])), settings().languages
    tag = "en" if "en" in offered else offered[0]
    if spoken and spoken.beside in offered:  # many speakers of theirs read it
        tag = spoken.beside
    token, ending = new_token(), ""
    while True:
        row = current_request(anew=True)
        if row and (row.sent or (row.session_minutes <= SHORT_MINUTES and tells_something(row))):
            end_own_session()
            row, ending = None, ENDED
        if row is None:
            begin_or_wait(door_token())
        opened = own_draft(row) if row else begin_draft(token, tag)
        known = opened.draft.answers.without({call_language.id, call_language_other.id})
        draft = replace(opened.draft, answers=known.plus(answers))
        if store_draft(opened, draft, is_new=row is None):
            break
    response = redirect(url_for("call_request.show", lang=tag) + ending, 303)
    if row is None:
        begin_session(response, "apply", token)
        delete_cookie(response, REFUSED_CODE)
    return response


def _form(answers: Answers, posted: object = None) -> PageForm:
    return form_of(QUESTIONS, answers, posted, today=today())


def _list(query: str = "", typed_name: str = "", problem: Sentence | None = None) -> str:
    offered = settings().languages
    fitting = [spoken for spoken in LANGUAGES if spoken.fits(query)]
    return render_template(
        "apply/other_language.html",
        query=query,
        typed_name=typed_name,
        problem=translated(problem) if problem else "",
        here=[spoken for spoken in fitting if spoken.tag in offered] if query else [],
        found=[spoken for spoken in fitting if spoken.tag not in offered],
    )


def _page(answers: Answers, form: PageForm) -> str:
    tag = answers.code(call_language)
    spoken = BY_TAG.get(tag)
    return render_template(
        "apply/call.html",
        form=form,
        spoken=spoken,
        spoken_name=spoken.autonym if spoken else answers.code(call_language_other),
        words=gate_words().get(tag),
        help_phone=settings().help_phone,
        notice=notice(),
    )


@cache
def gate_words() -> dict[str, dict[str, str]]:
    """Return the introduction, and the words for name, number and date, by language tag.

    Most languages have none.
    """
    return tomllib.loads((TRANSLATIONS / "gate.toml").read_text("utf-8"))
