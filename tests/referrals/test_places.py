"""Which places fit whom, most fitting first, and which of them somebody should look at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from intake.law.parameter import Confidence
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.questionnaire.reading import read_answers
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place, Price
from intake.referrals.places import fitting, general, overdue, places_for, shipped

TODAY = date(2026, 11, 24)
IN_US = {"location_kind": "in_us", "us_state": "TX"}


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"danger_now": "yes"}, ["emergency", "domestic_violence", "trafficking"]),
        ({"help_types": ["forced_work_or_sex"]}, ["emergency", "trafficking"]),
        ({"help_types": ["harmed_in_us"]}, ["domestic_violence"]),
        ({"needs": ["torture"]}, ["crisis_line"]),
        ({"detained_now": "yes"}, ["detainee_locator", "detention_hotline"]),
        ({"filling_for": "detained_person"}, ["detainee_locator", "detention_hotline"]),
        ({"bad_decision": "judge"}, ["rapid_response", "court_status", "court_list"]),
        ({"court_case": "yes"}, ["court_status", "court_help_desk", "court_list", "cgrs"]),
        ({"birth_date": "2011-05-02"}, ["court_list", "law_help"]),
        ({"has_lawyer": "unsure_if_lawyer"}, ["recognised", "notario"]),
        ({"help_types": ["something_else"]}, ["court_list", "law_help", "recognised", "aila"]),
        ({"location_kind": "outside_us"}, ["outside_us", "rights_in_exile"]),
    ],
)
def test_the_most_urgent_need_comes_first(answers: dict[str, Any], first: list[str]) -> None:
    places = places_for(answers_of(IN_US | answers), on=TODAY)

    assert [place.id for place in places][: len(first)] == first


def test_whoever_is_outside_the_country_is_not_sent_to_its_offices() -> None:
    places = places_for(answers_of({"location_kind": "outside_us"}), on=TODAY)

    assert {place.id for place in places} == {"outside_us", "rights_in_exile"}


def test_whoever_is_inside_is_not_sent_abroad() -> None:
    places = {place.id for place in places_for(answers_of(IN_US), on=TODAY)}

    assert places & {"outside_us", "rights_in_exile"} == set()


def test_nobody_leaves_without_a_place() -> None:
    every = [
        {question.id: [option.code] if isinstance(question, Choices) else option.code}
        for question in ASYLUM.questions.values()
        if isinstance(question, Choice | Choices | YesNo)
        for option in question.options
    ]
    assert len(every) > 100

    assert [answers for answers in every if not places_for(answers_of(answers), on=TODAY)] == []
    assert places_for(Answers(), on=TODAY) != ()


def test_a_place_of_another_state_is_left_out_and_one_of_theirs_comes_first() -> None:
    everywhere, texas, maine = (
        a_place("everywhere"),
        a_place("texas", states=("TX",)),
        a_place("maine", states=("ME",)),
    )

    places = fitting((everywhere, maine, texas), answers_of(IN_US), on=TODAY)

    assert places == (texas, everywhere)


def test_a_place_that_speaks_their_language_comes_before_one_that_may_not() -> None:
    some, haitian = a_place("some"), a_place("haitian", languages=("ht",))

    places = fitting((some, haitian), answers_of(IN_US | {"spoken_languages": ["ht"]}), on=TODAY)

    assert places == (haitian, some)


def test_a_child_is_one_on_the_day_that_counts() -> None:
    almost = answers_of(IN_US | {"birth_date": "2008-11-25"})

    assert Need.CHILD in needs_of(almost, on=TODAY)
    assert Need.CHILD not in needs_of(almost, on=TODAY + timedelta(days=1))


def test_each_place_stands_once_under_its_kind() -> None:
    listed = [place for _, places in general() for place in places]

    assert [kind for kind, _ in general()] == list(Kind)
    assert sorted(place.id for place in listed) == sorted(place.id for place in shipped())


def test_a_place_is_overdue_after_its_day_and_not_on_it() -> None:
    place = a_place("some", review_by=TODAY)

    assert not place.overdue(TODAY)
    assert place.overdue(TODAY + timedelta(days=1))


def test_what_nobody_could_check_for_years_is_overdue_now() -> None:
    late = {place.id for place in overdue(TODAY)}

    assert "detention_hotline" in late
    assert "court_status" not in late
    assert overdue(date(2040, 1, 1)) == shipped()


def answers_of(answers: dict[str, Any]) -> Answers:
    return read_answers(ASYLUM, answers, today=TODAY)


def a_place(
    id_: str,
    *,
    states: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    review_by: date = date(2027, 1, 31),
) -> Place:
    return Place(
        id=id_,
        name="Invented Lantern Legal Aid",
        says="Invented help",
        kinds=(Kind.LAWYER,),
        needs=(Need.ANYBODY,),
        states=states,
        languages=languages,
        price=Price.FREE,
        source="invented",
        last_verified=None,
        verified_by="nobody",
        review_by=review_by,
        confidence=Confidence.KNOWLEDGE,
    )
