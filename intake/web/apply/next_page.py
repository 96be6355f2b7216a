"""The page after a saved one: the next question, the result once, then the check page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import url_for

from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page


@dataclass(frozen=True, slots=True)
class Onward:
    """An address, and the draft to save before going there."""

    address: str
    draft: Draft


def after_keeping(draft: Draft, page: Page) -> Onward:
    """Return the next page not answered or skipped, else the result, else the check page.

    A yes to danger is answered at once, by the page with the help that answers now.
    """
    if page is ASYLUM.page_of(danger_now.id) and is_in_danger(draft):
        return Onward(url_for("safe.show"), draft)
    if following := journey.next_page(ASYLUM, draft, after=page):
        return Onward(address_of(following), draft)
    if draft.result_shown:
        return Onward(url_for("sending.check"), draft)
    return Onward(url_for("sending.result"), replace(draft, result_shown=True))


def address_of(page: Page | None) -> str:
    """Return the address of a page; for ``None``, that of the check page."""
    if page is None:
        return url_for("sending.check")
    return url_for("apply.show", number=ASYLUM.numbers[page.id])


def is_in_danger(draft: Draft) -> bool:
    """Return true where the person who fills in now answered yes to danger."""
    page = ASYLUM.page_of(danger_now.id)
    return page.id in draft.seen and draft.answers.code(danger_now) == "yes"
