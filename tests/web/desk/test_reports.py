"""The pages of reports: who sees which figures, the charts, and the files."""

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest

from intake.actions.reports.figures import clear_counts
from intake.cases.card import Card
from intake.cases.queue import load_of_members
from intake.extensions import insert_rows
from intake.reports.models import Tally
from tests.cases.making import TODAY
from tests.support.databases.plans import plans_of

DESK_OF = ("supervisor",)
INDEXES = ("autoindex_tallies", "ix_cases_uncounted", "ix_cases_queue_of_assignee")
"""Indexes from which the figures are read."""


def test_a_supervisor_sees_the_requests_that_were_read(desk):
    case = desk.case(card=Card(name_to_use="Zanzi", region="GA", language="fa-AF"))
    desk.case()
    desk.open_case(case)

    desk.open("/desk/reports")

    assert desk.text.count("<svg") > 3
    assert [cells(row) for row in rows_of(desk, "state")][:2] == [
        ["Georgia", "1", "", "", "0", "0", "0", "0", "0"],
        ["Not read yet, or not recorded", "1", *[""] * 7],
    ]
    assert "Dari" in desk.text
    assert "Zanzi" not in desk.text
    assert "style=" not in desk.text


def test_an_open_case_is_overdue_after_its_day_and_not_told_in_quarantine(desk):
    desk.case()
    for quarantined_on in (None, TODAY):
        desk.case(due_on=TODAY - timedelta(1), quarantined_on=quarantined_on)

    desk.open("/desk/reports")

    assert [cells(row) for row in rows_of(desk, "load")] == [["Unassigned", "2", "1"]]


def test_requests_are_told_by_each_fact_and_month_and_drawn(desk):
    for day, region in ((date(2026, 3, 4), "GA"), (date(2026, 3, 9), "GA"), (TODAY, "TX")):
        card = Card(name_to_use="Zanzi", region=region, call_language="fa-AF", language="en")
        case = desk.case(card=card, received_on=day)
        desk.open_case(case)
    desk.case()

    desk.open("/desk/reports")

    assert [cells(row) for row in rows_of(desk, "state-months")] == [
        ["Georgia", *"200000000", "2"],
        ["Texas", *"000000001", "1"],
        ["Not read yet, or not recorded", *"000000001", "1"],
    ]
    assert cells(rows_of(desk, "language-months")[0])[0] == "Dari"
    assert [cells(row)[-1] for row in rows_of(desk, "tier-months")] == ["4"]
    assert cells(rows_of(desk, "source-months")[0])[0] == "Not answered"
    assert 'x="0.0%" y="36" width="9.4%" height="40"' in desk.text, "March, the highest"


def test_a_month_with_unread_requests_alone_is_told_without_a_chart(desk):
    desk.case()

    desk.open("/desk/reports")
    rows = [cells(row) for row in rows_of(desk, "source-months")]
    desk.open("/desk/reports/csv?table=source-months&year=2026")
    last_line = desk.text.splitlines()[-1]

    assert [row[-1] for row in rows] == ["1"]
    assert last_line.replace('"', "") == "Not read yet, or not recorded,1,1"


def test_a_reporter_sees_only_the_report_for_a_funder(signed_in_as):
    desk = signed_in_as("reporter")

    assert desk.open("/desk/reports").location == "/desk/reports/funder"
    assert desk.open("/desk/reports/csv?table=state").status_code == 404
    desk.open("/desk/reports/funder")

    assert "By state" not in desk.text
    assert "For the team" not in desk.text


def test_each_closing_stands_in_one_column(desk):
    closed = {"referred_out": 2, "declined_area": 3, "withdrawn": 4}
    tally(desk, "requests", date(2026, 3, 1), {"": 9}, tier="P2")
    tally(desk, "closings", date(2026, 3, 1), closed, tier="P2")

    desk.open("/desk/reports")

    (row,) = rows_of(desk, "tier")
    assert cells(row)[:2] + cells(row)[5:8] == ["P2", "9", "2", "3", "4"]


