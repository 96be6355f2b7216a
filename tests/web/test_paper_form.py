"""The form on paper: each language, each question, in the order in which it is typed in."""

import re

import pytest

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device
from intake.settings import OFFERED


@pytest.mark.parametrize("language", OFFERED)
def test_each_language_has_a_paper_form(client, language):
    page = client.get(f"/{language}/paper").text

    pages = sum(
        len(re.findall("<li>\\s*(?:<h3>|<p>|<div)", part)) for part in page.split("<h2>")[1:]
    )
    assert pages == len(ASYLUM.pages)
    assert ('dir="rtl"' in page[:200]) is (language in ("ar", "fa-AF"))


def test_every_question_and_option_is_printed_in_the_order_of_asking(client):
    page = re.sub(r"<bdi[^>]*>|</bdi>", "", client.get("/en/paper").text)
    asked = [*ASYLUM.at_start]
    asked += [q for page_ in ASYLUM.pages for q in page_.questions if q is not device]

    at = 0
    for question in (*asked, *ASYLUM.at_sending):
        at = page.index(question.says.replace("&", "&amp;"), at)
    for question in asked:
        options = getattr(question, "options", ())
        if getattr(question, "style", "") != "list":
            assert [option.code for option in options if option.says not in page] == []
