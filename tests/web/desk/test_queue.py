"""The queue as staff see it."""

import gzip
import re
from datetime import date, timedelta

import pytest

from intake.cases.card import Card
from intake.extensions import db
from tests.cases.desk import desk_of
from tests.cases.making import TODAY


def test_the_most_urgent_case_is_first_in_its_band(desk):
    later = desk.case(due_on=TODAY + timedelta(40), tier="P4")
    soon = desk.case(due_on=TODAY + timedelta(2), tier="P1")
    late = desk.case(due_on=TODAY - timedelta(1), tier="P2")
    sooner = desk.case(due_on=TODAY + timedelta(3), tier="P0")

    desk.open()

    assert bands(desk) == [
        ("Overdue 1", [late.reference]),
        ("Next 3 days 2", [sooner.reference, soon.reference]),
        ("Later 1", [later.reference]),
    ]


def test_a_row_shows_due_day_reasons_name_and_owner(desk):
    card = Card(
        name_to_use="Lumo <Test> & Wrenfold",
        region="GA",
        spoken_languages=("am", "fa-AF"),
        interpreter="yes",
        chips=("R08", "R04", "R12", "unclear_date"),
    )
    case = desk.case(
        due_on=TODAY + timedelta(3),
        tier="P0",
        card=card,
        assignee_id=desk.member.id,
        last_move_on=TODAY + timedelta(1),
    )

    desk.open()

    row = next(desk.all("tr", data_reference=case.reference))
    assert row.get("data-tier") == "P0"
    assert next(row.iter("time")).get("datetime") == "2026-11-27"
    assert [link.get("href") for link in row.iter("a")] == [
        f"/desk/cases/{case.reference}#R08",
        f"/desk/cases/{case.reference}#R04",
        f"/desk/cases/{case.reference}#deadlines",
        f"/desk/cases/{case.reference}",
    ]
    text = desk.words(row)
    for words in (
        *("In 3 days", "27 Nov", "One-year deadline", "Hearing", "+2"),
        *("Lumo <Test> & Wrenfold", "Amharic, Dari", "Interpreter", "Georgia"),
        *("wren.testwood", "New", "25 Nov"),
    ):
        assert words in text


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


def test_a_case_without_a_legal_date_says_so(desk):
    case = desk.case(act_by=None)

    desk.open()

    assert "No date yet" in desk.words_of("tr", data_reference=case.reference)


def test_a_case_whose_card_does_not_open_has_a_row(desk):
    case = desk.case(card=Card(name_to_use="Lumo"))
    case.card = b"\x01\x01broken"

    assert desk.open().status_code == 200

    assert "Cannot be opened" in desk.words_of("tr", data_reference=case.reference)


def test_pages_of_fifty_lose_and_repeat_nothing(desk):
    references = {
        desk.case(due_on=TODAY + timedelta(n % 40), tier=f"P{n % 5}").reference for n in range(120)
    }
    db.session.commit()

    seen, address, positions = [], "/desk/", []
    while address:
        desk.open(address)
        rows = [row.get("data-reference") for row in rows_of(desk)]
        assert len(rows) <= 50
        seen += rows
        positions.append(position(desk))
        address = next((link.get("href", "") for link in desk.all("a", rel="next")), "")

    assert len(seen) == 120
    assert set(seen) == references
    assert positions == [
        ["1", "50", "120"],
        ["51", "100", "120"],
        ["101", "120", "120"],
    ]


def test_a_cursor_of_yesterday_shows_the_first_page(desk, clock):
    for _ in range(51):
        desk.case(due_on=TODAY + timedelta(2))
    desk.open()
    onward = next(desk.all("a", rel="next")).get("href", "")

    clock.shift(timedelta(days=1))
    tomorrow = desk.colleague("caseworker")
    tomorrow.open(onward)

    assert len(rows_of(tomorrow)) == 50
    assert position(tomorrow) == ["1", "50", "51"]


@pytest.mark.parametrize("view", ["mine", "unassigned"])
def test_a_view_shows_own_or_unassigned_cases(desk, view):
    mine = desk.case(assignee_id=desk.member.id)
    nobodys = desk.case()

    desk.open(f"/desk/?view={view}")

    expected = {"mine": mine, "unassigned": nobodys}[view]
    assert [row.get("data-reference") for row in rows_of(desk)] == [expected.reference]
    chosen = [desk.words(tab) for tab in desk.all("a", aria_current="page")]
    assert chosen == [f"{view.capitalize()} 1"]


@pytest.mark.parametrize(
    "query",
    [
        *("view=everything", "after=../../x", "from=-1&after=%00", "bulk=%00"),
        *("sort=version;--", "tag=%25", "tag=%00", "owner=%00", "owner='", "language=%00"),
        *("tier=P9", "status=closed", "status=%00", "since=2026-13-40", "until=%00"),
    ],
)
def test_an_invalid_query_shows_the_first_page(desk, query):
    case = desk.case()

    desk.open(f"/desk/?{query}")

    assert [row.get("data-reference") for row in rows_of(desk)] == [case.reference]


def test_an_empty_view_links_to_unassigned_cases(desk):
    desk.case()

    desk.open("/desk/?view=mine")

    assert "Nothing to show." in desk.text
    assert "1 unassigned case is waiting." in desk.text


def test_cases_of_other_teams_are_not_shown(app, desk):
    colleague = desk_of(app, "caseworker")
    colleague.team.case()

    desk.open()

    assert rows_of(desk) == []


def test_a_role_that_may_not_open_cases_sees_no_names(desk):
    desk.case()
    keeper = desk.colleague("administrator")

    keeper.open()

    assert len(rows_of(keeper)) == 1
    assert "Lumo" not in keeper.text
    assert "/desk/cases/" not in keeper.text


@pytest.mark.parametrize(
    "day, sentence",
    [
        (date(2035, 1, 2), "referral contacts are due for review"),
        (date(2035, 1, 2), "legal values are due for review"),
        (TODAY, "No mail server is set"),
    ],
)
def test_alerts_are_on_top_of_the_queue(desk, monkeypatch, day, sentence):
    monkeypatch.setattr("intake.web.desk.common.alerts.today", lambda: day)

    desk.open()

    assert sentence in desk.text


def test_title_and_addresses_contain_no_names(desk):
    desk.case()

    desk.open()

    assert desk.title == "Queue"
    assert not [link for link in desk.all("a") if "Lumo" in link.get("href", "")]


def test_a_stranger_is_sent_to_sign_in(app, desk):
    answer = app.test_client().get("/desk/")

    assert (answer.status_code, answer.location) == (303, "/desk/signin")


def test_fifty_rows_are_a_small_page(desk):
    for n in range(50):
        desk.case(
            due_on=TODAY + timedelta(n),
            card=Card(name_to_use=f"Person {n} Testfold", region="NY", chips=("R08", "R02", "R04")),
        )

    desk.open()

    assert len(gzip.compress(desk.text.encode(), 6)) < 8 * 1024


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


def rows_of(desk):
    return [row for row in desk.root.iter("tr") if row.get("data-reference")]
