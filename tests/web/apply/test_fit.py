"""The early answer and the page of safety: between the questions, and never in their way."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import SHORTEST, Applicant, at_check, way_on

Posted = Mapping[str, list[str]]

FITS: dict[str, list[str]] = {
    **SHORTEST,
    "filling_for": ["self"],
    "device": ["mine"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "danger_now": ["no"],
    "has_lawyer": ["no"],
    "household_size": ["2"],
    "income": ["none"],
}
COUNSEL: dict[str, list[str]] = {"has_lawyer": ["yes"], "lawyer_scope": ["whole_case"]}


@pytest.fixture
def settings(settings):
    return replace(settings, service_area=("TX", "NM"))


@pytest.mark.parametrize(
    "more, outcome, says",
    [
        ({}, "likely", "We can probably help"),
        ({"income": ["not_sure"]}, "person", "Someone on our team will look at this"),
        (
            COUNSEL,
            "unlikely",
            "We probably cannot take this case. These groups may be able to help.",
        ),
        ({"us_state": ["CA"]}, "unlikely", "Our lawyers do not work in that state."),
        ({"help_types": ["something_else"]}, "unlikely", "You asked for something else."),
        (COUNSEL | {"danger_now": ["yes"]}, "person", "Someone may not be safe."),
    ],
)
def test_after_six_pages_an_outcome_is_told_with_its_reason(ready_client, more, outcome, says):
    someone = at_fit(ready_client, {**FITS, **more})

    assert len(someone.visited) == 6
    assert f'<main id="main" tabindex="-1" data-outcome="{outcome}"' in someone.text
    assert says in someone.text


def test_money_is_not_asked_of_the_family_of_a_detained_person(ready_client):
    someone = at_fit(ready_client, {**FITS, "filling_for": ["detained_person"]})

    assert len(someone.visited) == 5
    assert 'data-outcome="likely"' in someone.text
    assert "They are in jail or detention, so we do not count income." in someone.text
    assert "If you find out roughly how much money comes in" not in someone.text


@pytest.mark.parametrize(
    "age, part, may_send",
    [("yes", "Part 2 of 3: Your dates", False), ("no", "More questions", True)],
)
def test_a_childs_birthday_is_one_of_the_dates(ready_client, age, part, may_send):
    someone = at_check(ready_client, {**FITS, "under_18": [age]})
    someone.post("/en/f/send", {"send": ["more"]})

    someone.open(f"/en/f/{ASYLUM.numbers['birth_date']}")

    assert f'<p class="step">{part}</p>' in someone.text
    assert ("Check and send" in someone.text) is may_send


def test_what_was_not_asked_yet_is_not_missing(ready_client):
    someone = at_fit(ready_client, {**FITS, **COUNSEL})

    assert "Some questions are still open" not in someone.text


def test_whoever_we_probably_cannot_help_sees_the_way_on_then_who_may_help_then_the_reasons(
    ready_client,
):
    someone = at_fit(ready_client, {**FITS, **COUNSEL})

    parts = ('<form method="get"', 'href="/en/other-help"', 'class="calls"', "Why we think so")
    places = [someone.text.index(part) for part in parts]
    assert places == sorted(places)


def test_each_reason_leads_to_its_answer_and_back_to_the_early_answer(
    ready_client,
):
    someone = at_fit(ready_client, {**FITS, **COUNSEL})

    someone.open(address("has_lawyer"))
    someone.post(address("has_lawyer"), {"has_lawyer": ["no"]})

    assert someone.path == "/en/f/fit"
    assert 'data-outcome="likely"' in someone.text


def test_the_one_way_on_is_a_form_that_asks_for_the_next_question(
    ready_client,
):
    someone = at_fit(ready_client, FITS)

    assert re.findall(r'<form method="get" action="([^"]+)"', someone.text) == [address("so_far")]
    someone.open(way_on(someone.text))
    assert someone.path == address("so_far")


def test_before_all_of_it_was_asked_the_early_answer_waits(ready_client):
    someone = Applicant(ready_client, FITS)
    someone.answer()

    someone.open("/en/f/fit")

    assert someone.path == address("location_kind")


def test_what_would_change_it_follows_the_answers(ready_client):
    fits = at_fit(ready_client, FITS).text
    represented = at_fit(ready_client, {**FITS, **COUNSEL, "us_state": ["CA"]}).text

    assert "If a lawyer is already working on all of the case" in fits
    assert "If you move to another state" in fits
    assert "If the lawyer stops" in represented
    assert "If you move to a state where our lawyers work" in represented


def test_a_yes_to_danger_is_answered_at_once_and_leads_on(ready_client):
    someone = Applicant(ready_client, {**FITS, "danger_now": ["yes"]})
    someone.begin()
    while not someone.path.endswith("/f/safe"):
        someone.answer()

    assert someone.visited[-1] == "danger_now"
    assert way_on(someone.text) == address("help_types")


def test_without_danger_the_page_of_safety_leads_to_the_questions(
    ready_client,
):
    someone = Applicant(ready_client, FITS)
    someone.answer()

    someone.open("/en/f/safe")

    assert someone.path == address("location_kind")


def at_fit(client, answers):
    """Return an applicant who has just been shown the early answer."""
    client.delete_cookie("s")
    someone = Applicant(client, answers)
    someone.begin()
    while not someone.path.endswith("/f/fit"):
        someone.answer()
    return someone


def address(question):
    return f"/en/f/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"
