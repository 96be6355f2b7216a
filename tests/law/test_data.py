"""The shipped rows: whole, sourced, dated, and what lawyers gave."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from intake.law.book import BadRow, Binds, Confidence, Parameter, read_all, shipped
from tests.support.tables import rows

RELEASE = date(2026, 11, 24)


@pytest.mark.parametrize("row", shipped().rows, ids=lambda row: f"{row.id}-{row.from_day}")
def test_a_row_says_where_it_stands_and_who_checked_it(row):
    assert row.what
    assert row.source
    assert row.checked_by
    assert row.checked_on <= RELEASE < row.review_by
    assert row.until is None or row.until > row.from_day
    assert row.id.replace("_", "").isalnum()
    if row.confidence is Confidence.CONTESTED:
        assert row.alternative_if
    if row.confidence is Confidence.KNOWLEDGE:
        assert "a lawyer must confirm" in row.checked_by


def test_on_the_day_of_release_nothing_is_missing_or_stale():
    assert shipped().missing(on=RELEASE) == ()
    assert shipped().stale(on=RELEASE) == ()


def test_what_is_in_dispute_is_looked_at_again_within_months():
    contested = [row for row in shipped().rows if row.confidence is Confidence.CONTESTED]

    assert {"bia_appeal_days", "expedited_removal_years"} <= {row.id for row in contested}
    assert all((row.review_by - row.checked_on).days < 240 for row in contested)


def test_the_appeal_to_the_board_may_fall_to_ten_days():
    row = shipped().parameter("bia_appeal_days", on=RELEASE)

    assert (row.value, row.alternative, row.confidence) == (30, 10, Confidence.CONTESTED)


@pytest.mark.parametrize(
    "region, day, table, more", rows(Path(__file__).with_name("poverty.txt"), "tables")
)
def test_the_poverty_tables(region, day, table, more):
    on = date.fromisoformat(day)

    assert shipped().numbers(f"poverty_{region}", on=on) == tuple(map(int, table.split()))
    assert shipped().number(f"poverty_more_{region}", on=on) == int(more)
    assert all(later - earlier == int(more) for earlier, later in pairwise(map(int, table.split())))


def test_after_the_last_table_the_newest_is_shown_as_stale():
    stale = {row.id for row in shipped().stale(on=date(2027, 3, 1))}

    assert {"poverty_contiguous", "poverty_alaska", "poverty_hawaii"} <= stale


@pytest.mark.parametrize(
    "day",
    [
        "2026-11-26",
        "2026-12-25",
        "2027-01-01",
        "2027-01-18",
        "2027-02-15",
        "2027-05-31",
        "2027-06-18",
        "2027-07-05",
        "2027-09-06",
        "2027-10-11",
        "2027-11-11",
        "2027-11-25",
        "2027-12-24",
        "2027-12-31",
    ],
)
def test_the_holidays_that_lawyers_named(day):
    assert date.fromisoformat(day) in shipped().holidays


def test_no_other_day_is_a_holiday_from_the_release_to_the_end_of_2027():
    named = [day for day in shipped().holidays if RELEASE <= day <= date(2027, 12, 31)]

    assert len(named) == 14


@pytest.mark.parametrize("year", range(2015, 2051))
def test_every_year_has_its_holidays_on_weekdays(year):
    holidays = [day for day in shipped().holidays if day.year == year]

    assert 9 <= len(holidays) <= 12
    assert all(day.weekday() < 5 for day in holidays)
    assert sum(day.month == 11 for day in holidays) in (1, 2)


def test_juneteenth_is_kept_since_it_became_a_holiday():
    years = {day.year for day in shipped().holidays if day.month == 6}

    assert years == set(range(2021, 2051))


GOOD = """
[[parameter]]
id = "days"
what = "An invented number"
value = 30
from = 2020-01-01
source = "1 CFR 1.1"
checked_by = "an invented lawyer"
checked_on = 2026-01-01
review_by = 2027-01-01
confidence = "knowledge"
"""


@pytest.mark.parametrize(
    "old, new, named", rows(Path(__file__).with_name("refused.txt"), "not whole")
)
def test_a_row_that_is_not_whole_is_refused(tmp_path, old, new, named):
    (tmp_path / "one.toml").write_text(GOOD.replace(old, new) if old else GOOD + new, "utf-8")

    with pytest.raises(BadRow, match=named):
        read_all(tmp_path)


@pytest.mark.parametrize(
    "old, new, message", rows(Path(__file__).with_name("refused.txt"), "refused")
)
def test_a_row_that_is_refused_says_what_is_wrong(tmp_path, old, new, message):
    (tmp_path / "one.toml").write_text(GOOD.replace(old, new) if old else GOOD + new, "utf-8")

    with pytest.raises(BadRow) as refused:
        read_all(tmp_path)

    assert str(refused.value).startswith(message)


def test_rows_are_read_file_by_file_in_the_order_of_their_names(tmp_path):
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.toml").write_text(GOOD.replace('"days"', f'"{name}"'), "utf-8")
    (tmp_path / "notes.txt").write_text("no rows", "utf-8")

    assert [row.id for row in read_all(tmp_path)] == ["a", "b", "c"]


def test_every_part_of_a_row_is_read(tmp_path):
    more = 'until = 2026-12-31\nalternative = 10\nalternative_if = "a court says so"\n'
    more += 'binds = "receipt"\nsigned_by = "Ada Example, 12345, NY"\nsigned_on = 2026-02-03\n'
    text = GOOD.replace('"knowledge"', '"contested"').replace("value = 30", "value = [1, 2]")
    (tmp_path / "one.toml").write_text(f"{text}{more}# § in UTF-8", "utf-8")

    assert read_all(tmp_path) == (
        Parameter(
            id="days",
            what="An invented number",
            value=(1, 2),
            from_day=date(2020, 1, 1),
            until=date(2026, 12, 31),
            source="1 CFR 1.1",
            checked_by="an invented lawyer",
            checked_on=date(2026, 1, 1),
            review_by=date(2027, 1, 1),
            confidence=Confidence.CONTESTED,
            alternative=10,
            alternative_if="a court says so",
            binds=Binds.RECEIPT,
            signatures=(("Ada Example, 12345, NY", date(2026, 2, 3)),),
        ),
    )


def test_a_whole_row_is_read(tmp_path):
    (tmp_path / "one.toml").write_text(GOOD, "utf-8")

    (row,) = read_all(tmp_path)

    assert (row.id, row.value, row.until, row.alternative) == ("days", 30, None, None)
    assert row.alternative_if == ""


def test_the_source_of_law_has_an_address_but_where_nobody_has_found_the_paper():
    without = {row.id for row in shipped().rows if row.is_law and "https://" not in row.source}

    assert {id_ for id_ in without if not id_.startswith("sijs_state_age_")} == {
        *("tps_et", "tps_so", "tps_ye"),
    }
