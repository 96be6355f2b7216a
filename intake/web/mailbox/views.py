"""Come back with the return code; see what became of the request; answer more; take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import OwnCase, answer_later, open_own_case
from intake.actions.application.make_return_code import LineTooLong
from intake.actions.application.resume import (
    CodeDamaged,
    NoSuchRequest,
    TriedCode,
    resume,
    try_code,
)
from intake.actions.application.submit import receipt_of
from intake.actions.application.withdraw_request import erase_request, is_held
from intake.actions.application.write_to_staff import (
    TooManyUnread,
    has_unread,
    mark_own_read,
    write_to_staff,
)
from intake.extensions import db, writing
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import heard_from
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.tidy import tidied
from intake.questionnaire.wording import heading_of, whom_of
from intake.requests.models import Request
from intake.sealing.return_code import MistypedCode
from intake.sealing.tokens import new_token
from intake.web import limits
from intake.web.access import anyone, applicant, current_request, installation, own_draft
from intake.web.answer_rows import label_of, rows_of
from intake.web.app_context import law, practice, settings, today
from intake.web.mailbox.thread import problem_with, shown_messages
from intake.web.questions.doubts import Doubt, doubts_to_ask
from intake.web.questions.forms import PageForm, form_for
from intake.web.questions.odd import Odd
from intake.web.security import begin_session, door_token, end_session

blueprint = Blueprint("mailbox", __name__)
_HEARD_FROM = ASYLUM.page_of(heard_from.id)
"""Asked with how to reach somebody, and no wish about it."""


@blueprint.get("/<lang>/return")
@anyone
def come_back() -> ResponseReturnValue:
    """One box for the code."""
    return _come_back()


@blueprint.post("/<lang>/return")
@anyone
def open_it() -> ResponseReturnValue:
    """A right code opens the mailbox; any other gets one and the same answer."""
    if limits.used_up(limits.WRONG_CODES, "code"):
        return _refused(gettext("Many codes came from here. Wait 15 minutes, then try again."), 429)
    try:
        tried = try_code(request.form.get("code", ""))
    except MistypedCode:
        return _refused(_no_match(), 422)
    except LineTooLong:
        return _refused(gettext("Many people are here right now. Press the button again."), 429)
    fresh = new_token()
    if not _resumed(tried, fresh):
        limits.use(limits.WRONG_CODES, "code")
        return _refused(_no_match(), 422)
    response = redirect(url_for("mailbox.show"), 303)
    begin_session(response, "apply", fresh)
    return response


@blueprint.get("/<lang>/mailbox")
@applicant
def show() -> ResponseReturnValue:
    """What became of the request. No answer is shown here."""
    if (found := _opened()) is None:
        return redirect(url_for("mailbox.come_back"), 303)
    if not found.sent:
        return render_template(
            "mailbox/unsent.html",
            go_on_url=url_for("sending.go_on"),
            hand_over_url=_hand_over_url(_draft_of(found)),
            delete_url=url_for("mailbox.ask_to_delete"),
        )
    own = open_own_case(found, door_token(), installation=installation())
    shown_at = clock.now()
    page = _mailbox(found, own, shown_at)
    if has_unread(own, now=shown_at):
        with writing():
            mark_own_read(own, today=today(), now=shown_at)
            db.session.commit()
    return page


@blueprint.post("/<lang>/mailbox/write")
@applicant
def write() -> ResponseReturnValue:
    """Write to the team."""
    text, now = tidied(request.form.get("text", ""), lines=True), clock.now()
    with writing():
        found = _opened(to_change=True)
        if found is None or not found.sent:
            return redirect(url_for("mailbox.come_back"), 303)
        own = open_own_case(found, door_token(), installation=installation(), to_change=True)
        try:
            if not (problem := problem_with(text)):
                write_to_staff(own, text, today=today(), now=now)
                db.session.commit()
                return redirect(url_for("mailbox.show"), 303)
        except TooManyUnread:
            problem = gettext("We have many messages from you. Wait until we have read them.")
    return _mailbox(found, own, now, problem=problem, typed=text), 422


def _mailbox(
    found: Request, own: OwnCase, now: datetime, *, problem: str = "", typed: str = ""
) -> str:
    return render_template(
        "mailbox/mailbox.html",
        messages=shown_messages(own, now=now),
        here=url_for("mailbox.show"),
        write_url=url_for("mailbox.write"),
        problem=problem,
        typed=typed,
        receipt=receipt_of(found, door_token(), installation=installation()),
        erase_on=own.case.erase_on,
        unanswered=_unanswered(own),
        wishes=_wishes(own),
        answers_url=url_for("mailbox.answers"),
        hand_over_url=_hand_over_url(own.draft),
        clear_url=url_for("pages.clear"),
        delete_url=url_for("mailbox.ask_to_delete"),
    )


@blueprint.get("/<lang>/mailbox/<int:number>")
@applicant
def question(number: int) -> ResponseReturnValue:
    """One question, asked again after sending."""
    page = ASYLUM.page(number) or abort(404)
    if (found := _opened()) is None or not found.sent:
        return redirect(url_for("mailbox.come_back"), 303)
    own = open_own_case(found, door_token(), installation=installation())
    if page not in journey.pages_to_ask(ASYLUM, own.draft):
        return redirect(url_for("mailbox.show"), 303)
    return _page(page, own.draft, _form(page, own.draft))


@blueprint.post("/<lang>/mailbox/<int:number>")
@applicant
def answer(number: int) -> ResponseReturnValue:
    """Keep the answer in the case, and weigh the case again."""
    page = ASYLUM.page(number) or abort(404)
    with writing():
        found = _opened(to_change=True)
        if found is None or not found.sent:
            return redirect(url_for("mailbox.come_back"), 303)
        own = open_own_case(found, door_token(), installation=installation(), to_change=True)
        form = _form(page, own.draft, request.form)
        if "skip" in request.form or page not in journey.pages_to_ask(ASYLUM, own.draft):
            return redirect(url_for("mailbox.show"), 303)
        valid = form.validate()
        doubts = doubts_to_ask(form, own.draft.answers, request.form)
        if valid and not doubts and "fix" not in request.form:
            answer_later(own, page, form.given(), law=law(), practice=practice(), today=today())
            db.session.commit()
            return redirect(url_for("mailbox.show"), 303)
    return _page(page, own.draft, form, doubts)


@blueprint.get("/<lang>/mailbox/answers")
@applicant
def answers() -> ResponseReturnValue:
    """What was said before: one step further than the mailbox, so that a found code shows less."""
    if (found := _opened()) is None or not found.sent:
        return redirect(url_for("mailbox.come_back"), 303)
    draft = open_own_case(found, door_token(), installation=installation()).draft
    asked = [page for page in journey.pages_to_ask(ASYLUM, draft) if page.id in draft.seen]
    return render_template(
        "mailbox/answers.html",
        groups=[
            (gettext(section.title), rows)
            for section in ASYLUM.sections
            if (rows := rows_of(draft, [one for one in section.pages if one in asked], _address))
        ],
        back_url=url_for("mailbox.show"),
    )


@blueprint.get("/<lang>/mailbox/delete")
@applicant
def ask_to_delete() -> ResponseReturnValue:
    """What deleting means, before it is done."""
    if (found := _opened()) is None:
        return redirect(url_for("mailbox.come_back"), 303)
    return render_template(
        "mailbox/delete.html",
        is_held=is_held(found),
        action=url_for("mailbox.delete"),
        back_url=url_for("mailbox.show"),
    )


@blueprint.post("/<lang>/mailbox/delete")
@applicant
def delete() -> ResponseReturnValue:
    """Erase it all; the code opens nothing from now on."""
    with writing():
        if (found := _opened(to_change=True)) is None:
            return redirect(url_for("mailbox.come_back"), 303)
        gone = erase_request(found, today=today())
        db.session.commit()
    response = redirect(url_for("mailbox.deleted" if gone else "mailbox.set_aside"), 303)
    end_session(response, "apply")
    return response


@blueprint.get("/<lang>/deleted")
@anyone
def deleted() -> ResponseReturnValue:
    """It is gone."""
    return render_template("mailbox/deleted.html")


@blueprint.get("/<lang>/set-aside")
@anyone
def set_aside() -> ResponseReturnValue:
    """It is locked away, because the law keeps it for a time."""
    return render_template("mailbox/set_aside.html")


def _resumed(tried: TriedCode, token: bytes) -> bool:
    db.session.rollback()
    with writing():
        try:
            resume(tried, token, today=today(), now=clock.now(), installation=installation())
        except NoSuchRequest:
            return False
        except CodeDamaged:
            db.session.commit()
            return False
        db.session.commit()
    return True


def _opened(*, to_change: bool = False) -> Request | None:
    """The request of a session that holds its key."""
    found = current_request(to_change=to_change)
    return found if found and found.key_under_token else None


def _draft_of(found: Request) -> Draft:
    return own_draft(found).draft


def _hand_over_url(draft: Draft) -> str:
    return url_for("hand_over.show") if draft.helped else ""


def _refused(message: str, status: int) -> ResponseReturnValue:
    return _come_back(message), status


def _come_back(message: str = "") -> str:
    return render_template(
        "mailbox/come_back.html",
        message=message,
        action=url_for("mailbox.open_it"),
        help_phone=settings().help_phone,
    )


def _no_match() -> str:
    return gettext("This code does not open a request. Look at each number once more.")


def _unanswered(own: OwnCase) -> list[tuple[str, str]]:
    return [
        (_name_of(page, own.draft), _address(page))
        for page in journey.pages_to_ask(ASYLUM, own.draft)
        if page.id not in own.draft.seen
    ]


def _wishes(own: OwnCase) -> list[tuple[str, str]]:
    """The pages on which somebody says how to reach them: these may be changed at any time."""
    reach = next(section for section in ASYLUM.sections if section.id == "reach")
    asked = journey.pages_to_ask(ASYLUM, own.draft)
    wishes = [one for one in reach.pages if one in asked and one is not _HEARD_FROM]
    return [(_name_of(page, own.draft), _address(page)) for page in wishes]


def _name_of(page: Page, draft: Draft) -> str:
    heading = heading_of(page, whom_of(draft))
    return gettext(heading) if heading else label_of(page.questions[0], draft)


def _address(page: Page) -> str:
    return url_for("mailbox.question", number=ASYLUM.numbers[page.id])


def _form(page: Page, draft: Draft, sent: Any = None) -> PageForm:
    shown = draft.answers.without({q.id for q in page.questions if not draft.shows(q)})
    return form_for(page, shown, sent, today=today(), whom=whom_of(draft))


def _page(
    page: Page, draft: Draft, form: PageForm, doubts: tuple[Doubt | Odd, ...] = ()
) -> ResponseReturnValue:
    context = {
        "topic": page.topic,
        "heading": heading_of(page, whom_of(draft)),
        "form": form,
        "number": ASYLUM.numbers[page.id],
        "progress": "",
        "back_url": url_for("mailbox.show"),
        "action": _address(page),
        "may_skip": True,
        "notice": "",
        "doubts": doubts,
    }
    template = "apply/soft.html" if doubts else "apply/page.html"
    return render_template(template, **context), 422 if form.errors or doubts else 200
