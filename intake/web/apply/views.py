"""Question pages: one view shows a page, one keeps its answers. Nothing here decides who may."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.save_draft import keep_draft
from intake.actions.application.start_request import start_request
from intake.actions.opening.open_draft import NothingToOpen, OpenDraft
from intake.extensions import db, writing
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, asked_on, heading_of, whom_of
from intake.requests import store as requests
from intake.requests.models import Request
from intake.sealing.envelope import SealBroken
from intake.sealing.tokens import new_token
from intake.web import limits
from intake.web.access import applicant, current_request, installation, own_draft
from intake.web.app_context import settings, today
from intake.web.apply.code import give_code, needs_code
from intake.web.apply.ended import ended
from intake.web.apply.onward import Onward, address_of, after_keeping
from intake.web.filters import in_digits
from intake.web.locale import language
from intake.web.proxies import through_another
from intake.web.questions.date_fields import DatesField
from intake.web.questions.doubts import Doubt, doubts_to_ask
from intake.web.questions.forms import PageForm, fills_in, form_for, form_of
from intake.web.questions.odd import Odd
from intake.web.security import (
    StaleForm,
    begin_session,
    csrf_gap,
    csrf_token,
    see_kept,
)

blueprint = Blueprint("apply", __name__)

GAP = "0" * 43
"""Where a blank page's form token goes: as long as one, and none that anybody has."""


@blueprint.get("/<lang>/f/<int:number>")
@applicant
def show(number: int) -> ResponseReturnValue:
    """One question page, as it was left."""
    page = ASYLUM.page(number) or abort(404)
    found = current_request()
    if found and found.sent:
        return redirect(url_for("sending.sent"), 303)
    if found is None and page is not ASYLUM.pages[0]:
        return ended()
    draft = _draft_of(found)
    asked = journey.pages_to_ask(ASYLUM, draft)
    if page not in asked:
        return redirect(address_of(journey.first_unseen(ASYLUM, draft)), 303)
    if not any(draft.shows(question) for question in page.questions):
        return _blank_page(page, asked, draft)
    return _page(page, asked, draft, _form(page, draft))


@blueprint.post("/<lang>/f/<int:number>")
@applicant
def answer(number: int) -> ResponseReturnValue:
    """Keep this page's answers and go on; where something cannot be kept, say so beside it."""
    page = ASYLUM.page(number) or abort(404)
    fresh = new_token()
    while True:
        found = current_request(anew=True)
        if found is None and page is not ASYLUM.pages[0]:
            return ended()
        if found and found.sent:
            return redirect(url_for("sending.sent"), 303)
        if found is None and not limits.take(limits.NEW_REQUESTS, "begin"):
            abort(429)
        opened = _open(found) if found else _start(fresh)
        if not journey.is_asked(ASYLUM, opened.draft, page):
            return redirect(address_of(journey.first_unseen(ASYLUM, opened.draft)), 303)
        form = _form(page, opened.draft, request.form)
        if (onward := _onward(opened, page, form)) is None:
            asked = journey.pages_to_ask(ASYLUM, opened.draft)
            doubts = doubts_to_ask(form, opened.draft.answers, request.form)
            return _page(page, asked, opened.draft, form, doubts=doubts)
        if _keep(opened, onward, begun=found is None):
            return _go_on(opened, onward, fresh if found is None else None)


@blueprint.errorhandler(StaleForm)
def show_again(_failure: StaleForm) -> ResponseReturnValue:
    """The form does not fit the session: show the page again, with what was typed still there.

    Only to somebody who has a session: where it has ended, nothing typed comes back to anybody.
    """
    number = (request.view_args or {}).get("number")
    page = ASYLUM.page(number) if isinstance(number, int) else None
    found = current_request()
    if page is None or (found is None and page is not ASYLUM.pages[0]):
        return ended(403)
    try:
        draft = _draft_of(found)
    except (SealBroken, NothingToOpen) as failure:
        return current_app.handle_user_exception(failure)
    known = replace(draft, answers=draft.answers.only({filling_for.id}))
    form = _form(page, known, request.form if found else None)
    message = gettext("This page was open for a long time. Press the button once more.")
    asked = journey.pages_to_ask(ASYLUM, draft)
    return _page(page, asked, draft, form, notice=message, status=403)


def _onward(opened: OpenDraft, page: Page, form: PageForm) -> Onward | None:
    """Where to go on, or ``None`` where the page must be shown again."""
    skipped = "skip" in request.form and not page.required
    if not skipped and (not form.validate() or _add_row(form) or "fix" in request.form):
        return None
    if not skipped and doubts_to_ask(form, opened.draft.answers, request.form):
        return None
    given = {} if skipped else form.given()
    draft = replace(opened.draft, language=language())
    return after_keeping(draft.keep(page, given), page)


