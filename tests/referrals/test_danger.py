"""The help that answers now, by the country where the person is."""

from dataclasses import replace
from datetime import date

import pytest

from intake.referrals.needs import Where, help_now
from intake.referrals.places import fitting, shipped
from tests.referrals.test_places import TODAY, answers_of

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
