from datetime import date

import pytest

from intake.amendments.values import (
    DaysOutside,
    InvalidValue,
    check_days,
    from_json,
    from_text,
    to_json,
    to_text,
)
from intake.law.book import shipped
from tests.support.tables import beside

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "id_, text, value",
    [
        ("bia_appeal_days", " 10 ", 10),
        ("poverty_more_alaska", "7,250", 7250),
        ("poverty_alaska", "1 2 3 4, 5; 6 7 8", (1, 2, 3, 4, 5, 6, 7, 8)),
        ("federal_holidays", "2026-12-25 2026-01-01", (date(2026, 1, 1), date(2026, 12, 25))),
        (
            "tps_sv",
            "1999-09-09 1999-07-01 1999-08-30",
            (date(1999, 9, 9), date(1999, 7, 1), date(1999, 8, 30)),
        ),
    ],
)
def test_text_is_read_in_the_shape_of_the_parameter(id_, text, value):
    assert from_text(text, like(id_)) == value


@pytest.mark.parametrize(
    "id_, text",
    beside(__file__),
)
def test_another_shape_or_a_number_above_the_limit_is_refused(id_, text):
    with pytest.raises(InvalidValue):
        from_text(text, like(id_))


@pytest.mark.parametrize("id_", sorted(shipped().by_id))
def test_every_value_of_the_book_survives_text_and_json(id_):
    row = like(id_)

    assert from_text(to_text(row.value), row) == row.value
    assert from_json(to_json(row.value), row) == row.value


@pytest.mark.parametrize("until", [None, date(2026, 6, 30)])
def test_a_list_of_days_outside_its_period_is_refused(until):
    days = (date(2026, 1, 1), date(2026, 12, 25))

    with pytest.raises(DaysOutside):
        check_days(days, from_day=date(2026, 1, 1), until=until)


def test_numbers_need_no_end_of_their_period():
    check_days((1, 2), from_day=TODAY, until=None)
    check_days(3, from_day=TODAY, until=None)


def like(id_):
    return shipped().parameter(id_, on=TODAY)
