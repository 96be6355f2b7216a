"""The whole form on paper, in each language, generated from the questionnaire."""

from collections.abc import Iterator

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.frozen import frozen
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device
from intake.questionnaire.conditions import ALWAYS
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Date,
    Dates,
    LongText,
    Option,
    Question,
    Style,
    Tick,
    YesNo,
)
from intake.questionnaire.sections import Page
from intake.web.access import anyone
from intake.web.questions.forms import FormPart, part_of

blueprint = Blueprint("paper_form", __name__)


@frozen
class PaperQuestion:
    """One question as it is printed.

    ``kind`` is ``boxes``, ``tick``, ``date``, ``dates``, ``lines`` or ``line``. ``under`` are the
    words of the options of another question that open this one.
    """

    question: Question
    kind: str
    options: tuple[Option, ...] = ()
    under: tuple[str, ...] = ()


@frozen
class PaperPage:
    """One page of the questionnaire: a number on paper, with its questions."""

    heading: str
    is_for_some: bool
    questions: list[PaperQuestion]


@blueprint.get("/<lang>/paper")
@anyone
def show() -> ResponseReturnValue:
    """Show the form to print, in the order in which a member types it in."""
    parts = dict.fromkeys(part_of(page) for page in ASYLUM.pages)
    return render_template(
        "pages/paper.html",
        start=[_printed(question) for question in ASYLUM.at_start],
        parts=[(part, list(_pages(part))) for part in parts],
        consent=[_printed(question) for question in ASYLUM.at_sending],
    )


def _pages(part: FormPart) -> Iterator[PaperPage]:
    for page in ASYLUM.pages:
        if part_of(page) == part:
            printed = [_on(page, asked) for asked in page.questions if asked is not device]
            heading = page.heading if len(printed) > 1 else ""
            is_for_some = page.when is not ALWAYS
            yield PaperPage(heading=heading, is_for_some=is_for_some, questions=printed)


def _on(page: Page, question: Question) -> PaperQuestion:
    """Return a question of a page, with the options that open it."""
    part = next((part for part in page.parts if part.question is question), None)
    if part is None:
        return _printed(question)
    options = getattr(part.under, "options", ())
    opening = tuple(option.says for option in options if option.code in part.codes)
    return _printed(question, under=opening)


def _printed(question: Question, under: tuple[str, ...] = ()) -> PaperQuestion:
    options: tuple[Option, ...] = ()
    if isinstance(question, Choice | Choices | YesNo):
        is_long = isinstance(question, Choice) and question.style is Style.LIST
        options = () if is_long else question.options
    return PaperQuestion(
        question=question,
        kind="boxes" if options else _kind(question),
        options=options,
        under=under,
    )


def _kind(question: Question) -> str:
    if isinstance(question, Date | Dates):
        return "dates" if isinstance(question, Dates) else "date"
    if isinstance(question, LongText):
        return "lines"
    return "tick" if isinstance(question, Tick) else "line"