def _keep(opened: OpenDraft, onward: Onward, *, begun: bool) -> bool:
    """Whether it is kept; not where another tab kept something since the draft was opened.

    All that takes time is done before the one statement that needs its turn to write.
    """
    before = opened.request.answers
    kept = keep_draft(opened, onward.draft, today=today(), now=clock.now()).kept
    with writing():
        if begun:
            requests.add(opened.request)
        elif not requests.put(opened.request, instead_of=before):
            return False
        db.session.commit()
    see_kept(kept)
    return True


def _go_on(opened: OpenDraft, onward: Onward, fresh: bytes | None) -> ResponseReturnValue:
    """To the next page; to the code first, where it is time for one."""
    response = redirect(onward.address, 303)
    if fresh:
        begin_session(response, "apply", fresh)
    if needs_code(opened.request, onward.draft):
        give_code()
        response.location = url_for("code.show")
    return response


def _form(page: Page, draft: Draft, sent: Any = None) -> PageForm:
    return form_for(page, draft.answers, sent, today=today(), whom=whom_of(draft))


def _open(found: Request) -> OpenDraft:
    return own_draft(found)


def _start(token: bytes) -> OpenDraft:
    return start_request(
        token, language=language(), today=today(), now=clock.now(), installation=installation()
    )


def _draft_of(found: Request | None) -> Draft:
    if found is None or found.sent:
        return Draft(as_of=today(), language=language())
    return _open(found).draft


def _add_row(form: PageForm) -> bool:
    """Whether another row was asked for; then the page is shown again with one more."""
    name = request.form.get("more", "")
    field = next((field for field in form if field.name == name), None)
    if not isinstance(field, DatesField):
        return False
    field.extra = 1
    return True


def _page(
    page: Page,
    asked: tuple[Page, ...],
    draft: Draft,
    form: PageForm,
    *,
    notice: str = "",
    status: int = 0,
    doubts: tuple[Doubt | Odd, ...] = (),
) -> ResponseReturnValue:
    at = asked.index(page) if page in asked else 0
    before = journey.page_before(asked, page)
    left = _left(page, asked, draft)
    whom = whom_of(draft)
    context = _context(page, form, number=at + 1, left=left, before=before, whom=whom)
    template = "apply/soft.html" if doubts else "apply/page.html"
    rendered = render_template(template, notice=notice, doubts=doubts, **context)
    return rendered, status or (422 if form.errors or doubts else 200)


def _context(
    page: Page, form: PageForm, *, number: int, left: int | None, before: Page | None, whom: Whom
) -> dict[str, Any]:
    return {
        "topic": page.topic,
        "heading": heading_of(page, whom),
        "form": form,
        "number": number,
        "progress": "" if left is None else progress(number, left),
        "back_url": address_of(before) if before else url_for("pages.promise"),
        "action": url_for("apply.answer", number=ASYLUM.numbers[page.id]),
        "may_skip": not page.required,
    }


def _blank_page(page: Page, asked: tuple[Page, ...], draft: Draft) -> str:
    """A page that nothing was said on yet: but for the form token it is the same for everybody."""
    at = asked.index(page)
    blank = _blank(
        page,
        language=language(),
        day=today(),
        whom=whom_of(draft),
        mine=fills_in(draft.answers, whom_of(draft)),
        has_code=g.has_code,
        languages=settings().languages,
        through_another=through_another(),
        number=at + 1,
        left=_left(page, asked, draft),
        before=journey.page_before(asked, page),
    )
    return blank.replace(GAP, csrf_token())


@lru_cache(maxsize=1024)
def _blank(
    page: Page,
    *,
    whom: Whom,
    mine: bool,
    number: int,
    left: int | None,
    before: Page | None,
    **_seen: Any,
) -> str:
    """Rendered once a day for each language and place, with a gap for the form token.

    Nothing of a person is in it, nor in what it is kept by.
    """
    form = form_of(asked_on(page, whom), Answers(), None, today=today(), mine=mine)
    context = _context(page, form, number=number, left=left, before=before, whom=whom)
    with csrf_gap(GAP):
        return render_template("apply/page.html", **context)


def _left(page: Page, asked: tuple[Page, ...], draft: Draft) -> int | None:
    """How many questions are still to come; ``None`` where somebody only changes an answer."""
    left = journey.pages_left(asked, draft, after=page)
    return left if left or page.id not in draft.seen else None


def progress(at: int, left: int) -> str:
    """How far somebody is, in words; the number left may change with the answers."""
    if left == 0:
        return gettext("Question %(at)s. This may be the last one.", at=in_digits(at))
    if left == 1:
        return gettext("Question %(at)s. About one more after this.", at=in_digits(at))
    return gettext("Question %(at)s. About %(left)s left.", at=in_digits(at), left=in_digits(left))
