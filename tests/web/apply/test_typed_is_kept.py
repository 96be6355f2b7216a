"""Whatever is typed is stored, asked about, or refused with a sentence; nothing is dropped."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, Calendar, SaidDate, said_date
from intake.questionnaire.questions import Date, Question
from intake.web.questions.doubts import doubts_to_ask
from intake.web.questions.forms import PageForm, form_of
from tests.questionnaire.making import TODAY
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.callers import CALLER, Fields, hidden, post
from tests.web.apply.test_dates_on_the_form import address, at_question, press
from tests.web.desk.test_emails_to_applicants import sent

pytestmark = pytest.mark.usefixtures("clock")

NINTH = {"day": "9", "month": "12", "year": "2025"}
EARLIER: tuple[dict[str, str], ...] = (
    {"known": "not_sure"},
    {"known": "not_sure", "said": "after Eid"},
    {"known": "month", "month": "3", "year": "2024"},
    {"known": "year", "year": "2024"},
)
WRONG = (
    ({"day": "32"}, "This month has no such day. Check the day."),
    ({"day": "about 3"}, "Enter the day as a number, like 15."),
    ({"year": "25"}, "The year needs four numbers, like 2026."),
    ({"month": ""}, "Enter a month. If you only know the year, say so below."),
)
IN_US = {**SHORTEST, "location_kind": ["in_us"]}


@pytest.mark.parametrize("earlier", EARLIER)
def test_a_date_typed_in_place_of_an_earlier_answer_is_kept(ready_client, earlier):
    someone = at_check(ready_client, arrival(earlier))

    change(someone, {"known": earlier["known"], **NINTH})

    assert someone.path == "/en/f/check"
    assert "9 December 2025" in someone.text


@pytest.mark.parametrize("earlier", EARLIER)
@pytest.mark.parametrize(("part", "says"), WRONG)
def test_a_date_typed_amiss_in_place_of_an_earlier_answer_is_refused(
    ready_client, earlier, part, says
):
    someone = at_check(ready_client, arrival(earlier))

    change(someone, {"known": earlier["known"], **NINTH, **part})

    assert someone.page.status_code == 422
    assert says in someone.text


@pytest.mark.parametrize(
    ("known", "words", "button", "kept"),
    [
        ("not_sure", "I do not know", "sure", "9 December 2025"),
        ("not_sure", "I do not know", "unsure", "“2025-12-09 after Eid”"),
        ("month", "Only the month and year", "sure", "9 December 2025"),
        ("month", "Only the month and year", "meant", "December 2025"),
        ("year", "Only the year", "meant", "2025"),
    ],
)
@pytest.mark.parametrize("earlier", [{}, NINTH])
def test_whoever_chooses_less_than_is_typed_is_asked_once(
    ready_client, *, earlier, known, words, button, kept
):
    someone = at_check(ready_client, arrival(earlier))

    change(someone, {**NINTH, "known": known, "said": "after Eid"})

    assert re.findall("<dt>(.*?)</dt>", someone.text) == ["You wrote", "You also chose"]
    assert re.search(rf"<dd>\s*<p><bdi>{words}</bdi></p>", someone.text)
    press(someone, button)
    someone.open("/en/f/check")
    row = shown_for(someone.text, "last_arrival_date")
    assert row[0] == kept
    assert "after Eid" in row[-1]


def test_whoever_wants_to_correct_it_sees_the_boxes_and_the_choice(ready_client):
    someone = at_check(ready_client, arrival({}))
    change(someone, {**NINTH, "known": "not_sure"})

    press(someone, "fix")

    assert 'name="last_arrival_date-day"' in someone.text
    assert re.search(r'value="not_sure"\s+checked', someone.text)
    assert 'value="2025"' in someone.text


@pytest.mark.usefixtures("wren")
def test_the_mailbox_keeps_a_date_typed_in_place_of_an_earlier_answer(app):
    someone, _ = sent(app, arrival({"known": "not_sure"}))
    number = ASYLUM.numbers["last_arrival_date"]
    someone.open(f"/en/mailbox/{number}")

    fields = {**NINTH, "known": "not_sure", "day": "32"}
    someone.post(f"/en/mailbox/{number}", named("last_arrival_date", fields))
    assert "This month has no such day. Check the day." in someone.text
    someone.post(f"/en/mailbox/{number}", named("last_arrival_date", {**fields, "day": "9"}))

    assert someone.path == "/en/mailbox"
    someone.open("/en/mailbox/answers")
    assert "9 December 2025" in someone.text


def test_the_desk_asks_about_a_date_beside_i_do_not_know(wren):
    wren.open("/desk/new")
    fields: Fields = {**CALLER, **named("last_arrival_date", {**NINTH, "known": "not_sure"})}
    post(wren, {**fields, **hidden(wren)}, update="1")

    post(wren, {**fields, **hidden(wren)}, send="now")
    assert "Not sent" in wren.text
    assert "You also chose: <bdi>I do not know</bdi>" in wren.text
    post(wren, {**fields, **hidden(wren)}, send="now", sure="last_arrival_date")

    reference = re.search(r"Your reference number is ([\w-]+)", wren.text)
    assert reference
    wren.open(f"/desk/cases/{reference[1]}")
    assert "9 December 2025" in wren.text


def test_a_child_whose_birthday_nobody_knows_is_kept_beside_the_others(ready_client):
    someone = at_question(ready_client, "children_birth_dates")
    rows = {"0-year": "2018", "0-known": "year", "1-known": "not_sure", "2-year": "2020"}

    someone.post(someone.path, named("children_birth_dates", rows))
    someone.walk()

    assert shown_for(someone.text, "children_birth_dates") == ["2018", "I am not sure", "2020"]


def test_a_fourteenth_date_is_refused_and_not_left_out(ready_client):
    someone = at_question(ready_client, "children_birth_dates")

    rows = {f"{index}-year": str(2009 + index) for index in range(14)}
    someone.post(someone.path, named("children_birth_dates", rows))

    assert "You can add up to 12 dates here." in someone.text
    assert 'value="2022"' in someone.text


SAVED = (
    None,
    NOT_SURE,
    SaidDate(words="after Eid"),
    said_date("2024"),
    said_date("2024-03"),
    said_date("2024-03-05"),
    said_date("1403-01-05", Calendar.SOLAR_HIJRI, words="in spring"),
)
KNOWN = ("", "day", "month", "year", "not_sure")
TYPED = (
    NINTH,
    {"year": "2025"},
    {"month": "12", "year": "2025"},
    {"day": "9", "year": "2025"},
    {"day": "9", "month": "12"},
    {"day": "9"},
    {"day": "32", "month": "12", "year": "2025"},
    {"day": "about 3", "month": "12", "year": "2025"},
    {"day": "۹", "month": "12", "year": "۲۰۲۵"},
    {"day": "09", "month": "12", "year": "\u200f2025"},
    {"year": "25"},
    {"year": "20255"},
    {"said": "after the rain"},
    {"said": "w" * 401},
    {"day": "3", "month": "13", "year": "2018", "calendar": "ethiopian"},
    {"day": "5", "month": "6", "year": "1446", "calendar": "hijri"},
    {"day": "3", "month": "9", "year": "1404", "calendar": "solar_hijri", "said": "in autumn"},
    {"year": "1404", "calendar": "julian"},
)
DATES = tuple(question for question in ASYLUM.questions.values() if isinstance(question, Date))


def test_no_way_of_answering_drops_a_part_of_a_date(app):
    fates = {
        fate
        for saved, known, typed in product(SAVED, KNOWN, TYPED)
        for fate in [fate_of(app, last_arrival(), saved, {**typed, "known": known})]
    }
    for question, saved, known, typed in product(DATES, SAVED[:4], KNOWN, TYPED[:4]):
        fates.add(fate_of(app, question, saved, {**typed, "known": known}))

    assert fates == {"stored", "asked", "refused"}


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        ("household_size", "٣", 3),
        ("household_size", "\u200f007\u200f", 7),
        ("household_size", "3 people", None),
        ("household_size", "21", None),
        ("income_amount", "$1,234,567.8", Decimal("1234567.8")),
        ("income_amount", "1 200", Decimal(1200)),
        ("income_amount", "\u0661\u066c\u0662\u0660\u0660\u066b\u0665", Decimal("1200.50")),
        ("income_amount", "12,50", None),
        ("income_amount", "1.200", None),
        ("income_amount", "1.200,50", None),
        ("income_amount", "1,2,3", None),
        ("income_amount", "1e3", None),
    ],
)
def test_a_number_is_kept_as_it_is_meant_or_refused(app, question, typed, kept):
    form, _ = answered(app, ASYLUM.questions[question], None, {question: [typed]})

    if kept is None:
        assert form.errors
    else:
        assert form.answers() == {question: kept}
    assert form.texts == {question: typed}


def last_arrival() -> Question:
    return ASYLUM.questions["last_arrival_date"]


def fate_of(app: Flask, question: Question, saved: Any, parts: dict[str, str]) -> str:
    """Return what becomes of a date; fail where a part of it is stored nowhere."""
    form, asked = answered(app, question, saved, named(question.id, parts))
    if form.errors or asked:
        return "refused" if form.errors else "asked"
    stored = form.answers()[question.id]
    assert isinstance(stored, SaidDate)
    numbers = [int(part) for part in stored.said.split("-")] if stored.said else []
    typed = [int(parts[part].strip("\u200f")) for part in ("year", "month", "day") if part in parts]
    assert numbers == typed, (question.id, saved, parts, stored)
    assert stored.words == parts.get("said", ""), (question.id, saved, parts, stored)
    return "stored"


def answered(
    app: Flask, question: Question, saved: Any, fields: dict[str, list[str]]
) -> tuple[PageForm, bool]:
    """Return the form of one question with what is posted, and whether the page asks about it."""
    answers = Answers().plus({} if saved is None else {question.id: saved})
    posted = MultiDict[str, str]([(name, text) for name, texts in fields.items() for text in texts])
    with app.test_request_context("/en/f/1"):
        form = form_of((question,), answers, posted, today=TODAY)
        form.validate()
        return form, bool(doubts_to_ask(form, answers, posted))


def at_check(client: Any, answers: dict[str, list[str]]) -> Applicant:
    someone = Applicant(client, answers)
    someone.begin()
    someone.walk()
    return someone


def arrival(parts: dict[str, str]) -> dict[str, list[str]]:
    return {**IN_US, **named("last_arrival_date", parts)}


def change(someone: Applicant, parts: dict[str, str]):
    """Change the day of arrival from the check page, and press "Continue" there."""
    assert f'href="{address("last_arrival_date")}"' in someone.text
    someone.open(address("last_arrival_date"))
    someone.post(address("last_arrival_date"), named("last_arrival_date", parts))


def named(question: str, parts: dict[str, str]) -> dict[str, list[str]]:
    return {f"{question}-{part}": [text] for part, text in parts.items()}


def shown_for(text: str, question: str) -> list[str]:
    """Return the lines of one answer on the check page."""
    row = re.search(rf'data-question="{question}"[^>]*>(.*?)</dd>', text, re.DOTALL)
    assert row, question
    return re.findall(r"<p>(?:<[^>]*>)*([^<]+)", row[1])
