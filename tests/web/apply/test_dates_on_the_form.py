"""Dates on the form: the reader's calendar first, and a question if another was meant."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from intake.catalogues import without_isolates
from intake.questionnaire.asylum import ASYLUM
from intake.web.locale import catalogue_of
from tests.support.clients.applicant import SHORTEST, Applicant, csrf_of
from tests.support.tables import beside

LANGUAGES = ("en", "es", "fa-AF", "fa", "ps", "am", "ti", "ar")
MORE = {"send": ["more"]}
ETHIOPIAN_2018 = {"day": "2", "month": "5", "year": "2018", "calendar": "ethiopian"}


def test_the_calendar_of_the_language_comes_first_with_its_months(ready_client):
    for tag, calendar, month in [
        ("en", "gregorian", "1. January"),
        ("es", "gregorian", "1. enero"),
        ("ar", "gregorian", "1. يناير (كانون الثاني)"),
        ("fa-AF", "solar_hijri", "\u06f1. حمل"),
        ("fa", "solar_hijri", "\u06f1. فروردین"),
        ("ps", "solar_hijri", "\u06f1. وری"),
        ("am", "ethiopian", "1. መስከረም"),
        ("ti", "ethiopian", "1. መስከረም"),
    ]:
        someone = at_the_arrival(ready_client, tag)

        assert offered(someone.text, "last_arrival_date-calendar")[0][0] == calendar
        months = offered(someone.text, "last_arrival_date-month")
        assert months[1] == ("1", month)
        assert [number for number, _ in months[1:]] == [str(number) for number in range(1, 14)]
        assert ("<optgroup" in someone.text) is (calendar != "ethiopian")


def test_a_day_on_a_paper_is_asked_in_the_calendar_and_the_words_of_the_paper(ready_client):
    for tag, month, last in [
        ("en", "1. January", "13. Pagume"),
        ("es", "1. enero / January", "13. Pagume"),
        ("ar", "1. يناير (كانون الثاني) / January", "13. باجمن"),
        ("fa-AF", "\u06f1. جنوری / January", "\u06f1\u06f3. پاگومه"),
    ]:
        someone = at_question(ready_client, "next_hearing_date", tag)

        assert offered(someone.text, "next_hearing_date-calendar")[0][0] == "gregorian"
        months = offered(someone.text, "next_hearing_date-month")
        assert months[1] == ("1", month)
        assert months[13] == ("13", last)


def test_a_calendar_left_alone_is_that_of_the_language(ready_client):
    someone = at_the_arrival(ready_client, "fa-AF")

    post(someone, last_arrival_date={"day": "۲", "month": "9", "year": "۱۴۰۳"})
    someone.open(address("last_arrival_date", "fa-AF"))

    assert chosen(someone.text, "last_arrival_date-calendar") == "solar_hijri"
    assert chosen(someone.text, "last_arrival_date-month") == "9"


def test_after_a_mistake_the_months_are_of_the_calendar_chosen(ready_client):
    someone = at_the_arrival(ready_client, "en")

    post(someone, last_arrival_date={"day": "40", "month": "3", "calendar": "solar_hijri"})

    assert someone.status == 422
    assert chosen(someone.text, "last_arrival_date-calendar") == "solar_hijri"
    assert ("3", "3. Jawza (Khordad)") in offered(someone.text, "last_arrival_date-month")
    assert "Solar Hijri (1405)</p>" in someone.text


def test_a_date_not_known_is_shown_again_in_the_calendar_of_the_language(
    ready_client,
):
    someone = at_the_arrival(ready_client, "am")

    post(someone, last_arrival_date={"known": "not_sure"})
    someone.open(address("last_arrival_date", "am"))

    assert chosen(someone.text, "last_arrival_date-calendar") == ""
    assert offered(someone.text, "last_arrival_date-calendar")[0][0] == "ethiopian"


def test_ordinary_dates_pass_without_a_question(ready_client):
    for question, cell in beside(__file__, "ordinary"):
        someone = at_question(ready_client, question)

        post(someone, **{question: parts_of(cell)})

        assert someone.status == 200
        assert "Is this date right?" not in someone.text


def test_whoever_reads_by_the_ethiopian_calendar_may_date_by_the_common_one(ready_client):
    for tag in ["am", "ti"]:
        someone = at_the_arrival(ready_client, tag)

        post(someone, last_arrival_date=gregorian("10", "12", "2025"))

        assert someone.status == 200


def test_a_year_of_another_calendar_is_asked_about(ready_client):
    for tag, question, cell, maybe in beside(__file__, "of another calendar"):
        someone = at_question(ready_client, question, tag)

        post(someone, **{question: parts_of(cell)})

        assert shown(tag, "Is this date right?") in someone.text
        assert shown(tag, f"If you meant the {maybe} calendar") in someone.text
        assert re.search(rf"<title[^>]*>[^<]*{shown(tag, 'Date')}", someone.text)


def test_an_impossible_age_is_asked_about(ready_client):
    someone = at_question(ready_client, "birth_date")

    post(someone, birth_date={"day": "1", "month": "2", "year": "1890"})

    assert "Is this date right?" in someone.text
    assert "This date means the person is 136 years old." in someone.text


def test_beyond_every_calendar_the_message_stands_beside_the_field(ready_client):
    for question, cell in [
        *beside(__file__, "beyond"),
        ("last_arrival_date", f"year=1380, known=year, said={'w' * 201}"),
    ]:
        someone = at_question(ready_client, question)

        post(someone, **{question: parts_of(cell)})

        assert someone.status == 422
        assert f'id="{question}-e"' in someone.text


def test_one_press_saves_the_other_date_that_was_shown(ready_client):
    someone = at_question(ready_client, "birth_date")
    here = someone.path
    post(someone, birth_date={"day": "1", "month": "2", "year": "1380", "said": "in spring"})
    assert re.search(r">I meant <bdi>1 \S+ .*1380 in the Solar Hijri calendar</bdi>", someone.text)
    assert buttons(someone.text) == ["meant", "fix", "unsure"]

    press(someone, "meant")

    assert someone.status == 200
    someone.open(here)
    parts = {"day": "1", "year": "1380", "said": "in spring"}
    for part, text in parts.items():
        assert re.search(rf'name="birth_date-{part}"[^>]*value="{text}"', someone.text), part
    assert chosen(someone.text, "birth_date-calendar") == "solar_hijri"


def test_after_that_press_nothing_is_asked_about_the_new_date(ready_client):
    """2018 is a good year in both calendars, so that each looks like the other one."""
    someone = at_the_arrival(ready_client, "am")
    here = someone.path
    post(someone, last_arrival_date=ETHIOPIAN_2018 | {"calendar": "gregorian"})
    assert buttons(someone.text) == ["meant", "fix", "sure"]

    press(someone, "meant")
    assert someone.status == 200
    someone.open(here)

    assert chosen(someone.text, "last_arrival_date-calendar") == "ethiopian"


def test_it_is_right_keeps_the_date_as_it_was_said(ready_client):
    someone = at_the_arrival(ready_client, "en")
    post(someone, last_arrival_date=ETHIOPIAN_2018 | {"said": "a long time ago"})
    main = someone.text.partition("<main")[2].partition("</main>")[0]
    assert set(re.findall(r'<input type="(\w+)"', main)) == {"hidden"}
    assert buttons(someone.text) == ["meant", "fix", "sure"]

    press(someone, "sure")
    someone.open(address("last_arrival_date"))
    post(someone, last_arrival_date=ETHIOPIAN_2018 | {"said": "a long time ago"})
    assert "Is this date right?" not in someone.text, "whoever was sure is not asked again"
    someone.walk()

    assert "2 Tir 2018 in the Ethiopian calendar" in someone.text
    assert "a long time ago" in someone.text


def test_nobody_can_be_sure_of_what_cannot_be_and_everybody_goes_on_without_it(ready_client):
    for tag, question, cell in beside(__file__, "cannot be"):
        parts = parts_of(cell)
        someone = at_question(ready_client, question, tag)
        post(someone, **{question: parts})
        asked, here = someone.text, someone.path

        someone.post(
            here,
            {f"{question}-{part}": [text] for part, text in parts.items()} | {"sure": [question]},
        )
        assert someone.status == 422
        assert f'id="{question}-e"' in someone.text
        assert f'value="{parts["year"]}"' in someone.text

        assert shown(tag, "Is this date right?") in asked
        assert [name for name in buttons(asked) if name != "meant"] == ["fix", "unsure"]
        post(someone, **{question: parts})
        press(someone, "unsure")
        assert someone.status == 200
        someone.open(here)
        assert re.search(r'value="not_sure"\s+checked', someone.text)
        assert re.search(rf'name="{question}-said"[^>]*value="[^"]*{parts["year"]}', someone.text)


def test_what_cannot_be_is_asked_about_again_although_it_was_kept_before(ready_client, monkeypatch):
    someone = at_the_arrival(ready_client, "en")
    with monkeypatch.context() as earlier:
        earlier.setattr("intake.web.questions.date_fields.doubts_about", lambda *_, **__: ())
        earlier.setattr("intake.web.questions.question_field.problem_with", lambda *_, **__: None)
        post(someone, last_arrival_date={"year": "1380", "known": "year"})

    someone.open(address("last_arrival_date"))
    post(someone, last_arrival_date={"year": "1380", "known": "year"})

    assert "Is this date right?" in someone.text


def test_a_date_that_has_no_room_beside_the_words_is_refused_with_both(ready_client):
    someone = at_the_arrival(ready_client, "en")

    post(someone, last_arrival_date={"year": "1380", "known": "year", "said": "w" * 200})
    press(someone, "unsure")

    assert "Please make your answer 5 characters shorter." in someone.text
    assert f'value="1380 {"w" * 200}"' in someone.text


def test_whoever_came_before_they_were_born_is_shown_both_dates_in_either_calendar(
    ready_client,
):
    someone = at_question(
        ready_client, "birth_date", arrived={"year": "1400", "known": "year", "calendar": "hijri"}
    )

    post(someone, birth_date={"day": "3", "month": "5", "year": "1990"})

    assert "These dates say the arrival in the US was before the birth date." in someone.text
    assert re.findall("<dt>(.*?)</dt>", someone.text) == [
        "You wrote",
        "You wrote earlier",
        "If you meant the Solar Hijri calendar",
    ]
    assert "That is between 21 March 2021 and 20 March 2022." in someone.text
    assert buttons(someone.text) == ["fix", "sure"]
    press(someone, "sure")
    assert someone.status == 200


def test_an_arrival_before_the_birth_is_asked_about_as_well(ready_client):
    someone = at_question(ready_client, "birth_date")
    post(someone, birth_date={"year": "2020", "known": "year"})

    someone.open(address("last_arrival_date"))
    post(someone, last_arrival_date={"month": "12", "year": "2019", "known": "month"})
    asked = someone.text
    someone.open(address("last_arrival_date"))
    post(someone, last_arrival_date={"month": "1", "year": "2020", "known": "month"})

    assert "before the birth date" in asked
    assert someone.status == 200
    assert "before the birth date" not in someone.text


def test_fix_it_shows_the_boxes_as_they_were_and_the_calendars_open(
    ready_client,
):
    someone = at_the_arrival(ready_client, "en")
    post(someone, last_arrival_date={"day": "3", "month": "9", "year": "1404"})

    press(someone, "fix")

    assert someone.path == address("last_arrival_date")
    assert "<details open" in someone.text
    assert re.search(r'name="last_arrival_date-year"[^>]*value="1404"', someone.text)
    assert chosen(someone.text, "last_arrival_date-month") == "9"


def test_a_list_of_dates_is_asked_about_too_and_loses_no_row(ready_client):
    someone = at_question(ready_client, "children_birth_dates")
    rows = {"0-year": "2018", "0-known": "year", "1-day": "4", "1-month": "2", "1-year": "1390"}

    post(someone, children_birth_dates=rows)
    asked = someone.text
    press(someone, "unsure")
    someone.walk()

    assert "If you meant the Solar Hijri calendar" in asked
    assert "2018" in someone.text
    assert "“1390-02-04”" in someone.text


def test_of_a_list_of_dates_the_one_that_may_be_right_is_asked_about_after_the_other(
    ready_client,
):
    someone = at_question(ready_client, "children_birth_dates")
    rows = {"0-year": "2018", "0-known": "year", "0-calendar": "ethiopian", "1-year": "1390"}

    post(someone, children_birth_dates=rows | {"1-known": "year"})
    press(someone, "unsure")
    asked = someone.text
    press(someone, "sure")
    someone.walk()

    assert "If you meant the international calendar" in asked
    assert buttons(asked) == ["meant", "fix", "sure"]
    assert "2018 in the Ethiopian calendar" in someone.text
    assert "“1390”" in someone.text


def test_another_row_comes_before_the_question(ready_client):
    someone = at_question(ready_client, "children_birth_dates")

    someone.post(
        someone.path,
        {"children_birth_dates-0-year": ["1390"], "more": ["children_birth_dates"]},
    )

    assert "Date 2" in someone.text


def test_each_row_has_the_months_of_its_own_calendar(ready_client):
    someone = at_question(ready_client, "children_birth_dates")
    rows = {"0-year": "1390", "0-month": "2", "0-calendar": "solar_hijri", "1-year": "2040"}

    post(someone, children_birth_dates=rows)

    first = offered(someone.text, "children_birth_dates-0-month")
    second = offered(someone.text, "children_birth_dates-1-month")
    assert (first[2][1], second[2][1]) == ("2. Sawr (Ordibehesht)", "2. February")


def test_the_check_page_says_a_date_back_in_words(ready_client):
    someone = at_the_arrival(ready_client, "en")

    post(
        someone,
        last_arrival_date={"day": "3", "month": "9", "year": "1404", "calendar": "solar_hijri"},
    )
    someone.walk()

    assert "3 Qaws (Azar) 1404 in the Solar Hijri calendar" in someone.text
    assert "That is 24 November 2025." in someone.text


def test_the_mailbox_asks_as_well(someone):
    someone.begin()
    while not someone.path.endswith("/f/code"):
        someone.answer()
    code = re.search(r'id="?return-code"?[^>]*>\s*([\d ]+)', someone.text)
    assert code
    someone.walk()
    someone.send()
    someone.enter_code(code[1])
    number = ASYLUM.numbers["birth_date"]

    someone.open(f"/en/mailbox/{number}")
    post(someone, birth_date={"year": "1380", "known": "year"})
    asked = someone.text
    press(someone, "unsure")

    assert "Is this date right?" in asked
    assert someone.path == "/en/mailbox"


def at_the_arrival(client, tag):
    return at_question(client, "last_arrival_date", tag)


def at_question(client, question, tag="en", *, arrived=None):
    """Return an applicant, in a session of their own, on the page of one question."""
    client.delete_cookie("s")
    answers = {
        **SHORTEST,
        "location_kind": ["in_us"],
        "court_case": ["yes" if question == "next_hearing_date" else "no"],
        "minor_with_parent": ["no"],
        **{f"last_arrival_date-{part}": [text] for part, text in (arrived or {}).items()},
    }
    someone = Applicant(client, answers)
    someone.open(f"/{tag}/f/1")
    for _ in range(60):
        if someone.path == address(question, tag):
            return someone
        if someone.path.endswith("/f/result"):
            someone.open(f"/{tag}/f/check")
        elif someone.path.endswith("/f/check"):
            someone.post(f"/{tag}/f/send", MORE)
        else:
            someone.answer()
    raise AssertionError(f"no way to {question}")


def parts_of(cell):
    """Return the parts of a date by their names, written as ``day=1, month=2``."""
    return dict(part.split("=") for part in cell.split(", "))


def address(question, tag="en"):
    return f"/{tag}/f/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"


def gregorian(day, month, year):
    return {"day": day, "month": month, "year": year, "calendar": "gregorian"}


def post(someone, **dates):
    """Fill the boxes of a date, and continue."""
    fields = {
        f"{question}-{part}": [value]
        for question, parts in dates.items()
        for part, value in parts.items()
    }
    someone.post(someone.path, fields)


def press(someone, button):
    """Press a button of the pause: what it holds is posted, and nothing else."""
    main = someone.text.partition("<main")[2].partition("</main>")[0]
    held: dict[str, Any] = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', main)
    }
    pressed = re.search(rf'name="{button}" value="([^"]*)"', main)
    assert pressed
    data = held | {"csrf_token": csrf_of(someone.text), button: pressed[1]}
    someone.page = someone.client.post(someone.path, data=data, follow_redirects=True)


def buttons(text):
    """Return the names of the buttons on the page that asks about doubts."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<button[^>]* name="(\w+)"', main)


def offered(text, name):
    """Value and label of each option of a list."""
    listed = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text, re.DOTALL)
    assert listed, name
    options = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', listed[1])
    return [(value, html.unescape(label)) for value, label in options]


def chosen(text, name):
    """Return the chosen option, or an empty text."""
    listed = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text, re.DOTALL)
    assert listed, name
    selected = re.search(r'<option value="([^"]*)"\s+selected', listed[1])
    return selected[1] if selected else ""


@pytest.fixture
def settings(settings):
    return replace(settings, languages=LANGUAGES)


@pytest.fixture(autouse=True)
def _on_the_day(clock):
    """Set the clock to 24 November 2026."""


def shown(tag, sentence):
    """Return a sentence in a language, in English without a mark if it has no translation."""
    return without_isolates(catalogue_of(tag).ugettext(sentence))
