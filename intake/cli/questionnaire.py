"""``flask questionnaire``: print the whole questionnaire for review by lawyers."""

from collections.abc import Iterator
from typing import assert_never

import click
from babel import Locale, UnknownLocaleError
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from intake.catalogues import babel, without_isolates
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.conditions import ALWAYS
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Option,
    Phone,
    Question,
    Span,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.sections import Page, Questionnaire

command = AppGroup("questionnaire", help="Show the questionnaire.")


@command.command("print")
@click.option(
    "--language", default="en", help="A BCP 47 tag, such as es or fa-AF (default: English)."
)
def print_all(language: str) -> None:
    """Print every question with its codes, its condition, and whether it may be skipped."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        raise click.BadParameter("Use a language tag, such as es or fa-AF.") from None
    if "babel" not in current_app.extensions:  # the commands run alone
        babel.init_app(current_app)
    with force_locale(str(locale)):
        for line in listing(ASYLUM):
            click.echo(without_isolates(line))


def listing(questionnaire: Questionnaire) -> Iterator[str]:
    """Yield the questionnaire line by line: sections as on the check page, pages by number."""
    pages, core = len(questionnaire.pages), len(questionnaire.core)
    yield f"{len(questionnaire.questions)} questions on {pages} pages and in the form that sends."
    yield f"Pages 1 to {core} are asked first. The others are optional, after the result."
    yield "Answers on pages that are not asked are ignored."
    for section in questionnaire.sections:
        yield from ("", gettext(section.title).upper())
        for page in section.pages:
            yield from _page(page, questionnaire.numbers[page.id])
    yield from ("", "IN THE FORM THAT SENDS")
    for question in questionnaire.at_sending:
        yield from _question(question)
    yield from ("", "READ FROM FILES AND OLDER CASES, AND ASKED BY NO PAGE")
    for question in questionnaire.unasked:
        yield from _question(question)


def _page(page: Page, number: int) -> Iterator[str]:
    heading = f": {gettext(page.heading)}" if page.heading else ""
    yield from ("", f"Page {number}{heading}")
    if page.other:
        yield f"  To a helper who is not a parent: {gettext(page.other)}"
    if page.private:
        yield "  Not asked if a helper answers."
    yield f"  Asked: {page.when.says}."
    if page.core_when is not ALWAYS:
        yield f"  Among the first only where {page.core_when.says}."
    for question in page.questions:
        yield from _question(question)
        if question.id in page.parts_when:
            yield f"      Counts only where {page.parts_when[question.id].says}."


def _question(question: Question) -> Iterator[str]:
    yield f"  {question.id}: {gettext(question.says)}"
    for reader, text, hint in (
        ("a parent", question.child, question.hint_child),
        ("another helper", question.other, question.hint_other),
    ):
        if text:
            yield f"      To {reader}: {gettext(text)}"
        if hint:
            yield f"      Hint to {reader}: {gettext(hint)}"
    if question.in_private:
        yield "      Asked of the applicant alone once a helper has handed over; then hidden."
    if question.hint:
        yield f"      Hint: {gettext(question.hint)}"
    if question.why:
        yield f"      Why we ask: {gettext(question.why)}"
    yield f"      {'Required' if question.required else 'Optional'}. {_answer(question)}"
    for option in getattr(question, "options", ()):
        yield f"      - {option.code}: {gettext(option.says)}"
        yield from _option_for_helpers(option)


def _option_for_helpers(option: Option) -> Iterator[str]:
    if option.private:
        yield "          Not offered to a helper."
    if option.helped:
        yield f"          To any helper: {gettext(option.helped)}"
    if option.other:
        yield f"          To a helper who is not a parent: {gettext(option.other)}"


def _answer(question: Question) -> str:
    match question:
        case Choice() | YesNo() | Choices():
            return "Any number of:" if isinstance(question, Choices) else "One of:"
        case Money():
            return f"US dollars, 0 to {question.most:,}."
        case Number():
            return f"A number from {question.least} to {question.most}."
        case Date() | Dates():
            most = f"Up to {question.most} dates" if isinstance(question, Dates) else "A date"
            return f"{most}, as far as known, {SPANS[question.span]}."
        case Country() | Language() | Languages() | Tick():
            return KINDS[type(question)]
        case Text() | LongText() | Phone() | Email():
            return f"Text, up to {question.longest} characters."
        case _:
            assert_never(question)


KINDS: dict[type[Question], str] = {
    Country: "A country (ISO 3166-1 alpha-2), or stateless, or other.",
    Language: "One language of our list (BCP 47), or other.",
    Languages: "Any number of languages of our list (BCP 47), or other.",
    Tick: "A checkbox: yes.",
}

SPANS = {
    Span.PAST: "from 1900 to today",
    Span.COMING: "from a year ago to ten years ahead",
    Span.BIRTH: "within the last 120 years",
    Span.ANY: "from 1900 to ten years ahead",
}
