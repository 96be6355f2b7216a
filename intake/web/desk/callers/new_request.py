"""Enter the request of a person who calls, comes in, or filled in a paper form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from intake import clock
from intake.actions.application.resume import shown_code
from intake.actions.callers.enter_request import (
    DESK_LANGUAGE,
    Entered,
    Entry,
    Office,
    Source,
    UncountedAnswer,
    case_of_entry,
    enter_request,
    prepare_entry,
    uncounted_answers,
)
from intake.extensions import new_id, saving
from intake.fair_line import TooManyWaiting
from intake.frozen import frozen
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.questionnaire.languages import LANGUAGES, OTHER_LANGUAGE
from intake.questionnaire.questions import Country, Language, Languages, Question
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, asked_on, heading_of, whom_of, worded
from intake.requests import applicant_access as own_requests
from intake.staff.store import Act
from intake.web.access import current_member, installation, see_other, signed_in, staff
from intake.web.after_sending.progress import return_card
from intake.web.app_context import after_hours, law, practice, settings, today
from intake.web.desk.common.fields import CodeField, CodesField, DeskForm, EnumField
from intake.web.desk.common.view import case_url, row_id
from intake.web.limits import turns
from intake.web.locale import AUTONYMS, direction
from intake.web.questions.choices import country_options
from intake.web.questions.date_fields import DatesField
from intake.web.questions.doubts import doubts_to_ask
from intake.web.questions.forms import PageForm, form_of, part_of
from intake.web.security import door_token
from intake.words import N_

blueprint = Blueprint("new_request", __name__, url_prefix="/desk/new")


@blueprint.get("")
@staff(Act.ENTER_REQUEST)
def show() -> ResponseReturnValue:
    """Show an empty form; with ``from=paper``, all questions as the paper form has them."""
    source = Source.PAPER if request.args.get("from") == Source.PAPER else Source.PHONE
    return _page(caller_form(MultiDict({"entry": new_id(), "source": source.value})))


@blueprint.post("")
@staff(Act.ENTER_REQUEST)
def send() -> ResponseReturnValue:
    """Send the request, or show the questions that the answers open."""
    form = caller_form(request.form)
    entry = _entry(form.entry_id, form.own.source.data or Source.PHONE)
    if case_of_entry(entry, team_id=current_member().team_id):
        return see_other(".sent", entry_id=entry.id)
    if not form.own.send.data:
        return _page(form)
    if not form.validate():
        return _page(form), 422
    if form.new:
        form.own.problem = gettext(
            "These answers open more questions. Ask them or leave them empty, then send."
        )
        return _page(form), 422
    try:
        code = None
        if form.own.wants_code.data:
            code = turns.code_in_turn(door_token(), installation())
    except TooManyWaiting:
        form.own.problem = gettext(
            "Many return codes are being made right now. Wait a moment, then send again."
        )
        return _page(form, turn=turns.place(door_token()).text), 503
    prepared = prepare_entry(
        entry, form.answers, office(), code=code, today=today(), now=clock.now()
    )
    _enter(prepared)
    return see_other(".sent", entry_id=entry.id)


@blueprint.get("/<entry_id>")
@staff(Act.ENTER_REQUEST)
def sent(entry_id: str) -> ResponseReturnValue:
    """Show what to read aloud: the reference and, to the session that sent it, the code."""
    entry = _entry(row_id(entry_id), Source.PHONE)
    if (case := case_of_entry(entry, team_id=current_member().team_id)) is None:
        abort(404)
    row = own_requests.find_by_token(entry.token, now=clock.now())
    code = shown_code(row, entry.token, installation()) if row else None
    return render_template(
        "desk/callers/sent.html",
        card=return_card(case.reference, code, folded=False),
        case_url=case_url(case.reference),
        look_by=case.look_by,
        tier=case.tier,
    )


def office() -> Office:
    """Return the law and the settings by which requests are received now."""
    return Office(
        law=law(),
        practice=practice(),
        retention_days=settings().retention_days,
        after_hours=after_hours(),
        languages=settings().languages,
        installation=installation(),
    )


def _entry(entry_id: str, source: Source) -> Entry:
    me = signed_in()
    return Entry(id=entry_id, member_id=me.member.id, source=source, session_token=me.token)


def _enter(entered: Entered) -> None:
    """Add the request. If the same entry was sent meanwhile, that one stays."""
    try:
        with saving():
            enter_request(entered, today=today(), now=clock.now())
    except IntegrityError:
        if case_of_entry(entered.entry, team_id=current_member().team_id) is None:
            raise


def _page(form: CallerForm, *, turn: str = "") -> str:
    questions = form.questions
    return render_template(
        "desk/callers/new_request.html",
        form=form,
        turn=turn,
        own=form.own,
        questions=questions,
        start=[questions["call_language"], questions["call_language_other"]],
        consent=[questions["ack_not_lawyer"], questions["ack_deadline"]],
        countries=list(country_names().values()),
        languages=list(language_names().values()),
        paper=[
            (tag, f"{settings().applicants_address}/{tag}/paper", AUTONYMS[tag], direction(tag))
            for tag in settings().languages
        ],
    )


BY_MEMBER = (Source.PHONE, Source.COUNTER, Source.PAPER)
"""Sources of one request at a time."""

UNCOUNTED = N_("Some answers would not count and would be lost. Decide about each of them below.")

NOT_ASKED = frozenset({device.id})
"""Questions about the applicant's own device, which a member's is not."""


class EntryForm(DeskForm):
    """The fields of the entry that are no answers: its source, and the buttons.

    ``leave_out`` are the answers that the member decides not to send. ``uncounted`` are those that
    would not count beside the others.
    """

    uncounted: tuple[UncountedAnswer, ...] = ()

    source = EnumField(Source, "Choose how the request came.", allowed=BY_MEMBER)
    wants_code = CodeField(("yes",))
    shown = CodesField(tuple(page.id for page in ASYLUM.pages))
    leave_out = CodesField(tuple(ASYLUM.questions))
    send = CodeField(("now",))


@frozen
class CallerForm:
    """The questions of one request as they were posted, or none yet.

    ``asked`` are the pages that the answers open; ``pages`` those that are shown, also because an
    answer stands in them. ``new`` are the pages that the page posted did not show yet.
    """

    entry_id: str
    own: EntryForm
    questions: PageForm
    draft: Draft
    pages: tuple[Page, ...]
    new: frozenset[str]
    posted: MultiDict[str, str]

    @property
    def answers(self) -> Answers:
        """Return the answers of a valid form."""
        return Answers().plus(self.questions.answers())

    def validate(self) -> bool:
        """Check the source and every question. The same limits hold as for applicants.

        An answer that would not count is refused, because sending would drop it.
        """
        if self.own.uncounted:
            self.own.problem = gettext(UNCOUNTED)
            return False
        own, questions = self.own.validate(), self.questions.validate()
        if self.doubts:
            self.own.problem = gettext(
                "Some answers may have another meaning. Ask, then correct or confirm them below."
            )
        if self.doubts or not (own and questions):
            return False
        # an answer may no longer count since a doubt about another was settled
        self.own.uncounted = uncounted_answers(self.answers, as_of=self.draft.as_of)
        if self.own.uncounted:
            self.own.problem = gettext(UNCOUNTED)
        return not self.own.uncounted

    @property
    def doubts(self) -> bool:
        """Return true where an answer is in doubt and nobody said that it is right."""
        return bool(doubts_to_ask(self.questions, Answers(), self.posted))

    @property
    def to_decide(self) -> Iterator[tuple[str, str, str]]:
        """Yield id and words of each question whose answer would not count, and what to do."""
        whom = whom_of(self.draft)
        for uncounted in self.own.uncounted:
            question = worded(uncounted.question, whom)
            yield question.id, gettext(question.says), _what_to_do(uncounted, whom)

    @property
    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield the parts of the form. The later questions are folded until one is answered."""
        for part in dict.fromkeys(part_of(page) for page in self.pages):
            pages = [self._shown(page) for page in self.pages if part_of(page) == part]
            fields = [field for page in pages for field in page["fields"]]
            in_use = any(field.errors or field.doubts or field.data for field in fields)
            is_open = bool(part.number) or in_use or self.own.source.data is Source.PAPER
            yield {"part": part, "pages": pages, "is_open": is_open}

    def _shown(self, page: Page) -> dict[str, Any]:
        """Return a page of the questionnaire, with its heading if it asks several things.

        ``is_new`` marks the first page that the answers just opened, which gets the focus.
        """
        ids = {question.id for question in page.questions}
        fields = [field for field in self.questions.main if field.name in ids]
        heading = heading_of(page, whom_of(self.draft)) if len(fields) > 1 else ""
        opened = next((page.id for page in self.pages if page.id in self.new), "")
        is_new = bool(self.own.shown.data) and page.id == opened
        return {"heading": heading, "fields": fields, "is_new": is_new}


