"""The places that fit a person, most fitting first; those past their shelf life are hidden."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.law.parameter import Confidence
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.questionnaire.reading import read_answers
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place, Price
from intake.referrals.places import by_country, by_kind, by_state, fitting, overdue, shipped

TODAY = date(2026, 11, 24)
ABROAD = {"outside_us", "rights_in_exile", "womens_helplines", "befrienders"}
IN_US = {"location_kind": "in_us", "us_state": "TX"}


@pytest.mark.parametrize(
    "answers, first",
    [
        ({"danger_now": "yes"}, ["emergency", "domestic_violence", "trafficking"]),
        ({"help_types": ["forced_work_or_sex"]}, ["emergency", "trafficking"]),
        ({"help_types": ["harmed_in_us"]}, ["domestic_violence"]),
        ({"needs": ["torture"]}, ["crisis_line"]),
        ({"detained_now": "yes"}, ["american_gateways", "raices", "detainee_locator"]),
        ({"filling_for": "detained_person"}, ["american_gateways", "raices"]),
        ({"bad_decision": "judge"}, ["american_gateways", "raices", "rapid_response"]),
        ({"court_case": "yes"}, ["american_gateways", "raices", "court_status", "court_list"]),
        ({"birth_date": "2011-05-02"}, ["orr_parents", "court_list", "kind"]),
        ({"fear_reasons": ["gender_or_love"]}, ["immigration_equality", "rainbow_railroad"]),
        ({"has_lawyer": "unsure_if_lawyer"}, ["notario", "american_gateways"]),
        ({"help_types": ["something_else"]}, ["american_gateways", "raices", "court_list"]),
        ({"location_kind": "outside_us"}, ["outside_us", "rights_in_exile"]),
    ],
)
def test_the_most_urgent_need_comes_first(answers, first):
    places = fitting(shipped(), answers_of(IN_US | answers), on=TODAY)

    assert [place.id for place in places][: len(first)] == first


@pytest.mark.parametrize(
    "child",
    [
        {"filling_for": "child", "detained_now": "yes"},
        {"filling_for": "child", "detained_now": "not_sure", "court_case": "yes"},
        {"filling_for": "detained_person", "birth_date": "2012-05-01", "danger_now": "no"},
        {"filling_for": "detained_person", "under_18": "yes"},
        {"filling_for": "child", "under_18": "not_sure", "detained_now": "yes"},
    ],
)
def test_the_parent_of_a_detained_child_gets_the_parents_line_first(child):
    ids = ids_of(shipped(), IN_US | child)

    assert ids[:2] == ["orr_parents", "kind"]
    assert "detainee_locator" not in ids


@pytest.mark.parametrize(
    "age",
    [
        {"birth_date": "2001-05-01"},
        {"birth_date": "2001-05-01", "under_18": "yes"},
        {"under_18": "no"},
        {"under_18": "when_i_came"},
    ],
)
def test_a_grown_child_is_looked_for_where_ice_lists_people(age):
    ids = ids_of(shipped(), IN_US | {"filling_for": "child", "detained_now": "yes"} | age)

    assert "detainee_locator" in ids


def test_whoever_is_outside_the_country_is_not_sent_to_its_offices():
    places = fitting(shipped(), answers_of({"location_kind": "outside_us"}), on=TODAY)

    assert {place.id for place in places} == ABROAD


def test_whoever_is_inside_is_not_sent_abroad():
    places = {place.id for place in fitting(shipped(), answers_of(IN_US), on=TODAY)}

    assert places & ABROAD == set()


def test_nobody_leaves_without_a_place():
    every = [
        {question.id: [option.code] if isinstance(question, Choices) else option.code}
        for question in ASYLUM.questions.values()
        if isinstance(question, Choice | Choices | YesNo)
        for option in question.options
    ]
    assert len(every) > 100

    without = [a for a in every if not fitting(shipped(), answers_of(a), on=TODAY)]
    assert without == []
    assert fitting(shipped(), Answers(), on=TODAY) != ()


def test_a_place_of_another_state_is_left_out_and_one_of_theirs_comes_first():
    everywhere, texas, maine = (
        a_place("everywhere"),
        a_place("texas", states=("TX",)),
        a_place("maine", states=("ME",)),
    )

    places = fitting((everywhere, maine, texas), answers_of(IN_US), on=TODAY)

    assert places == (texas, everywhere)


def test_a_place_that_speaks_their_language_comes_before_one_that_may_not():
    some, haitian = a_place("some"), a_place("haitian", languages=("ht",))

    places = fitting((some, haitian), answers_of(IN_US | {"spoken_languages": ["ht"]}), on=TODAY)

    assert places == (haitian, some)


def test_a_child_is_one_on_the_day_that_counts():
    almost = answers_of(IN_US | {"birth_date": "2008-11-25"})

    assert Need.CHILD in needs_of(almost, on=TODAY)
    assert Need.CHILD not in needs_of(almost, on=TODAY + timedelta(days=1))


def test_people_in_detention_see_first_what_a_phone_reaches():
    site = a_place("site", needs=(Need.DETAINED,), phone="", web="example.org")
    line = a_place("line", needs=(Need.DETAINED,))

    assert ids_of((site, line), IN_US | {"detained_now": "yes"}) == ["line", "site"]
    assert ids_of((site, line), IN_US | {"detained_now": "no"}) == []


def test_a_place_for_one_nationality_is_for_no_other():
    afghan = a_place("afghan", nationalities=("AF",))

    assert ids_of((afghan,), IN_US | {"nationality": "AF"}) == ["afghan"]
    assert ids_of((afghan,), IN_US | {"nationality": "CU"}) == []
    assert ids_of((afghan,), IN_US) == []
    assert ids_of((afghan,), IN_US | {"other_nationality_country": "AF"}) == ["afghan"]


def test_a_shared_device_names_no_place_for_lgbtq_people():
    answers = IN_US | {"fear_reasons": ["gender_or_love"]}

    assert "immigration_equality" in ids_of(shipped(), answers | {"device": "mine"})
    assert "immigration_equality" not in ids_of(shipped(), answers | {"device": "shared"})


@pytest.mark.parametrize(
    "change, hidden",
    [
        ({}, False),
        ({"review_by": TODAY}, False),
        ({"review_by": TODAY - timedelta(days=1)}, True),
        ({"checked_on": None}, True),
        ({"unconfirmed": ("phone",)}, True),
        ({"unconfirmed": ("phone",), "web": "example.org"}, False),
        ({"phone": "", "address": "1 Invented Road"}, False),
    ],
)
def test_a_place_is_hidden_without_a_check_in_its_shelf_life_and_a_sure_way(*, change, hidden):
    place = replace(a_place("some"), **change)

    assert place.hidden(TODAY) is hidden
    assert (ids_of((place,), IN_US) == []) is hidden
    assert (by_kind((place,), on=TODAY) == ()) is hidden


def test_each_place_is_listed_under_its_kind_or_its_states():
    national = [place.id for _, places in by_kind(shipped(), on=TODAY) for place in places]
    listed = (*by_state(shipped(), on=TODAY), *by_country(shipped(), on=TODAY))
    local = [place.id for _, places in listed for place in places]

    assert len(national) == len(set(national))
    shown = {place.id for place in shipped() if not place.hidden(TODAY)}
    assert {*national, *local} == shown
    assert set(national) & set(local) == set()


def test_states_are_listed_by_name_in_the_order_of_the_form():
    states = [state for state, _ in by_state(shipped(), on=TODAY)]

    assert states == sorted(states)
    assert {"California", "Texas", "New York"} <= set(states)


def test_a_place_is_overdue_after_its_day_and_not_on_it():
    place = a_place("some", review_by=TODAY)

    assert not place.overdue(TODAY)
    assert place.overdue(TODAY + timedelta(days=1))


def test_what_nobody_could_check_for_years_is_overdue_now():
    late = {place.id for place in overdue(shipped(), on=TODAY)}

    assert "detention_hotline" in late
    assert "court_status" not in late
    assert overdue(shipped(), on=date(2040, 1, 1)) == shipped()


def ids_of(places, answers):
    return [place.id for place in fitting(places, answers_of(answers), on=TODAY)]


def answers_of(answers):
    return read_answers(ASYLUM, answers, today=TODAY)


def a_place(
    id_,
    *,
    needs=(Need.ANYBODY,),
    states=(),
    nationalities=(),
    languages=(),
    phone="555-010-0100",
    web="",
    review_by=date(2027, 1, 31),
):
    return Place(
        id=id_,
        name="Invented Lantern Legal Aid",
        says="Invented help",
        kinds=(Kind.LAWYER,),
        needs=needs,
        states=states,
        nationalities=nationalities,
        languages=languages,
        phone=phone,
        web=web,
        price=Price.FREE,
        source="invented",
        checked_on=date(2026, 11, 1),
        checked_by="nobody",
        review_by=review_by,
        confidence=Confidence.KNOWLEDGE,
    )
