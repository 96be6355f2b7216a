"""Every number of law a second time, as lawyers gave it, so that none changes by a slip.

A value that changes on purpose is changed here as well, with its source in ``intake/law/data``.
The poverty tables stand in ``test_data.py``.
"""

from datetime import date, timedelta

import pytest

from intake.law.book import shipped
from intake.law.circuits import CIRCUIT_OF

NUMBERS = """
ladder_p0_days 3 2015-01-01..
ladder_p1_days 10 2015-01-01..
ladder_p2_days 30 2015-01-01..
ladder_p3_days 90 2015-01-01..
look_by_p1_business_days 2 2015-01-01..
look_by_p2_business_days 5 2015-01-01..
look_by_p3_business_days 10 2015-01-01..
look_by_p4_business_days 20 2015-01-01..
recently_late_days 14 2015-01-01..
near_days 30 2015-01-01..
plan_lead_near_days 7 2015-01-01..
plan_lead_appeal_days 14 2015-01-01..
plan_lead_asylum_days 60 2015-01-01..
plan_lead_individual_days 60 2015-01-01..
removal_lead_business_days 1 2015-01-01..
removal_p0_days 7 2015-01-01..
voluntary_lead_business_days 1 2015-01-01..
voluntary_p0_days 14 2015-01-01..
voluntary_p1_days 30 2015-01-01..
voluntary_decision_days 120 2015-01-01..
check_in_lead_business_days 2 2015-01-01..
check_in_p1_days 14 2015-01-01..
credible_fear_review_days 7 1997-04-01..
master_filing_days 15 2015-01-01..
hearing_lead_business_days 1 2015-01-01..
hearing_p0_days 7 2015-01-01..
hearing_p1_days 21 2015-01-01..
hearing_p2_days 60 2015-01-01..
hearing_p3_days 180 2015-01-01..
hearing_filing_p1_days 10 2015-01-01..
bia_appeal_days 30/10 1996-07-01..
appeal_again_business_days 2 2015-01-01..
in_absentia_days 180 1997-04-01..
in_absentia_no_notice_days 7 2015-01-01..
reopen_days 90 1997-04-01..
petition_for_review_days 30 1997-04-01..
asylum_office_days 16 1997-04-01..
old_order_days 30 1997-04-01..
old_order_act_days 3 2015-01-01..
asylum_filing_years 1 1997-04-01..
asylum_safe_days 1 2015-01-01..
asylum_exception_days 7 2015-01-01..
asylum_exception_months 6 2000-12-06..
expedited_removal_border_days 14 2004-08-11..
expedited_removal_act_days 14 2015-01-01..
expedited_removal_papers_days 60 2015-01-01..
form_reply_days 30 2015-01-01..
motion_answer_days 10/30 2015-01-01..
fee_notice_days 30 2025-07-04..2026-05-28
fee_notice_days 30 2026-05-29..
fee_p1_days 10 2015-01-01..
work_permit_apply_days 150/365 1995-01-04..
work_permit_days 180 1995-01-04..
work_permit_renewal_days 180 2025-10-30..
sijs_age 21 2008-12-23..
derivative_age 21 2002-08-06..
age_p1_days 30 2015-01-01..
age_p2_days 180 2015-01-01..
child_age 18 2003-01-24..
lone_child_act_days 7 2015-01-01..
relative_years 2 1998-01-27..
relative_safe_days 1 1998-01-27..
unknown_act_days 7 2015-01-01..
ours_days 90 2015-01-01..
reasonable_fear_review_days 10 1999-03-22..
fear_reconsider_days 7 2020-12-11..
fear_review_over_days 60 2015-01-01..
individual_filing_days 30 2015-01-01..
board_brief_days 20 2026-03-09..
referral_known_days 60 2015-01-01..
vawa_reopen_years 1 2000-10-28..
status_ending_p2_days 90 2015-01-01..
address_change_days 5 1996-04-01..
minor_months 6 2000-12-06..
filing_unsure_days 30 2015-01-01..
expedited_removal_years 0 2004-08-11..2025-01-20
expedited_removal_years 2 2025-01-21..2025-08-28
expedited_removal_years 0 2025-08-29..2026-06-30
expedited_removal_years 2/0 2026-07-01..
fee_look_months 11 2025-07-04..
age_passed_months 12 2015-01-01..
appointment_lead_business_days 1 2015-01-01..
appointment_p1_days 14 2015-01-01..
appointment_missed_days 3 2015-01-01..
asylum_form_edition 2025-01-20 2025-01-20..
fee_i589 100 2025-07-22.. none
fee_yearly 100 2025-07-04..2025-12-31 none
fee_yearly 102 2026-01-01.. none
fee_appeal 1010 2025-07-04.. EOIR-26A
fee_motion 1045 2025-07-04.. EOIR-26A
fee_no_notice_motion 0 2025-07-04.. none
fee_arrest_after_absence 5000 2025-07-04.. none
fee_work_permit 560 2026-01-01.. none
fee_work_permit_renewal 280 2026-01-01.. none
fee_sij 250 2025-07-22.. none
fee_tps 510 2026-01-01.. none
fee_federal_petition 600 2023-12-01.. court
fee_voluntary_departure_penalty 3000 2009-01-20.. none
"""
"""Each number: its value, ``/`` its value if a dispute ends the other way, its period, waiver."""