def test_small_figures_are_hidden_from_a_funder(signed_in_as):
    desk = signed_in_as("reporter")
    closed = {"advice_only": 40, "declined_area": 3, "referred_out": 12, "unreachable": 30}
    tally(desk, "closings", date(2026, 2, 1), closed)
    desk.open("/desk/reports/funder")

    assert [cells(row)[:2] for row in rows_of(desk, "closings")] == [
        ["A: Counsel and advice", "40"],
        ["B: Limited action", "hidden"],
        ["K: Other (placed with another lawyer)", "hidden"],
        ["Referred to another organization", "12"],
        ["Declined", "hidden"],
        ["Ended for another reason", "hidden"],
        ["Duplicate, or not a real request", "hidden"],
        ["Total", "85"],
    ]


def test_a_quarter_that_has_not_ended_is_not_told(signed_in_as):
    desk = signed_in_as("reporter")
    tally(desk, "closings", TODAY.replace(day=1), {"advice_only": 40})
    desk.open("/desk/reports/funder")

    assert "Quarter 3" in desk.text
    assert "Quarter 4" not in desk.text
    assert "40" not in [cell for row in rows_of(desk, "closings") for cell in cells(row)]


def test_a_table_is_a_file_with_the_same_cells(desk):
    desk.case()
    desk.open("/desk/reports?year=2026")
    shown = [cells(row) for row in rows_of(desk, "tier")]

    page = desk.open("/desk/reports/csv?table=tier&year=2026")
    text = desk.text

    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert page.mimetype == "text/csv"
    assert lines[1:] == shown == [["P2", "1", "", "", "0", "0", "0", "0", "0"]]


def test_another_year_than_there_is_shows_this_one(desk):
    for year in ["1999", "20266", "x", ""]:
        assert desk.open(f"/desk/reports?year={year}").status_code == 200

        assert "Reports 2026" in desk.text


def test_figures_are_read_from_indexes_and_open_nothing(desk, db_session):
    case = desk.case()
    before, year = (case.opened_on, case.version), (date(2026, 1, 1), date(2027, 1, 1))

    counts = plans_of(db_session, lambda: clear_counts(desk.team.id, *year, invented=False))
    load = plans_of(db_session, lambda: load_of_members(desk.team.id, today=TODAY))

    assert (case.opened_on, case.version) == before
    lines = [line for plan in (*counts, *load) for line in plan]
    assert not [line for line in lines if line.startswith(("SCAN", "Seq Scan"))], lines
    if any("SEARCH" in line for line in lines):  # PostgreSQL has no statistics here
        assert [name for name in INDEXES if not any(name in line for line in lines)] == [], lines


def test_invented_cases_are_shown_until_there_is_a_real_one(desk):
    desk.case(invented=True)
    desk.open("/desk/reports")
    assert "These figures are of test cases" in desk.text
    desk.case(received_on=TODAY - timedelta(1))
    desk.open("/desk/reports")

    assert "These figures are of test cases" not in desk.text
    assert "Test cases are not counted here, except under open cases by owner." in desk.text


@pytest.mark.parametrize("kind", ["", "/funder"])
def test_a_year_without_real_requests_shows_no_invented_ones(desk, kind):
    desk.case(invented=True)
    desk.case(received_on=date(2024, 5, 6))
    desk.open(f"/desk/reports{kind}")
    assert "test cases" not in desk.text
    desk.open(f"/desk/reports{kind}?year=2024")

    assert "Reports 2024" in desk.text


def test_walled_cases_are_told_in_the_year_of_their_receipt(desk):
    desk.case(received_on=date(2025, 5, 6), walled_keys=b"no one's")
    desk.open("/desk/reports?year=2025")
    assert "1 walled case is not counted by language" in desk.text
    desk.open("/desk/reports?year=2026")

    assert "walled" not in desk.text


def tally(desk, measure, month, counts, tier=""):
    """Add counts of real cases, of all or of a *tier*, to the tallies of a desk's team."""
    row: dict[str, Any] = {"team_id": desk.team.id, "invented": False, "month": month}
    kind = {"measure": measure, "dimension": "tier" if tier else "all", "value": tier}
    insert_rows(
        Tally,
        [{**row, **kind, "detail": detail, "count": count} for detail, count in counts.items()],
    )


def rows_of(desk, table):
    """Return the rows of a table of the current page."""
    [section] = list(desk.all("section", aria_labelledby=table))
    return list(section.iterfind(".//tbody/tr"))


def cells(row):
    return ["".join(cell.itertext()).strip() for cell in row]
