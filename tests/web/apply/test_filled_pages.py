"""A page that is rendered for everyone and filled equals one that is rendered for one person."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import Calendar, said_date
from intake.questionnaire.journey import Draft
from intake.questionnaire.questions import Text
from intake.web.apply import question_pages
from intake.web.compression import without_empty_lines
from intake.web.locale import speaking
from intake.web.questions.doubts import hole
from tests.triage.making import EVERYTHING, TODAY, answers_of

TYPED: Any = f'<b>Test "Wren" & {hole("csrf_token")}'
ALL = answers_of(EVERYTHING).plus(
    {question.id: TYPED for question in ASYLUM.questions.values() if isinstance(question, Text)}
    | {"note": f"{TYPED}\nTest", "income_amount": Decimal("1200.50"), "household_size": 3}
    | {"spoken_languages": ("fa-AF", "other"), "birth_country": "AF"}
)


@pytest.mark.parametrize("tag", ["en", "fa-AF"])
@pytest.mark.parametrize("whom", ["self", "child"])
def test_a_filled_page_is_the_page_that_would_be_rendered(app, tag, whom):
    draft = Draft(as_of=TODAY, language=tag, answers=ALL.plus({"filling_for": whom}))
    filled = []

    for number, page in enumerate(ASYLUM.pages, 1):
        with app.test_request_context(f"/{tag}/f/{number}"), speaking(tag):
            g.has_code = True
            form = question_pages._form(page, draft)
            if form.fits_holes:
                filled.append(page.id)
                rendered: Any = question_pages._page(page, ASYLUM.pages, draft, form)
                html = question_pages._filled_page(page, ASYLUM.pages, draft, form.texts)
                assert without_token(html) == without_token(rendered[0]), page.id
                assert "note" not in page.id or "\nTest</textarea>" in html

    assert len(filled) > len(ASYLUM.pages) * 0.8


def test_whoever_asks_for_the_headers_alone_takes_the_way_back_from_nobody(app):
    question_pages._blank.cache_clear()
    client = FlaskClient(app)  # the usual one checks each page, and this answer has none

    client.head("/es/f/1")

    assert "safety?at=f/1" in client.get("/es/f/1").text


def test_a_page_for_everyone_has_no_answer_of_anyone(app):
    page, draft = ASYLUM.page_of("court_city"), Draft(as_of=TODAY, language="en", answers=ALL)

    with app.test_request_context(f"/en/f/{ASYLUM.numbers[page.id]}"):
        g.has_code = False
        shown = question_pages._filled_page(page, ASYLUM.pages, draft, {"court_city": TYPED})
        blank = question_pages._filled_page(page, ASYLUM.pages, draft)

    assert "&lt;b&gt;Test &#34;Wren&#34; &amp; " in shown
    assert "Wren" not in blank


def test_a_date_of_another_calendar_has_a_page_of_its_own(app):
    page = ASYLUM.page_of("last_arrival_date")
    said = said_date("1404-09-18", Calendar.SOLAR_HIJRI)
    draft = Draft(as_of=TODAY, language="en", answers=Answers({"last_arrival_date": said}))

    with app.test_request_context("/en/f/1"):
        form = question_pages._form(page, draft)
        rendered: Any = question_pages._page(page, ASYLUM.pages, draft, form)
        assert not form.fits_holes

    assert re.search(r'<option value="9" +selected>', rendered[0])
    assert re.search(r'<option value="solar_hijri" +selected>', rendered[0])
    assert "<details open>" in rendered[0]


def without_token(html):
    """Return the page without its form tokens, which differ each time, and without empty lines."""
    return without_empty_lines(re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", html))
