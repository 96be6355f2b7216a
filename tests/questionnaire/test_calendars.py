"""Four calendars agree on which day it is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaire.calendars import Calendar, NotADate, days_meant, said_in

SOLAR, ETHIOPIAN, HIJRI = Calendar.SOLAR_HIJRI, Calendar.ETHIOPIAN, Calendar.HIJRI
EXACT = (Calendar.GREGORIAN, SOLAR, ETHIOPIAN)

any_day = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "day, calendar, written",
    [
        (date(1990, 3, 21), SOLAR, (1369, 1, 1)),
        (date(1990, 3, 21), ETHIOPIAN, (1982, 7, 12)),
        (date(2021, 3, 20), SOLAR, (1399, 12, 30)),
        (date(2025, 3, 20), SOLAR, (1403, 12, 30)),
        (date(2025, 3, 21), SOLAR, (1404, 1, 1)),
        (date(2001, 9, 11), SOLAR, (1380, 6, 20)),
        (date(2001, 9, 11), ETHIOPIAN, (1994, 1, 1)),
        (date(2023, 9, 11), ETHIOPIAN, (2015, 13, 6)),
        (date(2027, 9, 12), ETHIOPIAN, (2020, 1, 1)),
        (date(2026, 11, 24), SOLAR, (1405, 9, 3)),
        (date(2026, 11, 24), ETHIOPIAN, (2019, 3, 15)),
    ],
)
def test_days_known_from_almanacs(day, calendar, written):
    assert days_meant(calendar, *written) == (day, day)
    assert said_in(calendar, day) == written


@given(any_day, st.sampled_from(EXACT))
def test_there_and_back_is_the_same_day(day, calendar):
    assert days_meant(calendar, *said_in(calendar, day)) == (day, day)


@given(any_day)
def test_a_hijri_day_may_be_two_days_off_on_either_side(day):
    first, last = days_meant(HIJRI, *said_in(HIJRI, day))

    assert (first, last) == (day - timedelta(days=2), day + timedelta(days=2))


@pytest.mark.parametrize(
    "day, by_the_moon",
    [
        (date(2024, 7, 7), (1446, 1, 1)),
        (date(2025, 3, 1), (1446, 9, 1)),
        (date(2025, 3, 30), (1446, 10, 1)),
        (date(2022, 7, 30), (1444, 1, 1)),
        (date(2000, 4, 6), (1421, 1, 1)),
    ],
)
def test_the_days_announced_in_mecca_lie_within_the_doubt(day, by_the_moon):
    first, last = days_meant(HIJRI, *by_the_moon)

    assert first <= day <= last


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


@pytest.mark.parametrize(
    "calendar, written",
    [
        (Calendar.GREGORIAN, (2023, 2, 29)),
        (Calendar.GREGORIAN, (2024, 13)),
        (Calendar.GREGORIAN, (2024, 4, 31)),
        (SOLAR, (1404, 12, 30)),
        (SOLAR, (1404, 7, 31)),
        (SOLAR, (1404, 13)),
        (ETHIOPIAN, (2016, 13, 6)),
        (ETHIOPIAN, (2015, 13, 7)),
        (ETHIOPIAN, (2015, 14)),
        (HIJRI, (1446, 1, 31)),
        (HIJRI, (1446, 13, 1)),
        (Calendar.GREGORIAN, (0,)),
        (Calendar.GREGORIAN, (2024, 0)),
        (Calendar.GREGORIAN, (2024, 1, 0)),
        (SOLAR, (9999,)),
        (HIJRI, (9999,)),
    ],
)
def test_an_impossible_day_is_not_a_date(calendar, written):
    with pytest.raises(NotADate):
        days_meant(calendar, *written)


def test_the_thirtieth_is_possible_in_every_hijri_month_because_people_see_the_moon():
    assert days_meant(HIJRI, 1446, 2, 30)[0] <= days_meant(HIJRI, 1446, 3, 1)[0]


def test_the_last_year_of_ours_is_still_a_year():
    assert days_meant(Calendar.GREGORIAN, 9999) == (date(9999, 1, 1), date(9999, 12, 31))


SOLAR_LEAP_YEARS = {
    *(1280, 1284, 1288, 1292, 1296, 1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337),
    *(1342, 1346, 1350, 1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399),
    *(1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441, 1445, 1449, 1453, 1457, 1461),
    *(1465, 1469, 1474, 1478),
}
"""From Unicode's implementation; those up to now are also in Iran's published almanacs."""
