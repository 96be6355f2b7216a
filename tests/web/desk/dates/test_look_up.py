"""The weekly round: hearing, custody and address of a case are looked up again."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from intake.audit import log
from intake.cases.models import Case
from intake.cases.tasks import tasks_of
from intake.diary import entries
from tests.actions.law.test_reassess_open_cases import settled
from tests.cases.desk import save_arranged
from tests.cases.making import TODAY

MONDAY = date(2026, 11, 30)
IN_COURT: dict[str, Any] = {
    "name_to_use": "Lumo",
    "location_kind": "in_us",
    "us_state": "GA",
    "so_far": ["court_paper"],
    "court_case": "yes",
    "a_number": "000 111 222",
    "next_hearing_date": "2027-01-20",
    "hearing_kind": "first_short",
}
HELD: dict[str, Any] = {
    "name_to_use": "Lumo",
    "location_kind": "in_us",
    "us_state": "GA",
    "detained_now": "yes",
    "detention_place": "Wrenfold",
}
BOND = HELD | {
    "so_far": ["court_paper"],
    "court_case": "yes",
    "next_hearing_date": "2026-12-04",
    "hearing_kind": "bond",
}
FREE = {"name_to_use": "Lumo", "location_kind": "in_us", "us_state": "GA", "detained_now": "no"}
FEBRUARY = {"day": "3", "month": "2", "year": "2027"}
LINE = "Look up again: hearing, custody, address"


def test_an_opened_case_in_court_is_looked_up_on_the_next_monday(desk):
    case = owned(desk, IN_COURT)

    desk.open_case(case)
    desk.open_case(case)

    assert rounds(case) == [MONDAY]
    make_due(case)
    desk.open("/desk/work")
    (line,) = (desk.words(row) for row in desk.all("li") if LINE in desk.words(row))
    assert case.reference in line
    assert desk.links[f"Look it up, {case.reference}"].endswith("/look-up")


def test_a_case_that_nobody_owns_is_looked_up_by_whoever_may_assign_it(desk):
    case = owned(desk, HELD)
    desk.open_case(case)
    case.assignee_id = None
    make_due(case)

    desk.open("/desk/work")

    assert f"Look it up, {case.reference}" in desk.links


def test_only_a_case_that_may_be_in_court_or_detention_is_looked_up(desk):
    for answers, days in ((HELD, [MONDAY]), (FREE, [])):
        case = owned(desk, answers)
        desk.open_case(case)
        assert rounds(case) == days


def test_one_press_records_that_nothing_is_new(desk):
    case = owned(desk, IN_COURT)
    desk.open_case(case)
    make_due(case)
    desk.open(f"/desk/cases/{case.reference}/look-up")
    for words in ("000 111 222", "20 January 2027", "1-800-898-7180", "acis.eoir.justice.gov"):
        assert words in desk.text
    assert "locator.ice.gov" in desk.text

    assert desk.send(case, "look-up", source="line", text="Judge is the same.") == 303

    assert rounds(case) == [MONDAY]
    desk.open(f"/desk/cases/{case.reference}/look-up")
    (entry,) = (
        desk.words(part) for part in desk.all("li") if "Judge is the same" in desk.words(part)
    )
    assert "The court’s phone line · wren.testwood" in entry
    desk.open(f"/desk/cases/{case.reference}/timeline")
    assert "Looked up again: nothing new" in desk.text


def test_a_new_date_of_the_court_ends_the_round(desk):
    case = owned(desk, IN_COURT)
    desk.open_case(case)
    make_due(case)
    moved = {f"next_hearing_date-{part}": text for part, text in FEBRUARY.items()}
    moved |= {"question": "next_hearing_date", "why": "Moved.", "seen": "court"}

    assert desk.send(case, "correct", do="save", **moved) == 303

    assert rounds(case) == [MONDAY]


@pytest.mark.parametrize("state", ["GA", ""], ids=["known", "not known before"])
def test_a_transfer_to_another_state_opens_dates_of_custody_and_bond_again(desk, state):
    case = owned(desk, {**BOND, "us_state": state})
    assert set(close_all(case)) == {"done"}

    assert custody(desk, case, us_state="TX", detention_place="Gullfold") == 303

    assert reopened(case) == [desk.member.id] * 2
    opened = [row.on for row in entries.of_case(case.id) if row.state == "open"]
    assert opened == [TODAY, date(2026, 12, 3)]
    desk.open_case(case)
    for words in ("Texas", "Gullfold", "ICE’s detainee locator"):
        assert words in desk.text


def test_what_is_no_transfer_opens_nothing_again(desk):
    for answers, fields in (
        (
            HELD,
            {"us_state": "GA", "detention_place": "Gullfold"},
        ),  # the same state
        (IN_COURT, {"us_state": "TX", "detention_place": "Gullfold"}),  # newly detained
        (HELD, {"detained_now": "no", "us_state": "TX"}),  # released elsewhere
    ):
        case = owned(desk, answers)
        close_all(case)
        assert custody(desk, case, **fields) == 303
        assert reopened(case) == []


def test_a_person_who_is_free_and_in_no_court_is_not_looked_up_again(desk):
    case = owned(desk, HELD)
    desk.open_case(case)
    assert rounds(case) == [MONDAY]

    custody(desk, case, detained_now="no", us_state="GA")

    assert rounds(case) == []


def owned(desk, answers):
    """Add an own case of these answers with the dates of its deadlines."""
    save_arranged()
    case: Case = settled(desk.team, answers, reader=desk.reader)
    case.assignee_id, case.looked_on = desk.member.id, TODAY
    return case


def rounds(case):
    """Return the days of the tasks to look up again."""
    return [task.on for task in tasks_of(case.id) if task.kind == "look_up"]


def reopened(case):
    """Return who opened a date again, for each time."""
    return [entry.member_id for entry in log.history_of(case.id) if entry.act == "date_reopened"]


def close_all(case):
    """Mark every deadline as met, and return their states."""
    rows = [entry for entry in entries.of_case(case.id) if entry.kind == "act_by"]
    for entry in rows:
        entry.state = "done"
    return [entry.state for entry in rows]


def custody(desk, case, **fields):
    """Correct place and custody, by default a detention that ICE's locator shows."""
    desk.open(f"/desk/cases/{case.reference}/look-up")
    asked = parse_qs(urlsplit(desk.links["Correct place and custody"]).query)["question"]
    posted = {"location_kind": "in_us", "detained_now": "yes", "seen": "locator", **fields}
    return desk.send(case, "correct", question=asked, why="Moved.", do="save", **posted)


def make_due(case):
    """Let the round of last week wait."""
    (task,) = tasks_of(case.id)
    task.on = TODAY - timedelta(1)
