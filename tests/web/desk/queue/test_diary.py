"""Deadlines and reminders of a team's open cases, by week, by month, and those that passed."""

from datetime import date, timedelta

from intake.actions.queue.agenda import MOST
from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db, new_id
from tests.actions.law.test_reassess_open_cases import settled
from tests.cases.making import TODAY, new_team

MONDAY = date(2026, 11, 23)


def test_the_week_lists_each_open_date_under_its_day(desk):
    first = case_due(desk, TODAY)
    second = case_due(desk, TODAY + timedelta(1), kind=Kind.NEXT_LOOK)
    case_due(desk, TODAY + timedelta(1), state=State.DONE)
    case_due(desk, MONDAY + timedelta(7))

    for senseless in ("day=yesterday", "day=0001-01-01", "span=decade", "day=2026-02-30"):
        desk.open(f"/desk/diary?{senseless}")
        assert len(listed(desk)) == 2, senseless
    desk.open("/desk/diary")

    assert listed(desk) == [
        ("Tuesday 24 November 2026", "Act by", first.reference),
        ("Wednesday 25 November 2026", "Follow up", second.reference),
    ]


def test_the_month_counts_the_dates_of_each_day(desk):
    for _ in range(3):
        case_due(desk, date(2026, 11, 30))
    case_due(desk, date(2026, 11, 30), kind=Kind.NEXT_LOOK)

    desk.open("/desk/diary?span=month")

    cells = [desk.words(cell) for cell in desk.all("td")]
    assert "30 Nov Act by or our review: 3 Follow up: 1" in cells, cells[35:]
    assert len(cells) == 42
    assert desk.words_of("th") == "Monday"


def test_dates_that_passed_and_are_still_open_are_listed_from_the_oldest(desk):
    late, later = case_due(desk, TODAY - timedelta(9)), case_due(desk, TODAY - timedelta(1))
    case_due(desk, TODAY - timedelta(2), state=State.WAIVED)
    case_due(desk, TODAY)

    desk.open("/desk/diary?span=passed")

    assert [reference for _, _, reference in listed(desk)] == [late.reference, later.reference]


def test_a_member_can_see_only_the_dates_of_their_own_cases(desk):
    mine = case_due(desk, TODAY)
    mine.assignee_id = desk.member.id
    case_due(desk, TODAY)
    case_due(desk, TODAY).status = "closed"
    case_due(desk, TODAY).quarantined_on = TODAY
    case_due(desk, TODAY).team_id = new_team("Second team").row.id
    volunteer = desk.colleague("volunteer", email="gull.testwood@example.org")

    desk.open("/desk/diary?mine=1")
    assert [reference for _, _, reference in listed(desk)] == [mine.reference]
    desk.open("/desk/diary")
    assert len(listed(desk)) == 2, "neither closed, nor in quarantine, nor of other teams"
    volunteer.open("/desk/diary")
    assert listed(volunteer) == []
    assert "These are the dates of your cases." in volunteer.text


def test_a_long_list_says_that_it_is_cut(desk):
    case = case_due(desk, TODAY)
    db.session.add_all(entry_of(case, TODAY, Kind.NEXT_LOOK) for _ in range(MOST))

    desk.open("/desk/diary")

    assert len(listed(desk)) == MOST
    assert "Only the first 100 dates are listed." in desk.text


def test_dates_of_one_case_and_day_are_told_apart_by_their_rules(desk):
    settled(
        desk.team,
        {"location_kind": "in_us", "help_types": ["fear_return"], "so_far": ["court_paper"]},
    )

    desk.open("/desk/diary?day=2026-12-01")

    rows = [words for row in desk.all("li") if "Act by" in (words := desk.words(row))]
    assert any("(R01)" in row for row in rows)
    assert any("(R04)" in row for row in rows)


def case_due(desk, on, *, kind=Kind.ACT_BY, state=State.OPEN):
    """Return a new case with one date."""
    case = desk.case(due_on=on)
    db.session.query(DiaryEntry).filter_by(case_id=case.id).delete()
    db.session.add(entry_of(case, on, kind, state))
    return case


def entry_of(case, on, kind, state=State.OPEN):
    return DiaryEntry(
        id=new_id(), case_id=case.id, on=on, kind=kind.value, state=state.value, sealed=b""
    )


def listed(desk):
    """Return day, kind and reference of each date on the page."""
    return [
        (
            desk.words(next(section.iter("time"))),
            desk.words(next(item.iter("b"))),
            item.get("data-reference", ""),
        )
        for section in desk.all("section")
        for item in section.iter("li")
    ]
