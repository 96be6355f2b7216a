"""The law book: which value on which day, what is stale, what an amendment covers."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from intake.amendments.models import pattern_of
from intake.law.book import Binds, Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.law.circuits import CIRCUIT_OF


def a_row(id_, value, from_day, until=None):
    return Parameter(
        id=id_,
        what="An invented number",
        value=value,
        from_day=from_day,
        until=until,
        source="1 CFR 1.1. https://example.org/1",
        checked_by="an invented lawyer",
        checked_on=date(2026, 1, 1),
        review_by=date(2027, 1, 1),
        confidence=Confidence.KNOWLEDGE,
        alternative=None,
        alternative_if="",
    )


TODAY = date(2027, 2, 1)

BOOK = LawBook(
    rows=(
        a_row("days", 30, date(2020, 1, 1), date(2025, 12, 31)),
        a_row("days", 10, date(2026, 3, 9), date(2026, 6, 30)),
        a_row("days", 20, date(2027, 1, 1)),
        a_row("table", (1, 2, 3), date(2020, 1, 1)),
    )
)


@pytest.mark.parametrize(
    "day, value",
    [
        ("2020-01-01", 30),
        ("2025-12-31", 30),
        ("2026-03-09", 10),
        ("2026-06-30", 10),
        ("2027-01-01", 20),
        ("2099-01-01", 20),
        # where no row is in force, the one before stands in, else the first of all
        ("2026-01-01", 30),
        ("2026-12-31", 10),
        ("2001-01-01", 30),
    ],
)
def test_the_value_of_a_day(day, value):
    assert BOOK.number("days", on=date.fromisoformat(day)) == value


def test_a_day_without_a_row_is_missing_and_stale():
    between = date(2026, 8, 1)

    assert BOOK.missing(on=between) == ("days",)
    assert [row.value for row in BOOK.stale(on=between)] == [10]
    assert BOOK.missing(on=date(2026, 4, 1)) == ()
    assert BOOK.stale(on=date(2026, 4, 1)) == ()


def test_a_row_is_stale_after_its_review_day():
    assert BOOK.stale(on=date(2027, 1, 1)) == ()
    assert [row.id for row in BOOK.stale(on=date(2027, 1, 2))] == ["days", "table"]


def test_an_amendment_covers_its_own_days_and_leaves_the_book_as_it_was():
    change = a_row("days", 15, date(2026, 5, 1), date(2026, 5, 31))

    amended = BOOK.amended([change])

    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [amended.number("days", on=day) for day in days] == [10, 15, 15, 10]
    assert [BOOK.number("days", on=day) for day in days] == [10, 10, 10, 10]


def test_a_later_amendment_covers_an_earlier_one():
    first = a_row("days", 15, date(2026, 5, 1))
    second = a_row("days", 12, date(2026, 5, 1))

    amended = BOOK.amended([first]).amended([second])

    assert amended.number("days", on=date(2026, 5, 2)) == 12


def test_a_number_that_ends_has_no_row_behind_its_last_day():
    ended = BOOK.ended("days", on=date(2026, 5, 31))

    assert [(row.value, row.until) for row in ended.by_id["days"]] == [
        (10, date(2026, 5, 31)),
        (30, date(2025, 12, 31)),
    ]
    assert ended.missing(on=date(2026, 6, 1)) == ("days",)
    assert ended.number("days", on=date(2026, 6, 1)) == 10, "a case is never without an answer"
    assert BOOK.number("days", on=date(2027, 1, 1)) == 20


def test_a_country_may_leave_its_table_and_is_not_missing():
    book = LawBook(rows=(a_row("tps_xx", (TODAY,), date(2020, 1, 1), date(2026, 5, 31)),))

    assert book.missing(on=date(2026, 6, 1)) == ()
    assert book.stale(on=date(2026, 6, 1)) == ()
    assert book.stale(on=date(2026, 5, 31)) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"value": 10},
        {"until": date(2030, 1, 1)},
        {"from_day": date(2020, 1, 2)},
        {"source": "2 CFR 2.2"},
        {"alternative": 10},
        {"alternative_if": "The court says so"},
        {"confidence": Confidence.CONTESTED},
        {"binds": Binds.FILING},
        {"waiver": "I-912"},
        {"review_by": date(2030, 1, 1)},
    ],
)
def test_a_change_of_a_row_drops_its_signature(change):
    row = BOOK.rows[3]
    signatures = {row.fingerprint: (("Ada Example, NY 12345", TODAY),)}

    assert LawBook(rows=(row,)).signed(signatures).unsigned(on=TODAY) == ()
    changed = replace(row, **change)
    assert LawBook(rows=(changed,)).signed(signatures).unsigned(on=TODAY) == (changed,)


@pytest.mark.parametrize(
    "id_, what",
    [
        ("tps_zz", None),
        ("tps_ht", "Last day of TPS for Haiti"),
        ("tps_er", "Last day of TPS for Eritrea"),
        ("parole_co", "Last day of the parole program for Colombia"),
        ("sijs_state_age_or", "Age limit for juvenile court help in OR"),
        ("sijs_state_age_zz", None),
        ("bond_hearing_circuit_11", "Bond hearing in circuit 11: 1 possible, 0 denied"),
        ("bond_hearing_circuit_12", None),
        ("no_such_number", None),
    ],
)
def test_the_tables_take_new_countries_states_and_circuits(id_, what):
    if what is None:
        with pytest.raises(UnknownParameter, match=rf"^{id_}$"):
            pattern_of(shipped(), id_)
    else:
        row = pattern_of(shipped(), id_)
        assert (row.id, row.what, row.binds) == (id_, what, Binds.RECEIPT)


def test_what_no_row_has_cannot_be_asked_for():
    day = date(2026, 4, 1)

    with pytest.raises(UnknownParameter):
        BOOK.number("hours", on=day)
    with pytest.raises(UnknownParameter):
        BOOK.number("table", on=day)
    with pytest.raises(UnknownParameter):
        BOOK.numbers("days", on=day)
    assert BOOK.numbers("table", on=day) == (1, 2, 3)


@pytest.mark.parametrize("id_", ["tables", "table"])
def test_what_cannot_be_asked_for_is_named(id_):
    with pytest.raises(UnknownParameter, match=rf"^{id_}$"):
        BOOK.number(id_, on=date(2026, 1, 1))


def test_one_number_is_no_list_of_numbers():
    with pytest.raises(UnknownParameter, match=r"^days$"):
        BOOK.numbers("days", on=date(2026, 1, 1))


def test_a_list_of_days_is_read_as_of_a_day():
    first, second = date(2026, 2, 3), date(2026, 9, 9)
    book = LawBook(
        rows=(
            a_row("ends", (first,), date(2026, 1, 1), date(2026, 3, 1)),
            a_row("ends", (second, first), date(2026, 3, 2)),
        )
    )

    assert book.days("ends", on=date(2026, 3, 1)) == (first,)
    assert book.days("ends", on=date(2026, 3, 2)) == (second, first)
    assert BOOK.days("table", on=first) == ()
    with pytest.raises(UnknownParameter, match=r"^days$"):
        BOOK.days("days", on=first)


def test_a_book_knows_what_it_has():
    assert BOOK.has("table", on=date(2020, 1, 1))
    assert not BOOK.has("tables", on=date(2020, 1, 1))
    assert not BOOK.has("days", on=date(2026, 8, 1)), "what has ended is no row of that day"


def test_law_without_a_lawyer_is_unsigned_and_our_own_policy_needs_none():
    law, policy = BOOK.rows[3], replace(BOOK.rows[2], confidence=Confidence.PROPOSAL)
    signed = replace(law, id="signed", signatures=(("Ada Example, NY 12345", TODAY),))

    assert LawBook(rows=(law, policy, signed)).unsigned(on=TODAY) == (law,)


@pytest.mark.parametrize(
    "confidence, day, tells",
    [
        (Confidence.VERIFIED, "2027-01-01", True),
        (Confidence.KNOWLEDGE, "2027-01-01", True),
        (Confidence.CONTESTED, "2027-01-01", False),
        (Confidence.VERIFIED, "2027-01-02", False),
    ],
)
def test_an_amount_in_dispute_or_overdue_for_review_is_told_to_no_applicant(confidence, day, tells):
    row = replace(BOOK.rows[0], confidence=confidence)

    assert row.tells_value(date.fromisoformat(day)) is tells


def test_in_a_gap_the_row_that_ended_last_stands_in_however_they_were_laid():
    ended = [a_row("days", 10, date(2026, 3, 9), date(2026, 6, 30)), BOOK.rows[0]]

    assert LawBook(rows=tuple(ended)).number("days", on=date(2026, 12, 31)) == 10
    assert LawBook(rows=tuple(ended[::-1])).number("days", on=date(2026, 12, 31)) == 10


def test_holidays_that_are_no_days_close_nothing():
    assert LawBook(rows=(a_row("federal_holidays", 3, date(2020, 1, 1)),)).holidays == frozenset()


def test_an_amendment_can_take_a_holiday_away():
    year = shipped().parameter("federal_holidays", on=date(2026, 11, 26))
    assert not isinstance(year.value, int)
    days = [day for day in year.value if isinstance(day, date)]
    fewer = tuple(day for day in days if day != date(2026, 11, 26))

    amended = shipped().amended([replace(year, value=fewer)])

    assert date(2026, 11, 26) in shipped().holidays
    assert date(2026, 11, 26) not in amended.holidays
    assert len(amended.holidays) == len(shipped().holidays) - 1


def test_a_citation_leaves_the_address_out():
    assert BOOK.rows[0].citation == "1 CFR 1.1"


def test_the_shipped_book_is_read_once():
    assert shipped() is shipped()


def test_no_gap_and_no_overlap_in_the_shipped_rows():
    for id_, rows in shipped().by_id.items():
        ordered = sorted(rows, key=lambda row: row.from_day)
        for earlier, later in pairwise(ordered):
            assert earlier.until is not None, id_
            assert earlier.until + timedelta(days=1) == later.from_day, id_


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
    days = {
        (day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)))
        for each in (year, year + 1)
        for day in _by_statute(each)
    }

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


def _value(row):
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    text = " ".join(str(value) for value in values)
    return text if row.alternative is None else f"{text}/{row.alternative}"
