"""The page after a saved one: help at once, the next question, the early answer, the result."""

from dataclasses import replace

from flask import url_for

from intake.frozen import record
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM, FIT
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page


@record
class Onward:
    """An address, and the draft to save before going there."""

    address: str
    draft: Draft


def after_keeping(draft: Draft, page: Page) -> Onward:
    """Return where to go after a page was answered or skipped.

    A yes to danger is answered at once. Then come the next question, or the early answer where
    the questions about fit end; at the end the result, once, and the check page.
    """
    if page is ASYLUM.page_of(danger_now.id) and is_in_danger(draft):
        return Onward(url_for("safe.show"), draft)
    following = journey.next_page(draft, after=page)
    if page.id in FIT and _is_early_answer_due(draft, following):
        return Onward(url_for("fit.show"), draft)
    if following:
        return Onward(address_of(following), draft)
    if draft.result_shown:
        return Onward(url_for("sending.check"), draft)
    return Onward(url_for("sending.result"), replace(draft, result_shown=True))


def resume_address(draft: Draft) -> str:
    """Return the address at which a person goes on who was away from the questions."""
    following = journey.first_unseen(draft)
    if _is_early_answer_due(draft, following):
        return url_for("fit.show")
    return address_of(following)


def address_of(page: Page | None) -> str:
    """Return the address of a page; for ``None``, that of the check page."""
    if page is None:
        return url_for("sending.check")
    return url_for("apply.show", number=ASYLUM.numbers[page.id])


def is_in_danger(draft: Draft) -> bool:
    """Return true where the person who fills in now answered yes to danger."""
    page = ASYLUM.page_of(danger_now.id)
    return page.id in draft.seen and draft.answers.code(danger_now) == "yes"


def _is_early_answer_due(draft: Draft, following: Page | None) -> bool:
    """Return true where all questions about fit were asked, and none about days."""
    return so_far.id not in draft.seen and (following is None or following.id not in FIT)
