"""Question pages: one view shows a page, the other saves its answers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.opening.open_draft import NothingToOpen, OpenDraft
from intake.frozen import record
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.opened import with_ticks_shown
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.journey import Draft
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, asked_on, heading_of, whom_of
from intake.requests.applicant_access import OwnRequest
from intake.sealing.seal import SealBroken
from intake.sealing.tokens import new_token
from intake.web.access import applicant, current_request, own_draft, see_other
from intake.web.app_context import Values, settings, today
from intake.web.apply.code import leads_to_code
from intake.web.apply.drafts import begin_draft, ended, store_draft
from intake.web.apply.next_page import Onward, address_of, after_keeping
from intake.web.compression import without_empty_lines
from intake.web.limits.turns import begin_or_wait
from intake.web.locale import language
from intake.web.proxies import through_another
from intake.web.questions.date_fields import DatesField
from intake.web.questions.doubts import Doubt, OddShape, PageWithHoles, doubts_to_ask, hole
from intake.web.questions.forms import (
    FormPart,
    PageForm,
    Typed,
    fills_in,
    form_for,
    form_of,
    is_left,
    part_for,
    progress,
    see_again,
    typed_at,
)
from intake.web.security import (
    StaleForm,
    begin_session,
    csrf_placeholder,
    csrf_token,
    door_token,
    form_made_at,
)
from intake.web.way_back import way_back

blueprint = Blueprint("apply", __name__)

CSRF = "csrf_token"
"""Place of the form token in a page with holes."""


@record
class Blank:
    """A page with holes, and the texts that it shows before anything was answered."""

    page: PageWithHoles
    texts: Mapping[str, str]


@blueprint.get("/<lang>/f/<int:number>")
@applicant
def show(number: int) -> ResponseReturnValue:
    """Show a question page with the answers saved so far."""
    page = ASYLUM.page(number) or abort(404)
    row = current_request()
    if row and row.sent:
        return see_other("sending.sent")
    if row is None and page is not ASYLUM.pages[0]:
        return ended()
    draft = _draft_of(row)
    asked = journey.pages_up_to(draft, page)
    if typed := typed_at(row, request.path):
        return _typed_page(page, asked, draft, typed)
    if page not in asked:
        return redirect(address_of(journey.first_unseen(draft)), 303)
    return _saved_page(page, asked, draft)


@blueprint.post("/<lang>/f/<int:number>")
@applicant
def answer(number: int) -> ResponseReturnValue:
    """Save the answers of this page and go on, or redirect to it if something is wrong.

    What is typed into a page that the answers no longer ask is kept, in case they ask it again.
    """
    page = ASYLUM.page(number) or abort(404)
    token = new_token()
    while True:
        row = current_request(anew=True)
        if row is None and page is not ASYLUM.pages[0]:
            return ended()
        if row and row.sent:
            return _after_sending(row, page)
        if row is None:
            begin_or_wait(door_token())
        opened = own_draft(row) if row else begin_draft(token, language())
        if page.private and opened.draft.helped:
            return redirect(address_of(journey.first_unseen(opened.draft)), 303)
        begun = token if row is None else None
        if (onward := _onward(opened, page)) is None:
            return see_again(opened.request, address_of(page), new_session=begun)
        if store_draft(opened, onward.draft, is_new=row is None):
            return _go_on(opened, onward, begun)


def _after_sending(row: OwnRequest, page: Page) -> ResponseReturnValue:
    """Show in the mailbox what was typed after sending, or say that it did not reach the team."""
    form = _form(page, Draft(as_of=today(), language=language()), request.form)
    if row.key_under_token and not form.is_untouched:
        return see_again(row, url_for("mailbox.question", number=ASYLUM.numbers[page.id]))
    late = None if form.is_untouched else 1
    return see_other("sending.sent", late=late)


@blueprint.errorhandler(StaleForm)
def show_again(_failure: StaleForm) -> ResponseReturnValue:
    """Show the page of a stale form again, with what was typed if the session still lives.

    After the end of a session, nothing typed is shown to whoever uses the browser next, also not
    to a person who has begun meanwhile.
    """
    number = (request.view_args or {}).get("number")
    page = ASYLUM.page(number) if isinstance(number, int) else None
    row = current_request()
    if page is None or (row is None and page is not ASYLUM.pages[0]):
        return ended(403)
    try:
        draft = _draft_of(row)
    except (SealBroken, NothingToOpen) as failure:
        return current_app.handle_user_exception(failure)
    is_own = row and draft.begun_at and draft.begun_at < form_made_at()
    known = draft.answers if is_own else draft.answers.only({filling_for.id})
    asks = asked_on(page, whom_of(draft), known, as_of=today())
    posted = request.form if is_own else None
    form = form_of(asks, Answers(), posted, today=today(), parts=page.parts)
    message = gettext("This page was open too long. Press the button again.")
    asked = journey.pages_to_ask(draft)
    return _page(page, asked, draft, form, notice=message, status=403)


def _saved_page(page: Page, asked: tuple[Page, ...], draft: Draft) -> ResponseReturnValue:
    """Show a page with its saved answers, filled into the page for everyone where they fit."""
    known = with_ticks_shown(draft.answers) if so_far in page.questions else draft.answers
    if not any(draft.shows(question) for question in page.questions) and known is draft.answers:
        return _filled_page(page, asked, draft)
    form = _form(page, draft)
    if form.fits_holes:
        return _filled_page(page, asked, draft, form.texts)
    return _page(page, asked, draft, form)


def _typed_page(
    page: Page, asked: tuple[Page, ...], draft: Draft, typed: Typed
) -> ResponseReturnValue:
    """Show a page with what was typed last, and with what is wrong if it was refused."""
    form = _form(page, draft, typed.fields)
    more = typed.fields.get("more", "")
    if more in form and isinstance(field := form[more], DatesField):
        field.extra = 1  # another row was asked for
    if not typed.is_refused and "fix" not in typed.fields:
        return _page(page, asked, draft, form)
    form.skips = form.skips and not page.required
    form.validate()
    return _page(page, asked, draft, form, doubts=doubts_to_ask(form, draft.answers, typed.fields))


def _onward(opened: OpenDraft, page: Page) -> Onward | None:
    """Return where to go on, or ``None`` if the page must be shown again."""
    if is_left():
        return None
    form = _form(page, opened.draft, request.form)
    checks = "check" in request.form
    if checks and form.is_untouched:
        return Onward(url_for("sending.check"), opened.draft)
    form.skips = form.skips and not page.required
    if not form.validate() or doubts_to_ask(form, opened.draft.answers, request.form):
        return None
    answers = form.left_by_skipping() if form.skips else form.answers()
    draft = replace(opened.draft, language=language())
    onward = after_keeping(draft.keep(page, answers, asked_now=form.data), page)
    return replace(onward, address=url_for("sending.check")) if checks else onward


def _go_on(opened: OpenDraft, onward: Onward, token: bytes | None) -> ResponseReturnValue:
    """Redirect to the next page, or first to the return code if it is time for one.

    *token* begins a session.
    """
    response = redirect(onward.address, 303)
    if token:
        begin_session(response, "apply", token)
    if leads_to_code(opened.request, onward.draft):
        response.location = url_for("code.show")
    return response


def _form(page: Page, draft: Draft, posted: Any = None) -> PageForm:
    return form_for(page, draft.answers, posted, today=today(), whom=whom_of(draft))


def _draft_of(row: OwnRequest | None) -> Draft:
    if row is None or row.sent:
        return Draft(as_of=today(), language=language())
    return own_draft(row).draft


def _page(
    page: Page,
    asked: tuple[Page, ...],
    draft: Draft,
    form: PageForm,
    *,
    notice: str = "",
    status: int = 0,
    doubts: tuple[Doubt | OddShape, ...] = (),
) -> ResponseReturnValue:
    before = journey.page_before(asked, page)
    part = part_for(draft, page)
    context = _context(page, form, part=part, before=before, whom=whom_of(draft))
    template = "apply/soft.html" if doubts else "apply/page.html"
    rendered = render_template(template, notice=notice, doubts=doubts, **context)
    return rendered, status or (422 if form.errors or doubts else 200)


def _context(
    page: Page, form: PageForm, *, part: FormPart, before: Page | None, whom: Whom
) -> Values:
    return {
        "topic": page.topic,
        "heading": heading_of(page, whom),
        "form": form,
        "part_name": gettext(part.title),
        "progress": progress(part),
        "back_url": address_of(before) if before else url_for("pages.promise"),
        "action": url_for("apply.answer", number=ASYLUM.numbers[page.id]),
        "may_skip": not page.required,
        "may_check": not part.number,
    }


def _filled_page(
    page: Page, asked: tuple[Page, ...], draft: Draft, texts: Mapping[str, str] | None = None
) -> str:
    """Return the page with the texts of its form; without any, as it is before an answer."""
    blank = _blank(
        page,
        language=language(),
        day=today(),
        questions=asked_on(page, whom_of(draft), draft.answers, as_of=today()),
        whom=whom_of(draft),
        mine=fills_in(draft.answers, whom_of(draft)),
        has_code=g.has_code,
        languages=settings().languages,
        through_another=through_another(),
        way_back=way_back(),
        part=part_for(draft, page),
        before=journey.page_before(asked, page),
    )
    texts = blank.texts if texts is None else texts
    return blank.page.filled({**texts, CSRF: csrf_token()})


@lru_cache(maxsize=1024)
def _blank(
    page: Page,
    *,
    questions: tuple[Question, ...],
    whom: Whom,
    mine: bool,
    part: FormPart,
    before: Page | None,
    **_cache_key: Any,
) -> Blank:
    """Render a page without answers, once a day for each language.

    Neither the page nor its cache key contains anything about a person.
    """
    form = form_of(questions, Answers(), None, today=today(), mine=mine, parts=page.parts)
    form.show_holes()
    context = _context(page, form, part=part, before=before, whom=whom)
    with csrf_placeholder(hole(CSRF)):
        html = without_empty_lines(render_template("apply/page.html", **context))
    return Blank(PageWithHoles(html), form.texts)