def caller_form(posted: MultiDict[str, str]) -> CallerForm:
    """Return the form with what was posted, and with every question that this opens."""
    posted, own = with_codes(posted), EntryForm(posted)
    posted = MultiDict(
        [
            (name, text)
            for name, text in posted.items(multi=True)
            if name.split("-")[0] not in own.leave_out.data  # a date has a field for each part
        ]
    )
    draft, unreadable = _draft_of(posted)
    own.uncounted = uncounted_answers(draft.answers, as_of=draft.as_of, unreadable=unreadable)
    is_paper = own.source.data is Source.PAPER
    pages = tuple(_pages(draft, unreadable, everything=is_paper))
    uncounted = {answer.question.id for answer in own.uncounted}
    questions = form_of(
        _questions(pages, draft, uncounted, everything=is_paper),
        draft.answers,
        posted,
        today=today(),
        parts=tuple(part for page in pages for part in page.parts),
    )
    more = next((field for field in questions if field.name == posted.get("more")), None)
    if isinstance(more, DatesField):
        more.extra = 1
    suggest_names(questions)
    return CallerForm(
        entry_id=row_id(posted.get("entry", "")) or new_id(),
        own=own,
        questions=questions,
        draft=draft,
        pages=pages,
        new=frozenset(page.id for page in pages if page.id not in own.shown.data),
        posted=posted,
    )


