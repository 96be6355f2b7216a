"""Days are counted as the law counts them, and the day told is one still open."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import Confidence, shipped
from intake.triage.days import (
    add_business_days,
    add_months,
    add_years,
    business_days_after,
    is_business_day,
    roll_back,
    roll_forward,
)
from tests.triage.making import cases, deadlines_of, table, triage_of

HOLIDAYS = shipped().holidays
SUNDAY = date(2026, 11, 29)
THANKSGIVING = date(2026, 11, 26)

DENIED = {"court_case": "no", "bad_decision": "judge", "missed_hearing": "no", "appeal_sent": "no"}


@pytest.mark.parametrize("day, back, forward", table("days.txt", "closed days"))
def test_a_closed_day_rolls_to_the_open_day_beside_it(day, back, forward):
    assert roll_back(_of(day), HOLIDAYS) == _of(back)
    assert roll_forward(_of(day), HOLIDAYS) == _of(forward)


@pytest.mark.parametrize("day, count, then", table("days.txt", "business days"))
def test_business_days_skip_weekends_and_holidays(day, count, then):
    assert add_business_days(_of(day), int(count), HOLIDAYS) == _of(then)
    assert business_days_after(_of(day), int(count), shipped()) == _of(then)


@pytest.mark.parametrize("day, years, then", table("days.txt", "years"))
def test_years_keep_the_day_except_in_february(day, years, then):
    assert add_years(_of(day), int(years)) == _of(then)


@pytest.mark.parametrize("day, months, then", table("days.txt", "months"))
def test_months_are_calendar_months(day, months, then):
    assert add_months(_of(day), int(months)) == _of(then)


def test_offices_are_open_on_weekdays_that_are_no_holidays():
    week = [date(2026, 11, day) for day in range(23, 30)]

    opened = [day.day for day in week if is_business_day(day, HOLIDAYS)]

    assert opened == [23, 24, 25, 27]


@pytest.mark.parametrize(
    "rule, answers",
    cases("days.txt", "lawful"),
)
def test_after_the_safe_day_the_last_lawful_day_is_told(rule, answers):
    (told,) = deadlines_of(rule, triage_of(answers, received=SUNDAY))

    assert (told.passed, told.latest_lawful_day) == (False, date(2026, 11, 30))
    for voice in (told.reason.says, told.reason.says.for_helper(), told.reason.says.for_staff()):
        assert "30 November 2026" in voice.in_english()


@pytest.mark.parametrize(
    "received, told",
    [
        (date(2026, 11, 25), "26 November 2026"),
        (THANKSGIVING, "27 November 2026"),
        (date(2026, 11, 27), "27 November 2026"),
    ],
)
def test_a_holiday_is_told_only_until_its_safe_day_has_gone(received, told):
    answers = DENIED | {"bad_decision_date": "2026-10-27"}
    (appeal,) = deadlines_of("R05", triage_of(answers, received=received))

    assert told in appeal.reason.says.in_english()


def test_the_day_under_another_number_is_one_still_open():
    answers = DENIED | {"bad_decision_date": "2026-11-18"}
    (appeal,) = deadlines_of("R05", triage_of(answers, received=SUNDAY))

    assert appeal.alternative
    assert "30 November 2026" in appeal.alternative.says.in_english()


def test_between_both_counts_of_a_motion_to_reopen_the_later_day_is_told_as_possible():
    """No question asks if the right to appeal was waived, which makes an order final at once."""
    answers = DENIED | {"bad_decision_date": "2026-08-15"}
    (motion,) = deadlines_of("R06c", triage_of(answers, received=SUNDAY))

    assert motion.latest_lawful_day == date(2026, 12, 14)
    assert "may be 14 December 2026" in motion.reason.says.in_english()
    assert (motion.act_by, motion.certainty, motion.tier) == (SUNDAY, "exact", "P1")


def test_a_day_named_by_a_paper_is_moved_only_perhaps():
    fee = {"fee_notice": "yes", "fee_notice_from": "court", "fee_due_date": "2026-11-28"}
    answers = {"court_case": "yes", "asylum_filed": "yes"} | fee
    (ordered,) = deadlines_of("R10", triage_of(answers, received=SUNDAY))

    assert ordered.set_by == "paper"
    assert "perhaps by 30 November 2026" in ordered.reason.says.in_english()


def test_a_program_that_ends_on_a_weekend_ends_on_that_day():
    row = shipped().parameter("tps_sv", on=SUNDAY)
    sure = replace(row, value=(date(2026, 11, 28),), confidence=Confidence.VERIFIED)
    law = shipped().amended([sure])
    tps = {"lawful_status": "still_valid", "status_kind": "tps", "nationality": "SV"}

    (ends,) = deadlines_of("R22", triage_of(tps, received=SUNDAY, law=law))

    assert ends.passed
    assert "was set to end on 28 November 2026" in ends.reason.says.in_english()


def _of(day):
    return date.fromisoformat(day)
