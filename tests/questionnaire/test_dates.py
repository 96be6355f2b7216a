"""A date is kept as it was said, with the days it may mean."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from intake.questionnaire.dates import (
    NOT_SURE,
    Calendar,
    NotADate,
    Precision,
    SaidDate,
    from_json,
    on,
    said_date,
)
from intake.questionnaire.localized_dates import (
    common_day_in,
    day_in,
    in_digits_of,
    month_in,
    number_in,
)
from tests.questionnaire.making import some_dates
from tests.support.tables import rows


@pytest.mark.parametrize(
    "written, first, last, precision",
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), Precision.YEAR),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), Precision.DAY),
    ],
)
def test_a_half_known_date_means_every_day_it_may_be(written, first, last, precision):
    understood = said_date(written)

    assert (understood.first, understood.last) == (first, last)
    assert understood.precision is precision
    assert understood.exact is (precision is Precision.DAY)


def test_a_month_of_another_calendar_means_days_of_ours():
    hamal = said_date("1405-01", Calendar.SOLAR_HIJRI)

    assert (hamal.first, hamal.last) == (date(2026, 3, 21), date(2026, 4, 20))
    assert hamal.to_json() == {"calendar": "solar_hijri", "said": "1405-01"}


def test_own_words_stand_beside_a_date_or_instead_of_it():
    beside = said_date("2026", words="after Eid")
    instead = said_date("", words="when it was cold")

    assert beside.to_json() == {"words": "after Eid", "calendar": "gregorian", "said": "2026"}
    assert instead.to_json() == {"words": "when it was cold"}
    assert not instead.known
    assert instead.precision is Precision.UNKNOWN


def test_leading_zeros_may_be_left_out_when_typing():
    assert said_date("2026-1-5") == on(date(2026, 1, 5))


def test_a_date_nobody_is_sure_of_is_not_sure_in_every_calendar():
    assert NOT_SURE.to_json() == "not_sure"
    assert SaidDate(calendar=Calendar.ETHIOPIAN).to_json() == "not_sure"
    assert from_json("not_sure") == NOT_SURE


@given(some_dates)
def test_the_stored_form_reads_back_as_the_same_date(written):
    assert from_json(written.to_json()) == written or written.to_json() == "not_sure"


@pytest.mark.parametrize(
    "written", ["26", "20261", "2026-", "2026-1-1-1", "2026-x", "2026-02-30", "²026"]
)
def test_what_is_no_date_is_not_understood(written):
    with pytest.raises(NotADate):
        said_date(written)


@pytest.mark.parametrize(
    "stored",
    [*(json.loads(cell) for (cell,) in rows(Path(__file__).with_name("refused.txt"), "dates"))],
)
def test_a_stored_date_of_another_shape_is_refused(stored):
    with pytest.raises(NotADate):
        from_json(stored)


DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "language, written",
    [
        ("en", "Friday 27 November 2026"),
        ("es", "viernes, 27 de noviembre de 2026"),
        ("fr", "vendredi 27 novembre 2026"),
        ("ar", "الجمعة، 27 نوفمبر 2026"),
        ("fa-AF", "جمعه ۲۷ نومبر ۲۰۲۶ (۶ قوس ۱۴۰۵)"),
    ],
)
def test_a_day_is_told_with_its_weekday_and_the_name_of_its_month(language, written):
    assert day_in(language, DAY, weekday=True) == written


def test_who_counts_otherwise_reads_both_calendars_and_can_have_one_alone():
    assert day_in("fa-AF", DAY) == "۲۷ نومبر ۲۰۲۶ (۶ قوس ۱۴۰۵)"
    assert day_in("am", DAY).endswith("(18 ኅዳር 2019)")
    assert common_day_in("fa-AF", DAY) == "۲۷ نومبر ۲۰۲۶"
    assert "(" not in day_in("fa-AF", date(1380, 1, 1))


def test_a_month_and_a_number_are_in_the_digits_of_the_language():
    assert month_in("fa-AF", DAY) == "نومبر ۲۰۲۶"
    assert month_in("en", DAY) == "November 2026"
    assert month_in("es", DAY) == "noviembre de 2026"
    assert [in_digits_of(tag, "13") for tag in ("fa-AF", "ar", "es")] == ["۱۳", "13", "13"]


@pytest.mark.parametrize(
    "language, written",
    [("en", "43,280"), ("es", "43,280"), ("pt-BR", "43.280"), ("fa-AF", "۴۳,۲۸۰")],
)
def test_an_amount_is_not_a_thousandth_to_who_reads_it_here(language, written):
    assert number_in(language, Decimal(43280)) == written