def _draft_of(posted: MultiDict[str, str]) -> tuple[Draft, frozenset[str]]:
    """Return the answers as posted, unchecked: they only decide which questions apply.

    Return with them the ids of questions whose fields hold something that cannot be read.
    """
    every = tuple(question for page in ASYLUM.pages for question in page.questions)
    read = form_of((*ASYLUM.at_start, *every), Answers(), posted, today=today())
    answers = Answers().plus(read.answers()).without(NOT_ASKED)
    unreadable = frozenset(field.name for field in read if field.process_errors)
    draft = Draft(as_of=today(), language=DESK_LANGUAGE, answers=answers, wants_more=True)
    return draft, unreadable - NOT_ASKED


def _what_to_do(uncounted: UncountedAnswer, whom: Whom) -> str:
    if uncounted.under is None or uncounted.option is None:
        return gettext(
            "This does not fit the other answers. Correct them, or leave this answer out."
        )
    option = uncounted.option.helped if whom is not Whom.SELF else ""
    return gettext(
        "This counts only if you also choose “%(option)s” under “%(question)s”. Choose that, or "
        "leave this answer out.",
        question=gettext(worded(uncounted.under, whom).says),
        option=gettext(option or uncounted.option.says),
    )


def _pages(draft: Draft, unreadable: frozenset[str], *, everything: bool) -> Iterator[Page]:
    asked = {page.id for page in journey.pages_to_ask(draft)}
    filled = unreadable | draft.answers.keys()
    for page in ASYLUM.pages:
        if everything or page.id in asked or _is_in(page, filled):
            yield page


def _questions(
    pages: tuple[Page, ...], draft: Draft, uncounted: set[str], *, everything: bool
) -> tuple[Question, ...]:
    """Return the questions in the words for the one who calls; first the language they speak.

    *everything*, or an answer that does not count, shows also those that no answer opens.
    """
    whom = whom_of(draft)
    asked = (
        question
        for page in pages
        for question in (
            [worded(question, whom) for question in page.questions]
            if everything or _is_in(page, uncounted)
            else asked_on(page, whom, draft.answers, as_of=draft.as_of)
        )
        if question.id not in NOT_ASKED
    )
    around = [worded(question, whom) for question in (*ASYLUM.at_start, *ASYLUM.at_sending)]
    return (*around, *asked)


def _is_in(page: Page, ids: Collection[str]) -> bool:
    """Return true if one of these questions is asked on the page."""
    return any(question.id in ids for question in page.questions)


BOXES = 3
"""Boxes for the languages that a person speaks."""


def language_names() -> dict[str, str]:
    """Return tag and English name of each language of the list; "other" comes last."""
    names = {spoken.tag: spoken.english for spoken in LANGUAGES}
    return names | {OTHER_LANGUAGE: gettext("Another language")}


def country_names() -> dict[str, str]:
    """Return code and English name of each country."""
    return {code: name for code, name, _hint in country_options()}


def names_for(question: Question) -> Mapping[str, str]:
    """Return code and name of what may be typed for a question; empty for other kinds."""
    if isinstance(question, Country):
        return country_names()
    return language_names() if isinstance(question, Language | Languages) else {}


def with_codes(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the fields with a code in place of each name that is known; others stay as typed."""
    coded = MultiDict(posted)
    for id_ in _suggesting() & coded.keys():
        known = names_for(ASYLUM.questions[id_])
        coded.setlist(id_, [code_in(text, known) for text in coded.getlist(id_) if text.strip()])
    return coded


def code_in(text: str, names: Mapping[str, str]) -> str:
    """Return the code that is meant by *text*, a code or a name; the text itself if none is."""
    folded = text.strip().casefold()
    codes = (code for code, name in names.items() if folded in (code.casefold(), name.casefold()))
    return next(codes, text.strip())


def suggest_names(fields: Any) -> None:
    """Turn fields of countries and languages into text fields that suggest names."""
    for field in fields:
        if names := names_for(field.question):
            codes = field.data if isinstance(field.data, tuple) else (field.data or "",)
            typed = [names.get(code, code) for code in codes]
            empty = max(BOXES - len(typed), 0) if field.many else 0
            field.boxes = [*typed, *[""] * empty]
            field.kind = "suggested"
            field.list_id = "countries" if isinstance(field.question, Country) else "languages"


@cache
def _suggesting() -> frozenset[str]:
    kinds = (Country, Language, Languages)
    return frozenset(id_ for id_, asked in ASYLUM.questions.items() if isinstance(asked, kinds))
