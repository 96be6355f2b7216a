"""The law book: which value on which day, what is stale, what an amendment covers."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from intake.amendments.models import pattern_of
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.law.parameter import Binds


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
