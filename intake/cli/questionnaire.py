"""``flask questionnaire``: the whole questionnaire as lawyers read it, from its declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import click
from babel import Locale, UnknownLocaleError
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from intake.questionnaire.asylum import ASYLUM
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

command = AppGroup("questionnaire", help="Read the questionnaire.")


@command.command("print")
@click.option("--language", default="en", help="A BCP 47 tag: es, fa-AF. English if not given.")
def print_all(language: str) -> None:
    """Print every question with its codes, its condition, and whether it may be skipped."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        raise click.BadParameter("it is no language, such as es or fa-AF.") from None
    with force_locale(str(locale)):
        for line in listing(ASYLUM):
            click.echo(line)


def listing(questionnaire: Questionnaire) -> Iterator[str]:
    """The questionnaire line by line: sections as on the check page, pages with their number."""
    pages, core = len(questionnaire.pages), len(questionnaire.core)
    yield f"{len(questionnaire.questions)} questions on {pages} pages and in the form that sends."
    yield f"Pages 1 to {core} are asked first, the others of whoever wants to answer more."
    yield "Answers of pages that are not asked count for nothing."
    for section in questionnaire.sections:
        yield from ("", gettext(section.title).upper())
        for page in section.pages:
            yield from _page(page, questionnaire.numbers[page.id])
    yield from ("", "IN THE FORM THAT SENDS")
    for question in questionnaire.at_sending:
        yield from _question(question)


def _page(page: Page, number: int) -> Iterator[str]:
    heading = f": {gettext(page.heading)}" if page.heading else ""
    yield from ("", f"Page {number}{heading}")
    if page.other:
        yield f"  To a helper who is no parent: {gettext(page.other)}"
    if page.private:
        yield "  Not asked of a helper."
    yield f"  Asked: {page.when.says}."
    for question in page.questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield f"  {question.id}: {gettext(question.says)}"
    yield from _otherwise(question)
    if question.hint:
        yield f"      Hint: {gettext(question.hint)}"
    if question.why:
        yield f"      Why we ask: {gettext(question.why)}"
    yield f"      {'Required' if question.required else 'May be skipped'}. {_answer(question)}"
    for option in getattr(question, "options", ()):
        yield f"      - {option.code}: {gettext(option.says)}"
        yield from _option_otherwise(option)


def _otherwise(question: Question) -> Iterator[str]:
    """What is said to others than the person."""
    for whom, says, hint in (
        ("a parent", question.child, question.hint_child),
        ("another helper", question.other, question.hint_other),
    ):
        if says:
            yield f"      To {whom}: {gettext(says)}"
        if hint:
            yield f"      Hint to {whom}: {gettext(hint)}"
    if question.in_private:
        yield "      Asked alone, once more after a helper has handed over; not shown again."


def _option_otherwise(option: Option) -> Iterator[str]:
    if option.private:
        yield "          Not offered to a helper."
    if option.helped:
        yield f"          To any helper: {gettext(option.helped)}"
    if option.other:
        yield f"          To a helper who is no parent: {gettext(option.other)}"


def _answer(question: Question) -> str:
    match question:
        case Choice() | YesNo() | Choices():
            return "Any number of:" if isinstance(question, Choices) else "One of:"
        case Number() | Money():
            return _number(question)
        case Date() | Dates():
            most = f"Up to {question.most} dates" if isinstance(question, Dates) else "A date"
            return f"{most}, as far as known, {SPANS[question.span]}."
        case Country() | Language() | Languages():
            return LISTS[type(question)]
        case Text() | LongText() | Phone() | Email():
            return f"Words, up to {question.longest} letters."
        case Tick():
            return "A tick: yes."
        case _:
            assert_never(question)


def _number(question: Number | Money) -> str:
    if isinstance(question, Money):
        return f"US dollars, 0 to {question.most:,}."
    return f"A number from {question.least} to {question.most}."


LISTS: dict[type[Question], str] = {
    Country: "A country (ISO 3166-1 alpha-2), or stateless, or other.",
    Language: "One language of our list (BCP 47), or other.",
    Languages: "Any number of languages of our list (BCP 47), or other.",
}

SPANS = {
    Span.PAST: "from 1900 to today",
    Span.COMING: "from a year ago to ten years ahead",
    Span.BIRTH: "within the last 120 years",
}
