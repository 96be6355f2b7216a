"""Days and numbers, spelled as readers of each language write them."""

from datetime import date
from decimal import Decimal

import pytest

from intake.questionnaire.localized_dates import (
    common_day_in,
    day_in,
    in_digits_of,
    month_in,
    number_in,
)

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
