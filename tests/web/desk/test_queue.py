"""The queue as staff see it."""

import gzip
import re
from datetime import date, timedelta

import pytest

from intake.actions.assessment.describe_case import NewDate, add_dates
from intake.actions.opening.case_keys import case_key
from intake.cases.card import Card
from intake.diary.models import Kind
from tests.cases.desk import desk_of, references
from tests.cases.making import TODAY


def test_the_most_urgent_case_is_first_in_its_band(desk):
    later = desk.case(due_on=TODAY + timedelta(40), tier="P4")
    soon = desk.case(due_on=TODAY + timedelta(2), tier="P1")
    late = desk.case(due_on=TODAY - timedelta(1), tier="P2")
    sooner = desk.case(due_on=TODAY + timedelta(3), tier="P0")

    desk.open()

    assert desk.title == "Queue"
    assert not [address for address in desk.links.values() if "Lumo" in address]
    assert bands(desk) == [
        ("Overdue 1", [late.reference]),
        ("Next 3 days 2", [sooner.reference, soon.reference]),
        ("Later 1", [later.reference]),
    ]


def test_only_a_day_of_law_or_paper_that_has_passed_is_red(desk):
    case = desk.case(due_on=TODAY - timedelta(2), looked_on=TODAY)
    new = [
        NewDate(kind=kind, on=TODAY - timedelta(days), rule="R05", set_by=set_by)
        for kind, days, set_by in (
            (Kind.ACT_BY, 1, "law"),
            (Kind.ACT_BY, 2, "us"),
            (Kind.NEXT_LOOK, 2, ""),
        )
    ]
    add_dates(case_key(case, desk.reader), new)

    desk.open()

    row = next(desk.all("tr", data_reference=case.reference))
    assert "overdue" in desk.words(row)
    red = [part for part in row.iter() if "late" in part.get("class", "").split()]
    assert [desk.words(part) for part in red] == ["Law: 23 Nov passed, appeal"]


@pytest.mark.parametrize(
    "today, due_on, words",
    [
        ("2028-02-28", "2028-02-29", "Tomorrow 29 Feb"),
        ("2028-02-28", "2028-03-01", "In 2 days 1 Mar"),
        ("2026-12-31", "2027-01-01", "Tomorrow 1 Jan"),
        ("2027-01-02", "2026-12-31", "2 days overdue 31 Dec"),
        ("2027-03-13", "2027-03-15", "In 2 days 15 Mar"),
        ("2026-11-24", "2027-11-24", "In 365 days 24 Nov 2027"),
        ("2027-11-24", "2028-11-24", "In 366 days 24 Nov 2028"),
        ("2026-11-24", "2038-12-30", "In 12 years 30 Dec 2038"),
    ],
)
def test_days_are_counted_and_shown_over_leap_day_years_end_and_change_of_clocks(
    desk, clock, today, due_on, words
):
    clock.move_to(f"{today}T23:30:00-05:00")
    desk = desk.colleague("attorney", email="tern@example.org")
    case = desk.case(due_on=date.fromisoformat(due_on))

    desk.open()

    assert words in desk.words_of("tr", data_reference=case.reference)


def test_a_case_without_a_legal_date_or_a_card_that_opens_has_a_row(desk):
    undated, broken = desk.case(act_by=None), desk.case(card=Card(name_to_use="Lumo"))
    broken.card = b"\x01\x01broken"

    assert desk.open().status_code == 200

    for case, says in ((undated, "No date yet"), (broken, "Cannot be opened")):
        assert says in desk.words_of("tr", data_reference=case.reference)


def test_pages_of_fifty_lose_and_repeat_nothing(desk):
    card = Card(name_to_use="Person of Testfold", region="NY", chips=("R08", "R02", "R04"))
    cases = {
        desk.case(due_on=TODAY + timedelta(n % 40), tier=f"P{n % 5}", card=card).reference
        for n in range(110)
    }

    seen, address, positions = [], "/desk/", []
    while address:
        desk.open(address)
        assert len(gzip.compress(desk.text.encode(), 6)) < 8 * 1024
        seen += references(desk)
        positions.append(position(desk))
        address = next((link.get("href", "") for link in desk.all("a", rel="next")), "")

    assert sorted(seen) == sorted(cases)
    assert positions == [["1", "50", "110"], ["51", "100", "110"], ["101", "110", "110"]]


def test_a_cursor_of_yesterday_shows_the_first_page(desk, clock, monkeypatch):
    monkeypatch.setattr("intake.web.desk.queue.queue.PAGE", 2)
    for _ in range(3):
        desk.case(due_on=TODAY + timedelta(2))
    desk.open()
    onward = next(desk.all("a", rel="next")).get("href", "")

    clock.shift(days=1)
    tomorrow = desk.colleague("caseworker")
    tomorrow.open(onward)

    assert len(references(tomorrow)) == 2
    assert position(tomorrow) == ["1", "2", "3"]


def test_a_view_shows_own_or_unassigned_cases(desk):
    mine = desk.case(assignee_id=desk.member.id)
    nobodys = desk.case()
    for view in ["mine", "unassigned"]:
        desk.open(f"/desk/?view={view}")

        expected = {"mine": mine, "unassigned": nobodys}[view]
        assert references(desk) == [expected.reference]
        chosen = [desk.words(tab) for tab in desk.all("a", aria_current="page")]
        assert chosen == [f"{view.capitalize()} 1"]


def test_an_invalid_query_shows_the_first_page(desk):
    case = desk.case()
    for query in (
        *("view=everything", "after=../../x", "from=-1&after=%00", "bulk=%00", "done=<b>"),
        *("sort=version;--", "tag=%25", "tag=%00", "tag=x", "owner=%00", "owner='", "owner=me"),
        *("tier=P9", "status=closed", "status=%00", "since=2026-13-40", "until=%00"),
        "language=%00",
    ):
        desk.open(f"/desk/?{query}")
        assert references(desk) == [case.reference], query
        assert " done." not in desk.text


def test_cases_of_other_teams_are_not_shown(app, desk):
    colleague = desk_of(app, "caseworker")
    colleague.team.case()

    desk.open()

    assert references(desk) == []


def test_a_role_that_may_not_open_cases_sees_no_names(desk):
    desk.case()
    keeper = desk.colleague("administrator")

    keeper.open()

    assert len(references(keeper)) == 1
    assert "Lumo" not in keeper.text
    assert "/desk/cases/" not in keeper.text


def test_alerts_are_on_top_of_the_queue(desk, monkeypatch):
    monkeypatch.setattr("intake.web.desk.common.alerts.today", lambda: date(2035, 1, 2))

    desk.open()

    for alert in ("referral contacts are due", "legal values are due", "No mail server is set"):
        assert alert in desk.text


def test_a_stranger_is_sent_to_sign_in(app, desk):
    case = f"/desk/cases/{desk.case().reference}"
    for address in ("/desk/law", "/desk/law/bench", "/desk/law/recall", case):
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.location) == (303, f"/desk/signin?next={address}")
    assert app.test_client().get("/desk/").location == "/desk/signin"


def bands(desk):
    return [
        (
            desk.words(next(body.iter("th"))),
            [row.get("data-reference") for row in body.iter("tr") if row.get("data-reference")],
        )
        for body in desk.root.iter("tbody")
    ]


def position(desk):
    return re.findall(r"\d+", desk.words_of("nav", class_="pager"))[:3]
