"""Invented people and their answers, by hand and by chance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.calendars import said_in
from intake.questionnaire.countries import CODES
from intake.questionnaire.dates import Calendar, SaidDate, said_date
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

ALONE_IN_TEXAS: Mapping[str, Any] = {
    "filling_for": "self",
    "device": "mine",
    "danger_now": "no",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "us_state": "TX",
    "detained_now": "no",
    "so_far": ["none"],
    "asylum_filed": "no",
    "last_arrival_date": (TODAY - timedelta(days=350)).isoformat(),
    "lawful_status": "no",
    "has_lawyer": "no",
    "household_size": 1,
    "income": "none",
    "name_to_use": "Amira Test-Nourzad",
    "contact_methods": ["return_code"],
    "city_or_zip3": "Zaytounaville",
    "full_name_docs": "أميرة تجربة النورزادي",
    "birth_date": {"calendar": "solar_hijri", "said": "1373-04-12"},
    "nationality": "IR",
    "spoken_languages": ["ar"],
    "interpreter_needed": "yes",
    "needs": ["trauma"],
    "fear_reasons": ["politics"],
    "do_not_tell": "Cousin Qasim Invented-Barakatu",
    "note": "The bluekioskman kept a list of names.",
    "ack_not_lawyer": "yes",
    "ack_deadline": "yes",
    "share_with_others": "ask_first",
}

SISTER_OF_DETAINED: Mapping[str, Any] = {
    "filling_for": "detained_person",
    "device": "mine",
    "danger_now": "no",
    "help_types": ["fear_return", "court_or_order"],
    "location_kind": "in_us",
    "us_state": "GA",
    "detained_now": "yes",
    "detention_place": "Quillmere Processing Center",
    "so_far": ["court_paper", "fear_interview", "asylum_form"],
    "asylum_filed_date": "2026-05",
    "asylum_filed_where": "court",
    "left_since_filing": "no",
    "fear_interview": "passed",
    "next_hearing_date": (TODAY + timedelta(days=25)).isoformat(),
    "hearing_kind": "individual",
    "court_city": "Quillmere",
    "bad_decision": "none",
    "has_lawyer": "before",
    "name_to_use": "Tesfa Test-Mebratu",
    "contact_methods": ["call", "email"],
    "phone": "+12025550143",
    "email": "brother@example.org",
    "ok_text": "no",
    "ok_voicemail": "no",
    "ok_say_name": "no",
    "ok_mail": "no",
    "birth_date": {"calendar": "ethiopian", "said": "1983-13-06"},
    "nationality": "ET",
    "spoken_languages": ["am"],
    "interpreter_needed": "yes",
    "a_number": "A000000000",
    "children_birth_dates": ["2017-11-11", "2018"],
    "needs": ["rather_not_say"],
    "note": "He keeps a paperlanternly thing from Dawitovar.",
    "safe_times": ["evening", "weekend"],
    "shared_phone": "yes",
    "ack_not_lawyer": "yes",
    "ack_deadline": "yes",
    "share_with_others": "never",
}

SHORTEST: Mapping[str, Any] = {
    "help_types": ["fear_return"],
    "so_far": ["none"],
    "name_to_use": "Lumo Test-Wrenfold",
    "contact_methods": ["return_code"],
}


def walked(answers: Mapping[str, Answer], *, more: bool = False) -> tuple[Draft, list[Page]]:
    """A draft of somebody who meets page after page and answers what they can; and those pages."""
    draft, visited = Draft(as_of=TODAY, language="en", wants_more=more), list[Page]()
    page: Page | None = ASYLUM.pages[0]
    while page:
        visited.append(page)
        draft = draft.keep(page, {q.id: answers[q.id] for q in page.questions if q.id in answers})
        page = next_page(ASYLUM, draft, after=page)
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
