"""Dates as people know them, in each calendar; and days as clocks and their changes leave them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from intake import clock
from tests.triage.making import deadlines_of, found, table, triage_of

NEW_YORK = ZoneInfo("America/New_York")


def came(calendar, written):
    return {
        "help_types": ["fear_return"],
        "location_kind": "in_us",
        "asylum_filed": "no",
        "last_arrival_date": {"calendar": calendar, "said": written},
    }


@pytest.mark.parametrize(
    "answers",
    [
        came("solar_hijri", "1405"),
        came("ethiopian", "2018-13"),
        came("hijri", "1447-09-01"),
        came("gregorian", "2026-03"),
    ],
)
def test_what_is_half_known_says_may(answers):
    (deadline,) = deadlines_of("R08", triage_of(answers))

    assert "that may mean by" in deadline.reason.says.in_english()


def test_own_words_alone_are_a_date_that_nobody_knows():
    answers = came("hijri", "1447-09-01") | {"last_arrival_date": {"words": "after Eid"}}

    (deadline,) = deadlines_of("R08", triage_of(answers))

    assert found(deadline) == "P1 2026-12-01 - unknown"


@pytest.mark.parametrize(
    "instant, day",
    table("days.txt", "clocks"),
)
def test_the_day_is_that_of_the_organisation_when_clocks_change(instant, day):
    with time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=UTC), tick=False):
        assert clock.today(NEW_YORK).isoformat() == day
