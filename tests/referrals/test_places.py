"""The places that fit a person, most fitting first; those past their shelf life are hidden."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.law.book import Confidence
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.countries import CODES
from intake.questionnaire.languages import TAGS
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.questionnaire.reading import read_answers
from intake.referrals.needs import Where, help_now, needs_of
from intake.referrals.place import WAYS, Kind, Need, Place, Price
from intake.referrals.places import by_country, by_kind, by_state, fitting, overdue, shipped
from intake.referrals.shelf import BadPlace, read_places, stored_place, stored_row
from intake.referrals.wording import SAYS
from tests.triage.making import TODAY, cases

ABROAD = {"outside_us", "rights_in_exile", "womens_helplines", "befrienders"}
IN_US = {"location_kind": "in_us", "us_state": "TX"}


@pytest.mark.parametrize("first, answers", cases("../referrals/first.txt", "first"))
def test_the_most_urgent_need_comes_first(answers, first):
    places = fitting(shipped(), answers_of(IN_US | answers), on=TODAY)

    assert [place.id for place in places][: len(first.split())] == first.split()


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
    return read_answers(answers, today=TODAY)


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


US_LINES = {"911", "1-800-799-7233", "1-888-373-7888", "988"}


def test_in_the_us_the_four_lines_answer():
    (group,) = groups_of({"location_kind": "in_us", "us_state": "TX"})

    assert group[0] is Where.IN_US
    assert {place.phone for place in group[1]} == US_LINES


@pytest.mark.parametrize("country", ["MX", "DE", "AF", ""])
def test_abroad_no_number_of_the_us_and_nothing_of_ice(country):
    told = {"country_now": country} if country else {}
    groups = groups_of({"location_kind": "outside_us", "danger_now": "yes"} | told)

    places = [place for _, of_group in groups for place in of_group]
    assert {"outside_us", "rights_in_exile"} <= {place.id for place in places}
    assert not {place.id for place in places} & {"emergency", "domestic_violence", "crisis_line"}
    assert not any("ice.gov" in place.web or place.phone.startswith("1-") for place in places)


def test_the_lines_of_the_country_come_first():
    groups = groups_of({"location_kind": "outside_us", "country_now": "MX"})

    assert [where for where, _ in groups] == [Where.COUNTRY, Where.ABROAD]
    assert [place.phone for place in groups[0][1]] == ["911", "079"]


@pytest.mark.parametrize("skipped", [{}, {"location_kind": "at_border"}])
def test_a_place_that_was_not_told_gives_both(skipped):
    groups = groups_of(skipped)

    assert [where for where, _ in groups] == [Where.IN_US, Where.ABROAD]


@pytest.mark.parametrize(
    "country, where", [("US", [Where.IN_US]), ("MX", [Where.COUNTRY, Where.ABROAD])]
)
def test_at_the_border_the_side_decides(country, where):
    groups = groups_of({"location_kind": "at_border", "country_now": country})

    assert [group for group, _ in groups] == where


def test_a_parent_gets_the_line_about_children_and_not_the_locator():
    (group,) = groups_of({"location_kind": "in_us", "filling_for": "child"})

    ids = [place.id for place in group[1]]
    assert ids[-1] == "orr_parents"
    assert "detainee_locator" not in ids


def test_a_line_past_its_shelf_life_is_not_shown():
    late = tuple(replace(place, review_by=date(2020, 1, 1)) for place in shipped())

    assert help_now(late, answers_of({"location_kind": "in_us"}), on=TODAY) == ()


def test_other_places_abroad_are_those_of_that_country():
    told = {"location_kind": "outside_us", "country_now": "MX", "danger_now": "yes"}
    ids = [place.id for place in fitting(shipped(), answers_of(told), on=date(2026, 12, 1))]

    assert ids[:2] == ["mx_emergency", "mx_women"]
    assert {"emergency", "co_women"} & set(ids) == set()


def groups_of(given):
    groups = help_now(shipped(), answers_of(given), on=date(2026, 12, 1))
    return [(group.where, group.places) for group in groups]


ROW = """
[[place]]
id = "lantern"
name = "Invented Lantern Legal Aid"
says = "Free lawyers in Texas"
kinds = ["lawyer"]
needs = ["anybody"]
states = ["TX"]
languages = ["es"]
phone = "555-010-0100"
price = "free"
source = "invented"
checked_by = "nobody"
review_by = 2027-01-31
confidence = "knowledge"
"""


def test_every_sentence_belongs_to_a_place_and_every_place_has_one():
    assert set(SAYS) == {place.id for place in shipped()}


def test_each_place_has_a_way_to_reach_it_a_source_and_a_review():
    for place in shipped():
        assert any(getattr(place, way) for way in WAYS), place.id
        assert len(place.source) > 5, place.id
        assert place.checked_by, place.id
        assert place.checked_on is None or place.checked_on < place.review_by, place.id


def test_what_was_read_in_its_source_says_when():
    for place in shipped():
        if place.confidence is Confidence.VERIFIED:
            assert place.checked_on is not None, place.id
            assert place.ways, place.id


def test_what_no_source_confirmed_is_not_shown():
    unread = [place for place in shipped() if place.checked_on is None]

    assert {place.id for place in unread} >= {"aba_detention_line", "detention_hotline"}
    assert [place.id for place in unread if place.ways] == []
    by_id = {place.id: place for place in shipped()}
    assert by_id["immigration_equality"].phone
    assert by_id["immigration_equality"].ways == ("web",)


@pytest.mark.parametrize("state", ["CA", "FL", "NY", "TX", "NJ", "MA", "IL", "GA", "VA", "MD"])
def test_each_of_the_ten_states_has_two_places_for_asylum_cases(state):
    near = [place for place in shipped() if state in place.states and Need.ANYBODY in place.needs]

    assert len(near) >= 2
    assert any(place.ways and place.checked_on for place in near)


@pytest.mark.parametrize(
    "id_, number",
    [
        ("orr_parents", "1-800-203-7001"),
        ("domestic_violence", "1-800-799-7233"),
        ("trafficking", "1-888-373-7888"),
        ("crisis_line", "988"),
        ("court_status", "1-800-898-7180"),
    ],
)
def test_the_national_lines_are_shown_with_their_numbers(id_, number):
    (place,) = [place for place in shipped() if place.id == id_]

    assert place.phone == number
    assert not place.hidden(date(2026, 11, 27))


def test_codes_of_states_are_those_of_the_form():
    known = {option.code for option in STATES}

    assert {state for place in shipped() for state in place.states} <= known


def test_languages_are_those_of_the_form():
    assert {tag for place in shipped() for tag in place.languages} <= TAGS


def test_codes_of_countries_are_known_and_never_the_us():
    codes = {code for place in shipped() for code in (*place.countries, *place.nationalities)}

    assert codes <= CODES - {"US"}


def test_a_stored_row_gives_the_same_place():
    for place in shipped():
        assert stored_place(stored_row(place)) == place


def test_nobody_asks_for_money_without_saying_so():
    assert {place.id for place in shipped() if place.price == "paid"} == {"aila"}


def test_an_operators_own_row_says_itself_what_it_does(tmp_path):
    (place,) = read_places(written(tmp_path, ROW))

    assert (place.says, place.states, place.languages) == (
        "Free lawyers in Texas",
        ("TX",),
        ("es",),
    )


@pytest.mark.parametrize(
    "whole, broken",
    [
        ('id = "lantern"', ""),
        ('says = "Free lawyers in Texas"', ""),
        ('kinds = ["lawyer"]', "kinds = []"),
        ('needs = ["anybody"]', 'needs = ["somebody"]'),
        ('price = "free"', 'price = "cheap"'),
        ("review_by = 2027-01-31", 'review_by = "soon"'),
        ('phone = "555-010-0100"', 'phone = "555-010-0100"\nfax = "555-010-0101"'),
        ('source = "invented"', 'source = ""'),
        ('phone = "555-010-0100"', 'phone = "ask Zanzibar"'),
        ('phone = "555-010-0100"', ""),
        ('phone = "555-010-0100"', 'web = "https://example.org"'),
        ('phone = "555-010-0100"', 'phone = "555-010-0100"\nunconfirmed = ["web"]'),
        ('confidence = "knowledge"', 'confidence = "certain"'),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path, whole, broken):
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW.replace(whole, broken)))


def test_two_rows_of_one_id_are_refused(tmp_path):
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW + ROW))


def written(folder, text):
    file = folder / "places.toml"
    file.write_text(text, "utf-8")
    return file
