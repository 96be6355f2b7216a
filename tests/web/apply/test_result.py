"""The result page: other help, and the answers to check. It never refuses."""

import re

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import SHORTEST, Applicant

FITS: dict[str, list[str]] = {
    **SHORTEST,
    "filling_for": ["self"],
    "device": ["mine"],
    "danger_now": ["no"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "detained_now": ["no"],
    "asylum_filed": ["yes"],
    "bad_decision": ["none"],
    "has_lawyer": ["no"],
    "household_size": ["2"],
    "income": ["amount"],
    "income_amount": ["900"],
    "income_period": ["month"],
}
"""Everything says that this is the kind of help we give."""

COUNSEL: dict[str, list[str]] = {"has_lawyer": ["yes"], "lawyer_scope": ["whole_case"]}


def test_whoever_fits_is_asked_to_doubt_nothing(ready_client):
    someone = at_the_result(ready_client, FITS)

    assert outcome_of(someone.text) == "likely"
    assert "Are these answers right?" not in someone.text
    assert "See who else can help" in someone.text


def test_where_we_are_not_sure_to_help_others_come_first(ready_client):
    someone = at_the_result(ready_client, FITS | COUNSEL)

    assert outcome_of(someone.text) == "unlikely"
    others, _, plan = someone.text.partition("See who else can help")
    assert len(re.findall("<strong>", others)) == 4
    assert 'class="todo"' in plan


def test_an_answer_on_which_it_rests_can_be_put_right(ready_client):
    someone = at_the_result(ready_client, FITS | COUNSEL)

    again = asked_again(someone.text)

    assert again == ["has_lawyer", "lawyer_scope"]
    assert "All of my case" in someone.text


def test_what_was_put_right_is_weighed_anew(ready_client):
    someone = at_the_result(ready_client, FITS | COUNSEL)

    someone.post(address(asked_again(someone.text)[0]), {"has_lawyer": ["no"]})
    someone.open("/en/f/result")

    assert outcome_of(someone.text) == "likely"


@pytest.mark.parametrize(
    "whom, says", [("self", "You may"), ("child", "They may"), ("other_person", "They may")]
)
def test_a_helper_reads_of_them(ready_client, whom, says):
    filed = a_date("asylum_filed_date", "1", "9", "2026")
    someone = at_the_result(ready_client, FITS | filed | {"filling_for": [whom]})

    assert f"{says} be able to apply for a work permit" in someone.text


def test_no_page_says_which_other_answer_would_do(ready_client):
    someone = at_the_result(ready_client, FITS | {"income_amount": ["9000"]})

    assert outcome_of(someone.text) == "person"
    assert set(asked_again(someone.text)) <= {
        "household_size",
        "income",
        "income_amount",
        "income_period",
    }
    assert "9000 US dollars" in someone.text
    assert "3606" not in someone.text


def test_nobody_is_asked_again_about_danger_or_what_was_skipped(ready_client):
    someone = at_the_result(ready_client, {**SHORTEST, "danger_now": ["no"]})

    assert outcome_of(someone.text) == "person"
    assert asked_again(someone.text) == []


@pytest.mark.usefixtures("clock")
def test_a_day_on_which_the_urgency_rests_can_be_put_right(ready_client):
    someone = at_the_result(
        ready_client,
        FITS
        | a_date("next_hearing_date", "1", "12", "2026")
        | {"court_case": ["yes"], "hearing_kind": ["individual"]},
    )

    assert outcome_of(someone.text) == "likely"
    assert "next_hearing_date" in asked_again(someone.text)
    assert "Tuesday 1 December 2026" in someone.text
    assert "Are these answers right?" in someone.text


@pytest.mark.usefixtures("clock")
def test_the_plan_goes_by_day_and_what_only_informs_has_none(ready_client):
    someone = at_the_result(
        ready_client,
        FITS
        | a_date("asylum_filed_date", "1", "9", "2026")
        | a_date("bad_decision_date", "12", "11", "2026")
        | a_date("next_hearing_date", "17", "12", "2026")
        | {"court_case": ["yes"], "bad_decision": ["judge"], "hearing_kind": ["individual"]}
        | {"missed_hearing": ["no"]},
    )

    plan = plan_in(someone.text)
    assert re.findall('<h2 id="part-[^>]*>([^<]*)</h2>', plan) == [
        "Start today",
        "This week",
        "Before that day",
        "Later",
    ]
    assert days_in(plan) == [
        "By Friday 11 December 2026",
        "Thursday 17 December 2026",
        "By Wednesday 10 February 2027",
    ]
    assert "even without a lawyer" in plan
    assert "work permit" in plan


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("filling_for, whose", [("self", "your"), ("child", "their")])
def test_each_day_says_who_set_it_and_a_day_of_ours_is_no_deadline(
    ready_client, filling_for, whose
):
    someone = at_the_result(
        ready_client,
        FITS
        | a_date("bad_decision_date", "12", "11", "2026")
        | a_date("next_hearing_date", "1", "2", "2027")
        | {"filling_for": [filling_for], "court_case": ["yes"], "hearing_kind": ["individual"]}
        | {"bad_decision": ["judge"], "missed_hearing": ["no"]},
    )

    whys = someone.text.partition("Why we say this")[2].split("<li>")
    assert any(
        "12 December 2026" in why and "This deadline comes from the law." in why for why in whys
    )
    assert "You have 30 days" in plan_in(someone.text) or whose == "their"
    assert "31 December 2026" not in " ".join(days_in(someone.text))
    assert any("usually due" in why for why in whys)


def test_a_day_that_only_stands_under_later_is_a_card_beneath_what_is_for_today(ready_client):
    detained = {"detained_now": ["yes"], "asylum_filed": ["no"], "lawful_status": ["no"]}
    arrived = {f"last_arrival_date-{part}": [number] for part, number in ARRIVED.items()}
    someone = at_the_result(ready_client, FITS | detained | arrived)

    heading, card = re.findall(r"<h[12] id=.(?:day|nearest).>.*?</h", someone.text, re.DOTALL)

    assert "Talk to a lawyer or accredited representative today." in heading
    assert "By Monday 1 November 2027" in card
    assert "Send the asylum form" in card


ARRIVED = {"day": "2", "month": "11", "year": "2026"}


def test_a_number_in_the_plan_can_be_called(ready_client):
    someone = at_the_result(ready_client, FITS | {"court_case": ["yes"]})

    plan = plan_in(someone.text)
    assert re.search(r'href="?tel:18008987180"?><bdi dir="?ltr"?>1-800-898-7180</bdi>', plan)


@pytest.mark.usefixtures("clock")
def test_the_mother_of_a_detained_child_gets_the_line_for_parents(
    ready_client,
):
    someone = at_the_result(
        ready_client, FITS | {"filling_for": ["child"], "detained_now": ["yes"]}
    )

    assert "1-800-203-7001" in plan_in(someone.text)
    assert "locator.ice.gov" not in someone.text
    assert "permission" not in someone.text
    someone.open("/en/f/check")
    assert "/f/hand-over" not in someone.text


def test_who_is_detained_can_put_that_right(ready_client):
    someone = at_the_result(ready_client, FITS | {"detained_now": ["yes"]})

    assert asked_again(someone.text) == ["detained_now"]


def test_who_is_in_danger_is_not_asked_whether_that_is_right(ready_client):
    someone = at_the_result(ready_client, FITS | {"danger_now": ["yes"]})

    assert asked_again(someone.text) == []


def test_a_shared_device_does_not_show_the_answers_themselves(ready_client):
    someone = at_the_result(ready_client, FITS | COUNSEL | {"device": ["shared"]})

    assert "has_lawyer" in asked_again(someone.text)
    assert "All of my case" not in someone.text


def test_danger_shows_numbers_to_call_above_everything(ready_client):
    someone = at_the_result(ready_client, FITS | {"danger_now": ["yes"]})

    above, _, below = someone.text.partition("<h1")
    numbers = ["911", "18007997233", "18007873224", "18883737888", "711", "988"]
    assert re.findall(r"tel:(\d+)", above) == numbers
    assert "tel:911" not in below


@pytest.mark.parametrize("more", [{}, COUNSEL, {"danger_now": ["yes"]}])
def test_there_is_always_a_way_on(ready_client, more):
    someone = at_the_result(ready_client, FITS | more)

    assert re.search(r'href="?/en/f/check', someone.text)
    assert re.search(r'href="?/en/other-help', someone.text)


def at_the_result(client, answers):
    someone = Applicant(client, answers)
    someone.begin()
    while not someone.path.endswith("/f/result"):
        someone.answer()
    return someone


def plan_in(html):
    """Return the plan of a result page, from its card to what it rests on."""
    return html.partition('<section class="day"')[2].partition("This plan comes from")[0]


def days_in(html):
    """Return the days that are told, in the order of the page."""
    return re.findall(r'class="(?:when|by)"><bdi>([^<]*)</bdi>', html)


def a_date(question, day, month, year):
    parts = {"known": "day", "day": day, "month": month, "year": year}
    return {f"{question}-{part}": [value] for part, value in parts.items()}


def outcome_of(html):
    outcome = re.search(r'data-outcome="?(\w+)', html)
    assert outcome
    return outcome[1]


def asked_again(html):
    """Return the ids of the questions that the result asks the applicant to check."""
    listed = html.partition("Are these answers right?")[2].partition("</dl>")[0]
    labels = re.findall(r"<dt><a [^>]*>(?:<span>)?([^<]*[^< ])", listed)
    return [q.id for label in labels for q in ASYLUM.questions.values() if q.says == label]


def address(question):
    return f"/en/f/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"
