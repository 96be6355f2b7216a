"""Forms for question pages, made from the questions."""

from datetime import date
from functools import cache
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form

from intake.actions.application.submit import TypedForm, save_typed_form, typed_form_at
from intake.extensions import saving
from intake.frozen import record
from intake.questionnaire import journey
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import DAYS, FIT, REACH
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.opened import with_ticks_shown
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.questionnaire.limits import CHOOSE
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page, Part
from intake.questionnaire.wording import Whom, asked_on
from intake.requests import applicant_access as own_requests
from intake.requests.applicant_access import OwnRequest
from intake.web.access import installation
from intake.web.filters import in_digits, translated
from intake.web.locale import place
from intake.web.questions.fields import field_for, nothing_given
from intake.web.security import begin_session, door_token
from intake.words import Sentence


@record
class Panel:
    """Fields shown under some options of another field; always where one of them is refused."""

    codes: tuple[str, ...]
    fields: list[Any]
    is_refused: bool


SKIPPED = Sentence(
    "You wrote something here. Press “Continue” to keep it. To skip, delete what you wrote first."
)


class PageForm(Form):
    """The questions of one page. Dates are checked against ``today`` and the ``saved`` answers.

    ``parts`` are the questions shown under some options of another. ``sure`` names the questions
    whose doubtful answer is right, ``meant`` those where the other date that was shown is, and
    ``unsure`` those of which the applicant is not sure. ``skips`` tells that the page was skipped.
    With ``may_remember`` it has a button that lets the browser fill in.
    """

    parts: tuple[Part, ...] = ()
    may_remember = False
    today: date
    saved: Answers
    sure: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    skips: bool = False

    class Meta:
        """Leave out the messages of the library."""

        locales = False

    def answers(self) -> dict[str, Answer]:
        """Return the answers by question id, without those that are missing."""
        return {field.name: field.data for field in self if field.data is not None}

    @property
    def every(self) -> list[Any]:
        """Return all fields, in the order of the page."""
        return list(self)

    @property
    def texts(self) -> dict[str, str]:
        """Return what the page shows at each place of its fields."""
        return {place: text for field in self.every for place, text in field.texts.items()}

    @property
    def fits_holes(self) -> bool:
        """Return true if a page with holes has one for everything that this form shows."""
        return all(field.fits_holes for field in self.every)

    def show_holes(self) -> None:
        """Show a hole at each place of an answer, on a page for everyone."""
        for field in self.every:
            field.has_holes = True

    @property
    def is_untouched(self) -> bool:
        """Return true where nothing was chosen or typed, right or wrong."""
        return not self.answers() and not any(field.process_errors for field in self)

    @property
    def main(self) -> list[Any]:
        """Return the fields that are shown whatever is chosen."""
        under = {part.question.id for part in self.parts}
        return [field for field in self.every if field.name not in under]

    def under(self, question: Question) -> list[Panel]:
        """Return the fields under options of *question*, in groups of the same options."""
        codes = dict.fromkeys(part.codes for part in self.parts if part.under.id == question.id)
        panels: list[Panel] = []
        for of_group in codes:
            fields = [
                self[part.question.id]
                for part in self.parts
                if part.under.id == question.id and part.codes == of_group
            ]
            is_refused = any(map(self._is_refused, fields))
            panels.append(Panel(codes=of_group, fields=fields, is_refused=is_refused))
        return panels

    def _is_refused(self, field: Any) -> bool:
        """Return true where the field, or one under it, is refused."""
        below = (self[part.question.id] for part in self.parts if part.under.id == field.name)
        return bool(field.errors) or any(map(self._is_refused, below))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields that count. Refuse a page on which nothing was answered.

        Whoever skips a page leaves nothing behind in its boxes.
        """
        if self.skips:
            for field in self.every:
                field.errors = [translated(SKIPPED)] if field.wrote else []
            return not self.errors
        unchosen = self._close_unopened()
        if not super().validate(extra_validators):
            return False
        for parent in unchosen:
            parent.errors = [translated(CHOOSE)]
        if not unchosen and not self.answers():
            self.main[0].errors = [nothing_given(self.main[0])]
        return not self.errors

    def left_by_skipping(self) -> dict[str, Answer]:
        """Return what stays of the answers saved before if the page is skipped."""
        left = {field.name: field.left_by_skipping for field in self.every}
        return {id_: answer for id_, answer in left.items() if answer is not None}

    def _close_unopened(self) -> list[Any]:
        """Close the fields whose option was not chosen.

        Return the fields under which something was answered, but in which nothing was chosen.
        """
        fields = {field.name: field for field in self.every}
        unchosen: dict[str, Any] = {}
        closed: set[str] = set()
        for part in self.parts:
            parent, field = fields[part.under.id], fields[part.question.id]
            chosen = parent.data if isinstance(parent.data, tuple) else (parent.data,)
            is_open = part.under.id not in closed
            if is_open and parent.data is None and field.data is not None:
                unchosen[part.under.id] = parent
            elif not is_open or set(chosen).isdisjoint(part.codes + part.kept):
                field.is_closed, field.process_errors = True, []
                closed.add(field.name)
        return list(unchosen.values())


def form_for(
    page: Page, answers: Answers, posted: Any = None, *, today: date, whom: Whom = Whom.SELF
) -> PageForm:
    """Return the form of a page with what was posted, else with the saved answers."""
    known = with_ticks_shown(answers) if so_far in page.questions else answers
    mine = fills_in(answers, whom)
    questions = asked_on(page, whom, answers, as_of=today)
    form = form_of(questions, known, posted, today=today, mine=mine, parts=page.parts)
    form.skips = posted is not None and "skip" in posted
    return form


def fills_in(answers: Answers, whom: Whom) -> bool:
    """Return true if a browser may be asked to keep answers: applicants on their own device."""
    return whom is Whom.SELF and answers.code(device) == "mine"


def form_of(
    questions: tuple[Question, ...],
    answers: Answers,
    posted: Any,
    *,
    today: date,
    mine: bool = False,
    parts: tuple[Part, ...] = (),
) -> PageForm:
    """Return a form that asks these questions.

    On a device of one's own (*mine*) it may be said, on each page, that the browser fills in what
    it knows and keeps what is typed. No other form lets it.
    """
    asked = {question.id for question in questions}
    parts = tuple(part for part in parts if part.question.id in asked)
    form = _form_class(questions, parts)(
        posted, data={question.id: answers.get(question.id) for question in questions}
    )
    form.today, form.saved = today, answers
    remembers = mine and bool(posted) and posted.get("more") == "remember"
    fields: list[Any] = list(form)
    form.may_remember = mine and not remembers and any(field.autofill for field in fields)
    if not remembers:
        for field in fields:
            field.autofill = ""
    if posted:
        form.sure, form.unsure = tuple(posted.getlist("sure")), tuple(posted.getlist("unsure"))
        form.meant = tuple(posted.getlist("meant"))
    return form


@cache
def _form_class(questions: tuple[Question, ...], parts: tuple[Part, ...]) -> type[PageForm]:
    fields = {question.id: field_for(question) for question in questions}
    return type("QuestionsForm", (PageForm,), {**fields, "parts": parts})


AGAIN = frozenset({"more", "fix"})
"""Buttons that show the same page once more."""

NOT_TYPED = frozenset({"csrf_token", "language"})
CHOSEN_BY_ITSELF = ("-known", "-calendar")
"""Ends of names of fields that hold a value before anybody chose one."""


@record
class Typed:
    """The fields of a form as they were posted, and whether it was refused."""

    fields: MultiDict[str, str]
    is_refused: bool


def see_again(
    row: OwnRequest, address: str, *, new_session: bytes | None = None
) -> ResponseReturnValue:
    """Keep what was typed, and redirect to *address*, the page of this form.

    If the reader asked for another language, *address* is in it already. *new_session* is the
    token of a session that begins with this form, unless nothing was typed; its row is added.
    """
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED
    )
    leaves, here = "language" in request.form, place(address)
    if leaves and not request.form["language"]:
        address = url_for("pages.languages", at=here)
    response = redirect(address, 303)
    is_typed = any(text.strip() for name, text in fields if not name.endswith(CHOSEN_BY_ITSELF))
    if leaves and new_session and not is_typed:
        return response
    is_refused = not leaves and not AGAIN & request.form.keys()
    typed = TypedForm(place=here, fields=fields, is_refused=is_refused)
    with saving():
        if new_session:
            own_requests.add(row)
        save_typed_form(row, new_session or door_token(), typed, installation())
    if new_session:
        begin_session(response, "apply", new_session)
    return response


def typed_at(row: OwnRequest | None, address: str) -> Typed | None:
    """Return what was typed at *address* last, if it was not accepted."""
    if row is None:
        return None
    typed = typed_form_at(row, door_token(), place=place(address), installation=installation())
    return Typed(MultiDict(typed.fields), is_refused=typed.is_refused) if typed else None


def is_left() -> bool:
    """Return true where a form is not to be accepted, whatever was typed.

    The reader asked for another language, for another row, to correct an answer, or to have the
    browser fill in.
    """
    return not {"language", *AGAIN}.isdisjoint(request.form)


@record
class FormPart:
    """A part of the form, with its title. The later questions have the number 0."""

    number: int
    title: str


PARTS = (
    (FormPart(1, "Can we help?"), FIT),
    (FormPart(2, "Your dates"), DAYS),
    (FormPart(3, "How to reach you"), REACH),
)
MORE = FormPart(0, "More questions")


def part_of(page: Page) -> FormPart:
    """Return the part that a page belongs to."""
    return next((part for part, pages in PARTS if page.id in pages), MORE)


def part_for(draft: Draft, page: Page) -> FormPart:
    """Return the part in which a person meets a page that some are asked only later."""
    return MORE if journey.is_later(draft, page) else part_of(page)


def progress(part: FormPart) -> str:
    """Return the progress in words."""
    title = gettext(part.title)
    if not part.number:
        return title
    number, count = in_digits(part.number), in_digits(len(PARTS))
    return gettext(
        "Part %(number)s of %(count)s: %(title)s", number=number, count=count, title=title
    )
