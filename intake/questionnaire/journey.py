"""Choose the next page: pure functions of the answers so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime

from intake.frozen import frozen
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.opened import completed
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.conditions import ALWAYS
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page


@frozen
class Draft:
    """The answers of one person so far, and how far they have come.

    ``seen`` are ids of pages answered or skipped; ``wants_more`` tells that the later pages are
    asked too; ``as_of`` is the day that conditions go by; ``begun_at`` the instant of the
    first page, known to nobody but whoever opens the draft. ``handed_over`` tells that a helper
    began and the person goes on.
    """

    as_of: date
    language: str
    answers: Answers = field(default_factory=Answers)
    seen: frozenset[str] = frozenset()
    wants_more: bool = False
    begun_at: datetime | None = None
    result_shown: bool = False
    handed_over: bool = False

    @property
    def helped(self) -> bool:
        """Return true while a helper fills in the form."""
        return self.answers.code(filling_for) not in ("", "self") and not self.handed_over

    @property
    def live_answers(self) -> Answers:
        """Return the answers of pages that are asked, on the draft's day."""
        return live_answers(self.answers, as_of=self.as_of)

    def keep(
        self,
        page: Page,
        answers_by_id: dict[str, Answer],
        *,
        asked_now: Collection[str] | None = None,
    ) -> Draft:
        """Return the draft with *answers_by_id* in place of this page's earlier answers.

        Hidden answers stay unless replaced, and so do those to questions that the page did not
        ask: *asked_now* are those that it asked, without it all of them.
        """
        hidden = {
            question.id
            for question in page.questions
            if self._hides(question) or (asked_now is not None and question.id not in asked_now)
        }
        asked = {question.id for question in page.questions} - (hidden - answers_by_id.keys())
        answers = self.answers.without(asked).plus(
            {k: v for k, v in answers_by_id.items() if k in asked}
        )
        answers = replace(answers, asked_since=answers.asked_since | asked)
        return replace(self, answers=answers, seen=self.seen | {page.id})

    def hand_over(self) -> Draft:
        """Return the draft as the applicant continues it: private pages are asked again."""
        again = {page.id for page in ASYLUM.pages if any(q.in_private for q in page.questions)}
        return replace(self, handed_over=True, seen=self.seen - again)

    def shows(self, question: Question) -> bool:
        """Return true where an answer to *question* may be shown on the screen."""
        return question.id in self.answers and not self._hides(question)

    def _hides(self, question: Question) -> bool:
        return self.handed_over and question.in_private


def pages_to_ask(draft: Draft) -> tuple[Page, ...]:
    """Return the pages to ask, in order: core pages, and later ones if the person wants more.

    A private page waits until no helper fills in; an answer to it counts whoever fills in.
    """
    return tuple(_to_ask(draft))


def pages_up_to(draft: Draft, page: Page) -> tuple[Page, ...]:
    """Return the pages asked up to *page*, or all that are asked if it is not one of them.

    Later pages are not evaluated.
    """
    pages: list[Page] = []
    for asked_page in _to_ask(draft):
        pages.append(asked_page)
        if asked_page is page:
            break
    return tuple(pages)


def is_later(draft: Draft, page: Page) -> bool:
    """Return true where this person is asked *page* only among the later ones."""
    if ASYLUM.numbers[page.id] > len(ASYLUM.core):
        return True
    return not page.core_when(draft.answers, draft.as_of)


def live_answers(answers: Answers, *, as_of: date) -> Answers:
    """Return the answers of pages that are asked, completed by what ticks stand for.

    They are the only ones that a rule may read.
    """
    asked = questions_asked(answers, as_of=as_of)
    return completed(answers.only(asked), asked=asked)


def questions_asked(answers: Answers, *, as_of: date) -> frozenset[str]:
    """Return the questions whose answers count: of the pages asked, at the start, at sending."""
    counting = set(_answered_one_by_one(answers.given, as_of))
    for _page, asked in _asked(ASYLUM.pages, answers, as_of):
        counting.update(asked)
    counting.update(question.id for question in ASYLUM.at_start if question.id in answers)
    counting.update(question.id for question in ASYLUM.at_sending)
    return frozenset(counting)