SIJS_AT_21 = "ca co ct dc hi il ma md me mn ms nj nv ny wa"
SIJS_AT_19 = "al ne"

BOND_HEARINGS = {"2": 1, "3": 1, "6": 1, "5": 0, "8": 0}

STATUS_ENDS = """
tps_sv 2026-09-09
tps_ua 2026-10-19
tps_sd 2026-10-19
tps_lb 2026-05-27
tps_ye 2026-05-04
tps_so 2026-03-17
tps_et 2026-02-13
tps_ht 2026-02-03
tps_mm 2026-01-26
tps_ss 2026-01-05
tps_sy 2025-11-21
tps_ve 2025-11-07
tps_hn 2025-09-08
tps_ni 2025-09-08
tps_np 2025-08-05
tps_cm 2025-08-04
tps_af 2025-07-14
parole_cu 2025-04-24
parole_ht 2025-04-24
parole_ni 2025-04-24
parole_ve 2025-04-24
"""

CIRCUITS = {
    "1": "MA ME NH PR RI",
    "2": "CT NY VT",
    "3": "DE NJ PA VI",
    "4": "MD NC SC VA WV",
    "5": "LA MS TX",
    "6": "KY MI OH TN",
    "7": "IL IN WI",
    "8": "AR IA MN MO ND NE SD",
    "9": "AK AZ CA GU HI ID MP MT NV OR WA",
    "10": "CO KS NM OK UT WY",
    "11": "AL FL GA",
    "dc": "DC",
}

MONDAY, THURSDAY = 0, 3
FIXED = ((1, 1), (7, 4), (11, 11), (12, 25))
BY_WEEKDAY = ((1, MONDAY, 3), (2, MONDAY, 3), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))


def test_every_deadline_has_the_value_and_the_period_that_lawyers_gave():
    tables = ("poverty_", "tps_", "parole_", "sijs_state_age", "bond_hearing_circuit_")
    rows = [
        f"{row.id} {_value(row)} {row.from_day}..{row.until or ''} {row.waiver}".rstrip()
        for row in shipped().rows
        if not row.id.startswith(tables) and row.id != "federal_holidays"
    ]

    assert rows == NUMBERS.split("\n")[1:-1]


def test_juvenile_courts_close_at_18_but_for_eleven_states():
    ages = {row.id: row.value for row in shipped().rows if row.id.startswith("sijs_state_age")}

    assert ages == {
        "sijs_state_age": 18,
        **{f"sijs_state_age_{state}": 21 for state in SIJS_AT_21.split()},
        **{f"sijs_state_age_{state}": 19 for state in SIJS_AT_19.split()},
    }


def test_bond_hearings_are_settled_in_five_circuits():
    rows = [row for row in shipped().rows if row.id.startswith("bond_hearing_circuit_")]

    assert {row.id.rpartition("_")[2]: row.value for row in rows} == BOND_HEARINGS
    assert all(row.alternative == 1 - BOND_HEARINGS[row.id.rpartition("_")[2]] for row in rows)
    assert {row.from_day for row in rows} == {date(2026, 7, 1)}


def test_status_of_each_nationality_ends_on_the_day_of_its_notice():
    rows = [row for row in shipped().rows if row.id.startswith(("tps_", "parole_"))]
    ends = dict(line.split() for line in STATUS_ENDS.split("\n")[1:-1])

    assert {row.id: _value(row) for row in rows} == ends
    assert {row.from_day for row in rows} == {date(2025, 1, 17)}


def test_every_state_is_in_its_circuit():
    assert {
        state: circuit for circuit, states in CIRCUITS.items() for state in states.split()
    } == CIRCUIT_OF


@pytest.mark.parametrize("year", range(2015, 2051))
def test_holidays_are_those_of_the_statute(year):
    """5 USC 6103(a) and (b): kept on the Friday before a Saturday, the Monday after a Sunday."""
    days = {_kept(day) for each in (year, year + 1) for day in _by_statute(each)}

    assert {day for day in shipped().holidays if day.year == year} == {
        day for day in days if day.year == year
    }


def _by_statute(year):
    yield from (date(year, month, day) for month, day in FIXED)
    yield from (_nth(year, *rule) for rule in BY_WEEKDAY)
    last_of_may = date(year, 5, 31)
    yield last_of_may - timedelta(days=last_of_may.weekday())
    if year >= 2021:
        yield date(year, 6, 19)


def _nth(year, month, weekday, number):
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _kept(day):
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _value(row):
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    text = " ".join(str(value) for value in values)
    return text if row.alternative is None else f"{text}/{row.alternative}"
