"""Dates as people know them, in each calendar; and days as clocks and their changes leave them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from intake import clock
from tests.triage.making import Expected, deadlines_of, found, row, triage_of

NEW_YORK = ZoneInfo("America/New_York")


def came(calendar: str, written: str) -> dict[str, Any]:
    return {
        "help_types": ["fear_return"],
        "location_kind": "in_us",
        "asylum_filed": "no",
        "last_arrival_date": {"calendar": calendar, "said": written},
    }


def judged(calendar: str, written: str) -> dict[str, Any]:
    return {"bad_decision": "judge", "bad_decision_date": {"calendar": calendar, "said": written}}


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        # Solar Hijri: 1 Hamal 1405 is 21 March 2026; 1404 has 365 days
        (came("solar_hijri", "1405-01-01"), "R08", row("P4", "2027-03-19", "2027-03-22")),
        (came("solar_hijri", "1405-01"), "R08", row("P4", "2027-03-19", "2027-03-22", "earliest")),
        (came("solar_hijri", "1404-12-29"), "R08", row("P4", "2027-03-19", "2027-03-22")),
        (came("solar_hijri", "1404-09-03"), "R08", row("P0", "11-24", "11-24")),
        (came("solar_hijri", "1404-09"), "R08", row("P0", "11-24", None, "earliest")),
        (came("solar_hijri", "1404-08"), "R08", row("P2", "10-22", "10-23", "passed")),
        (came("solar_hijri", "1405"), "R08", row("P4", "2027-03-19", "2027-03-22", "earliest")),
        (came("solar_hijri", "1404"), "R08", row("P1", "11-24", None, "earliest")),
        (judged("solar_hijri", "1405-08-19"), "R05", row("P2", "12-10", "12-10")),
        (judged("solar_hijri", "1405-08"), "R05", row("P0", "11-24", None, "earliest")),
        # Ethiopian: 2019 begins on 11 September 2026; a thirteenth month of five days
        (came("ethiopian", "2019-01-01"), "R08", row("P4", "2027-09-10", "2027-09-13")),
        (came("ethiopian", "2018-13-05"), "R08", row("P4", "2027-09-09", "2027-09-10")),
        (came("ethiopian", "2018-13"), "R08", row("P4", "2027-09-03", "2027-09-07", "earliest")),
        (came("ethiopian", "2018-03-15"), "R08", row("P0", "11-24", "11-24")),
        (came("ethiopian", "2018"), "R08", row("P1", "11-24", None, "earliest")),
        (came("ethiopian", "2017"), "R08", row("P2", "2025-09-10", "2025-09-11", "passed")),
        (judged("ethiopian", "2019-03-01"), "R05", row("P2", "12-10", "12-10")),
        (judged("ethiopian", "2019-02"), "R05", row("P0", "11-24", None, "earliest")),
        # Hijri: 1 Ramadan 1447 is 18 February 2026, seen two days earlier or later: never exact
        (came("hijri", "1447-09-01"), "R08", row("P3", "2027-02-12", "2027-02-16", "earliest")),
        (came("hijri", "1447-09"), "R08", row("P3", "2027-02-12", "2027-02-16", "earliest")),
        (came("hijri", "1447-06-03"), "R08", row("P0", "11-24", None, "earliest")),
        (judged("hijri", "1448-05-29"), "R05", row("P2", "12-08", "12-08", "earliest")),
        # the common calendar, said so
        (came("gregorian", "2026-03"), "R08", row("P4", "2027-02-26", "2027-03-01", "earliest")),
    ],
)
def test_a_date_of_another_calendar_counts_from_its_earliest_day(
    answers: dict[str, Any], rule: str, expected: Expected
) -> None:
    (deadline,) = deadlines_of(rule, triage_of(answers))

    assert found(deadline) == expected


@pytest.mark.parametrize(
    "answers",
    [
        came("solar_hijri", "1405"),
        came("ethiopian", "2018-13"),
        came("hijri", "1447-09-01"),
        came("gregorian", "2026-03"),
    ],
)
def test_what_is_half_known_says_may(answers: dict[str, Any]) -> None:
    (deadline,) = deadlines_of("R08", triage_of(answers))

    assert "that may mean by" in deadline.reason.says.in_english()


def test_own_words_alone_are_a_date_that_nobody_knows() -> None:
    answers = came("hijri", "1447-09-01") | {"last_arrival_date": {"words": "after Eid"}}

    (deadline,) = deadlines_of("R08", triage_of(answers))

    assert found(deadline) == row("P1", "12-01", None, "unknown")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # the night on which clocks go back, 1 November 2026: two o'clock comes twice
        ("2026-11-01T03:59", "2026-10-31"),
        ("2026-11-01T04:00", "2026-11-01"),
        ("2026-11-01T05:30", "2026-11-01"),
        ("2026-11-01T06:30", "2026-11-01"),
        ("2026-11-02T04:59", "2026-11-01"),
        ("2026-11-02T05:00", "2026-11-02"),
        # and forward, 14 March 2027: two o'clock does not come
        ("2027-03-14T04:59", "2027-03-13"),
        ("2027-03-14T05:00", "2027-03-14"),
        ("2027-03-15T03:59", "2027-03-14"),
        ("2027-03-15T04:00", "2027-03-15"),
        # the ends of years, of February, of the Thanksgiving and Christmas weeks
        ("2027-01-01T04:59", "2026-12-31"),
        ("2028-02-29T04:59", "2028-02-28"),
        ("2028-03-01T04:59", "2028-02-29"),
        ("2026-11-27T04:59", "2026-11-26"),
        ("2026-12-26T04:59", "2026-12-25"),
    ],
)
def test_the_day_is_that_of_the_organisation_when_clocks_change(instant: str, day: str) -> None:
    with time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=UTC), tick=False):
        assert clock.today(NEW_YORK).isoformat() == day


@pytest.mark.parametrize(
    ("decided", "received", "expected"),
    [
        # thirty days are thirty days, whether clocks change in them or not
        ("2026-10-19", "2026-10-31", row("P2", "11-18", "11-18")),
        ("2026-10-19", "2026-11-01", row("P2", "11-18", "11-18")),
        ("2027-02-25", "2027-03-14", row("P2", "2027-03-26", "2027-03-29")),
        # Veterans Day, Thanksgiving, Christmas, New Year, and a holiday kept on another day
        ("2026-10-12", "2026-11-02", row("P1", "11-10", "11-12")),
        ("2026-10-27", "2026-11-24", row("P0", "11-25", "11-27")),
        ("2026-10-28", "2026-11-24", row("P0", "11-27", "11-27")),
        ("2026-11-25", "2026-12-01", row("P2", "12-24", "12-28")),
        ("2026-12-02", "2026-12-20", row("P2", "12-31", "2027-01-04")),
        ("2027-11-24", "2027-12-01", row("P2", "2027-12-23", "2027-12-27")),
        ("2027-12-01", "2027-12-20", row("P1", "2027-12-30", "2028-01-03")),
        ("2027-05-19", "2027-05-24", row("P2", "2027-06-17", "2027-06-21")),
        # into and over a leap day
        ("2028-01-30", "2028-02-10", row("P2", "2028-02-29", "2028-02-29")),
        ("2028-01-31", "2028-02-10", row("P2", "2028-03-01", "2028-03-01")),
        ("2027-01-30", "2027-02-10", row("P2", "2027-03-01", "2027-03-01")),
    ],
)
def test_a_period_ends_on_an_open_day(decided: str, received: str, expected: Expected) -> None:
    answers = {"bad_decision": "judge", "bad_decision_date": decided}

    (appeal,) = deadlines_of("R05", triage_of(answers, received=date.fromisoformat(received)))

    assert found(appeal) == expected
