"""Four calendars agree on which day it is."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaire.dates import Calendar, NotADate, days_meant, said_in
from tests.support.tables import rows

SOLAR, ETHIOPIAN, HIJRI = Calendar.SOLAR_HIJRI, Calendar.ETHIOPIAN, Calendar.HIJRI
EXACT = (Calendar.GREGORIAN, SOLAR, ETHIOPIAN)

ALMANACS = Path(__file__).with_name("calendars.txt")

any_day = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("day, calendar, written", rows(ALMANACS, "almanacs"))
def test_days_known_from_almanacs(day, calendar, written):
    of_ours, parts = date.fromisoformat(day), numbers(written)

    assert days_meant(Calendar(calendar), *parts) == (of_ours, of_ours)
    assert said_in(Calendar(calendar), of_ours) == parts


@given(any_day, st.sampled_from(EXACT))
def test_there_and_back_is_the_same_day(day, calendar):
    assert days_meant(calendar, *said_in(calendar, day)) == (day, day)


@given(any_day)
def test_a_hijri_day_may_be_two_days_off_on_either_side(day):
    first, last = days_meant(HIJRI, *said_in(HIJRI, day))

    assert (first, last) == (day - timedelta(days=2), day + timedelta(days=2))


@pytest.mark.parametrize("day, by_the_moon", rows(ALMANACS, "mecca"))
def test_the_days_announced_in_mecca_lie_within_the_doubt(day, by_the_moon):
    first, last = days_meant(HIJRI, *numbers(by_the_moon))

    assert first <= date.fromisoformat(day) <= last


@given(st.integers(1279, 1478))
def test_leap_years_are_those_of_the_official_almanac(year):
    first, last = days_meant(SOLAR, year)

    assert ((last - first).days == 365) == (year in SOLAR_LEAP_YEARS)


@given(st.sampled_from(EXACT), st.integers(1300, 2100))
def test_the_months_of_a_year_follow_each_other_without_gap(calendar, year):
    months = [
        days_meant(calendar, year, month)
        for month in range(1, (13 if calendar is ETHIOPIAN else 12) + 1)
    ]

    assert (months[0][0], months[-1][1]) == days_meant(calendar, year)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(months))


@given(any_day, st.sampled_from(Calendar))
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day, calendar):
    year, month, number = said_in(calendar, day)

    of_year, of_month = days_meant(calendar, year), days_meant(calendar, year, month)
    of_day = days_meant(calendar, year, month, number)

    assert of_year[0] <= of_month[0] <= of_day[0] <= of_day[1] <= of_month[1] <= of_year[1]


@pytest.mark.parametrize("calendar, written", rows(ALMANACS, "impossible"))
def test_an_impossible_day_is_not_a_date(calendar, written):
    with pytest.raises(NotADate):
        days_meant(Calendar(calendar), *numbers(written))


def test_the_thirtieth_is_possible_in_every_hijri_month_because_people_see_the_moon():
    assert days_meant(HIJRI, 1446, 2, 30)[0] <= days_meant(HIJRI, 1446, 3, 1)[0]


def test_the_last_year_of_ours_is_still_a_year():
    assert days_meant(Calendar.GREGORIAN, 9999) == (date(9999, 1, 1), date(9999, 12, 31))


def numbers(written):
    return tuple(int(number) for number in written.split("-"))


SOLAR_LEAP_YEARS = {
    int(year) for (line,) in rows(ALMANACS, "solar leap years") for year in line.split()
}
"""From Unicode's implementation; those up to now are also in Iran's published almanacs."""
