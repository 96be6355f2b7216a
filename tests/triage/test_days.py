"""Days are counted as the law counts them."""

from __future__ import annotations

from datetime import date

import pytest

from intake.law.book import shipped
from intake.triage.days import (
    add_business_days,
    add_months,
    add_years,
    business_days_after,
    is_business_day,
    roll_back,
    roll_forward,
)

HOLIDAYS = shipped().holidays


@pytest.mark.parametrize(
    ("day", "back", "forward"),
    [
        ("2026-11-24", "2026-11-24", "2026-11-24"),  # a plain Tuesday
        ("2026-11-26", "2026-11-25", "2026-11-27"),  # Thanksgiving
        ("2026-11-28", "2026-11-27", "2026-11-30"),  # the Saturday after
        ("2026-12-25", "2026-12-24", "2026-12-28"),  # Christmas on a Friday
        ("2027-01-01", "2026-12-31", "2027-01-04"),  # New Year on a Friday
        ("2027-01-18", "2027-01-15", "2027-01-19"),  # Martin Luther King Day
        ("2027-06-19", "2027-06-17", "2027-06-21"),  # a Saturday, kept on Friday
        ("2027-07-04", "2027-07-02", "2027-07-06"),  # a Sunday, kept on Monday
        ("2027-12-25", "2027-12-23", "2027-12-27"),  # Christmas kept on Friday the 24th
        ("2028-01-01", "2027-12-30", "2028-01-03"),  # New Year kept in the old year
        ("2022-01-01", "2021-12-30", "2022-01-03"),  # the same six years before
        ("2033-01-01", "2032-12-30", "2033-01-03"),
        ("2026-07-04", "2026-07-02", "2026-07-06"),
        ("2029-11-12", "2029-11-09", "2029-11-13"),  # Veterans Day of a Sunday
    ],
)
def test_a_closed_day_rolls_to_the_open_day_beside_it(day: str, back: str, forward: str) -> None:
    assert roll_back(_of(day), HOLIDAYS) == _of(back)
    assert roll_forward(_of(day), HOLIDAYS) == _of(forward)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 2, "2026-11-27"),  # over Thanksgiving
        ("2026-11-24", 5, "2026-12-02"),
        ("2026-11-24", 10, "2026-12-09"),
        ("2026-11-24", 20, "2026-12-23"),
        ("2026-12-23", 2, "2026-12-28"),  # over Christmas and a weekend
        ("2026-12-30", 2, "2027-01-04"),
        ("2026-11-28", 1, "2026-11-30"),  # received on a Saturday
        ("2026-11-26", 1, "2026-11-27"),  # received on a holiday
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-11-27", -1, "2026-11-25"),
        ("2026-11-29", -2, "2026-11-25"),
        ("2027-01-04", -2, "2026-12-30"),
    ],
)
def test_business_days_skip_weekends_and_holidays(day: str, count: int, then: str) -> None:
    assert add_business_days(_of(day), count, HOLIDAYS) == _of(then)
    assert business_days_after(_of(day), count, shipped()) == _of(then)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        ("2025-11-29", 1, "2026-11-29"),
        ("2024-02-29", 1, "2025-02-28"),  # a day that is not there counts as the day before
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2008-02-29", 18, "2026-02-28"),
        ("2026-12-31", 1, "2027-12-31"),
        ("1999-12-31", 100, "2099-12-31"),
    ],
)
def test_years_keep_the_day_except_in_february(day: str, years: int, then: str) -> None:
    assert add_years(_of(day), years) == _of(then)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-11-24", -6, "2026-05-24"),
        ("2026-08-31", -6, "2026-02-28"),
        ("2028-08-31", -6, "2028-02-29"),
        ("2026-03-15", -6, "2025-09-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-05", 12, "2027-12-05"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, then: str) -> None:
    assert add_months(_of(day), months) == _of(then)


def test_offices_are_open_on_weekdays_that_are_no_holidays() -> None:
    week = [date(2026, 11, day) for day in range(23, 30)]

    opened = [day.day for day in week if is_business_day(day, HOLIDAYS)]

    assert opened == [23, 24, 25, 27]


def _of(day: str) -> date:
    return date.fromisoformat(day)
