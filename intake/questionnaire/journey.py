"""The way through the questionnaire, as pure functions of what was said so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page, Questionnaire


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What one person has said so far, and how far they have come.

    ``seen`` are ids of pages answered or skipped; ``wants_more`` tells that the later pages are
    asked too; ``as_of`` is the day that conditions go by; ``begun_at`` the instant of the
    first page, known to nobody but whoever opens the draft.
    """

    as_of: date
    language: str
    answers: Answers = field(default_factory=Answers)
    seen: frozenset[str] = frozenset()
    wants_more: bool = False
    begun_at: datetime | None = None
    result_shown: bool = False

    def keep(self, page: Page, given: dict[str, Answer]) -> Draft:
        """With this page's answers in place of those it had; what is not given was skipped."""
        asked = {question.id for question in page.questions}
        answers = self.answers.without(asked).plus({k: v for k, v in given.items() if k in asked})
        return replace(self, answers=answers, seen=self.seen | {page.id})


def pages_to_ask(questionnaire: Questionnaire, draft: Draft) -> tuple[Page, ...]:
    """The pages this person is asked, in order: core, and the later ones once wanted."""
    pages = questionnaire.pages if draft.wants_more else questionnaire.core
    return tuple(page for page, _ in _asked(pages, draft.answers, draft.as_of))


def live_answers(questionnaire: Questionnaire, answers: Answers, *, as_of: date) -> Answers:
    """The answers of pages that are asked: the only ones that a rule may see."""
    asked = {
        question.id
        for page, _ in _asked(questionnaire.pages, answers, as_of)
        for question in page.questions
    }
    sending = {question.id for question in questionnaire.at_sending}
    return answers.only(asked | sending)


def next_page(questionnaire: Questionnaire, draft: Draft, *, after: Page) -> Page | None:
    """The next page not yet answered or skipped, looking onward first; ``None`` when all are."""
    pages = pages_to_ask(questionnaire, draft)
    number = questionnaire.numbers[after.id]
    unseen = [page for page in pages if page.id not in draft.seen]
    onward = [page for page in unseen if questionnaire.numbers[page.id] > number]
    return next(iter(onward + unseen), None)


def first_unseen(questionnaire: Questionnaire, draft: Draft) -> Page | None:
    """The first page not yet answered or skipped."""
    pages = pages_to_ask(questionnaire, draft)
    return next((page for page in pages if page.id not in draft.seen), None)


def page_before(asked: tuple[Page, ...], page: Page) -> Page | None:
    """Of the pages asked, the one before this; ``None`` at the first, and off the way."""
    at = asked.index(page) if page in asked else 0
    return asked[at - 1] if at else None


def what_is_missing(questionnaire: Questionnaire, draft: Draft) -> tuple[Question, ...]:
    """The required questions on pages asked that have no answer yet."""
    return tuple(
        question
        for page in pages_to_ask(questionnaire, draft)
        for question in page.questions
        if question.required and question.id not in draft.answers
    )


def _asked(pages: Iterable[Page], answers: Answers, as_of: date) -> Iterable[tuple[Page, Answers]]:
    """Each page asked, with the live answers up to and with it."""
    given: dict[str, Answer] = {}
    live = Answers(given)
    for page in pages:
        if page.when(live, as_of):
            for question in page.questions:
                if question.id in answers:
                    given[question.id] = answers[question.id]
            yield page, live
