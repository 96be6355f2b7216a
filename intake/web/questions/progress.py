"""The three parts of the form, of which the number never changes while a person answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM, DAYS, FIT, REACH
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.web.filters import in_digits
from intake.words import N_


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of the form, with its title. The later questions have the number 0."""

    number: int
    title: str


PARTS = (
    (FormPart(1, N_("Can we help?")), FIT),
    (FormPart(2, N_("Your dates")), DAYS),
    (FormPart(3, N_("How to reach you")), REACH),
)
MORE = FormPart(0, N_("More questions"))


def part_of(page: Page) -> FormPart:
    """Return the part that a page belongs to."""
    return next((part for part, pages in PARTS if page.id in pages), MORE)


def part_for(draft: Draft, page: Page) -> FormPart:
    """Return the part in which a person meets a page that some are asked only later."""
    return MORE if journey.is_later(ASYLUM, draft, page) else part_of(page)


def progress(part: FormPart) -> str:
    """Return the progress in words."""
    title = gettext(part.title)
    if not part.number:
        return title
    number, count = in_digits(part.number), in_digits(len(PARTS))
    return gettext(
        "Part %(number)s of %(count)s: %(title)s", number=number, count=count, title=title
    )