def pages_hanging_on(question: str) -> tuple[Page, ...]:
    """Return the pages that another answer to this may open or close, also indirectly."""
    moved, hanging = {question}, []
    for id_, when in ASYLUM.before_ticks.items():
        if not when.looks_at.isdisjoint(moved):
            moved.add(id_)
    for page in ASYLUM.pages:
        if not page.looks_at.isdisjoint(moved):
            moved |= {asked.id for asked in page.questions}
            hanging.append(page)
    return tuple(hanging)


def questions_closed(
    hanging: Iterable[Page], answers: Answers, *, asked: Collection[str], as_of: date
) -> frozenset[str]:
    """Return the answered questions that a changed answer closes.

    *hanging* are the pages whose conditions read the changed answer, *asked* the questions asked
    before the change.
    """
    live = {id_: answer for id_, answer in answers.given.items() if id_ in asked}
    older = () if ASYLUM.ticks in answers.given else ASYLUM.before_ticks
    standing = _answered_one_by_one(answers.given, as_of)
    closed = {id_ for id_ in older if id_ in live and id_ not in standing}
    live = {id_: answer for id_, answer in live.items() if id_ not in closed} | standing
    live_answers_now = Answers(live)
    for page in hanging:
        own = [q.id for q in page.questions if q.id in answers.given and q.id not in older]
        is_asked_now = bool(own) and page.when(live_answers_now, as_of)
        for id_ in own:
            if is_asked_now and page.counts(id_, live_answers_now, as_of):
                live[id_] = answers.given[id_]
                continue
            live.pop(id_, None)
            if id_ in asked:
                closed.add(id_)
    return frozenset(closed)


def next_page(draft: Draft, *, after: Page) -> Page | None:
    """Return the next page not answered or skipped, looking forward first, or ``None``."""
    number, passed = ASYLUM.numbers[after.id], None
    for page in _unseen(draft):
        if ASYLUM.numbers[page.id] > number:
            return page
        passed = passed or page
    return passed


def first_unseen(draft: Draft) -> Page | None:
    """Return the first page not yet answered or skipped."""
    return next(_unseen(draft), None)


def page_before(asked: tuple[Page, ...], page: Page) -> Page | None:
    """Return the asked page before *page*; ``None`` for the first, and for one not asked."""
    at = asked.index(page) if page in asked else 0
    return asked[at - 1] if at else None


def what_is_missing(draft: Draft) -> tuple[Question, ...]:
    """Return the required questions on pages asked that have no answer yet."""
    return tuple(
        question
        for page in pages_to_ask(draft)
        for question in page.questions
        if question.required and question.id not in draft.answers
    )


def _unseen(draft: Draft) -> Iterator[Page]:
    return (page for page in _to_ask(draft) if page.id not in draft.seen)


def _to_ask(draft: Draft) -> Iterator[Page]:
    """Yield each page that is asked of this draft, lazily."""
    pages = ASYLUM.pages if draft.wants_more else ASYLUM.core
    for page, _ in _asked(pages, draft.answers, draft.as_of):
        waits = not draft.wants_more and is_later(draft, page)
        if not waits and not (page.private and draft.helped):
            yield page


def _asked(
    pages: Iterable[Page], answers: Answers, as_of: date
) -> Iterator[tuple[Page, list[str]]]:
    """Yield each page that is asked, with its questions whose answers count.

    Judged by the live answers to the pages before it, and to the questions before on the page.
    """
    stored = answers.given
    live_by_id = _answered_one_by_one(stored, as_of)
    live = Answers(live_by_id)
    for page in pages:
        if page.when is not ALWAYS and not page.when.holds(live, as_of):
            continue
        counting = []
        for id_ in page.question_ids:
            when = page.parts_when.get(id_)
            if when is None or when.holds(live, as_of):
                counting.append(id_)
                if id_ in stored:
                    live_by_id[id_] = stored[id_]
        yield page, counting


def _answered_one_by_one(stored: Mapping[str, Answer], as_of: date) -> dict[str, Answer]:
    """Return the answers of an older draft or case that ticks stand for today, and that count."""
    older = ASYLUM.before_ticks
    if ASYLUM.ticks in stored or older.keys().isdisjoint(stored):
        return {}
    known = {id_: answer for id_, answer in stored.items() if id_ not in older}
    for id_, when in older.items():
        if id_ in stored and when.holds(Answers(known), as_of):
            known[id_] = stored[id_]
    return {id_: answer for id_, answer in known.items() if id_ in older}
