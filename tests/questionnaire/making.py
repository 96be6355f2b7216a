"""Invented people and their answers, by hand and by chance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.countries import CODES
from intake.questionnaire.dates import Calendar, SaidDate, said_date, said_in
from intake.questionnaire.journey import Draft, next_page
from intake.questionnaire.languages import TAGS
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
    Phone,
    Question,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.sections import Page
from intake.questionnaire.tidy import tidied

TODAY = date(2026, 11, 24)

WRITTEN = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))
ALONE_IN_TEXAS: Mapping[str, Any] = WRITTEN["alone_in_texas"]
SISTER_OF_DETAINED: Mapping[str, Any] = WRITTEN["sister_of_detained"]
SHORTEST: Mapping[str, Any] = WRITTEN["shortest"]


def walked(answers: Mapping[str, Answer], *, more: bool = False) -> tuple[Draft, list[Page]]:
    """A draft of somebody who meets page after page and answers what they can; and those pages."""
    draft, visited = Draft(as_of=TODAY, language="en", wants_more=more), list[Page]()
    page: Page | None = ASYLUM.pages[0]
    while page:
        visited.append(page)
        draft = draft.keep(page, {q.id: answers[q.id] for q in page.questions if q.id in answers})
        page = next_page(draft, after=page)
    return draft, visited


words = st.text(max_size=60).map(lambda text: tidied(text, lines=False))


@st.composite
def said_dates(draw: st.DrawFn, first: date = date(1900, 1, 1), last: date = TODAY) -> SaidDate:
    """A date between two days, in any calendar, as far as it happens to be known."""
    calendar = draw(st.sampled_from(Calendar))
    parts = said_in(calendar, draw(st.dates(first, last)))
    written = "-".join(str(part) for part in parts[: draw(st.integers(1, 3))])
    return said_date(written.zfill(4), calendar, words=draw(words))


some_dates = st.one_of(
    said_dates(), st.builds(SaidDate), words.map(lambda text: SaidDate(words=text))
)


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    """Any answer of the right shape."""
    if isinstance(question, Choice | YesNo):
        return st.sampled_from([option.code for option in question.options])
    if isinstance(question, Choices):
        return several([option.code for option in question.options])
    if isinstance(question, Number):
        return st.integers(question.least, question.most)
    if isinstance(question, Dates):
        return st.lists(some_dates, min_size=1, max_size=question.most).map(tuple)
    return BY_KIND[type(question)]


def several(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of these codes, each once."""
    return st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True).map(tuple)


BY_KIND: Mapping[type[Question], st.SearchStrategy[Any]] = {
    Tick: st.just("yes"),
    Country: st.sampled_from(sorted(CODES)),
    Language: st.sampled_from(sorted(TAGS)),
    Languages: several(sorted(TAGS)),
    **dict.fromkeys((Text, Phone, Email), words.map(lambda text: text or "x")),
    LongText: st.text(max_size=90).map(lambda text: tidied(text, lines=True) or "x"),
    Money: st.integers(0, 999_999_900).map(lambda cents: Decimal(cents) / 100),
    Date: some_dates,
}


@st.composite
def any_answers(draw: st.DrawFn) -> Answers:
    """Answers to any of the questions, whether or not they would be asked."""
    chosen = draw(st.sets(st.sampled_from(sorted(ASYLUM.questions)), max_size=40))
    answers = {id_: draw(answers_to(ASYLUM.questions[id_])) for id_ in sorted(chosen)}
    return Answers().plus(answers)
