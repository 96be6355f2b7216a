"""Offices: kept by administrators, routed to at sending, moved between, narrowed to."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake.actions.offices.keep_offices import OfficePlan, add_office
from intake.actions.opening.case_keys import Actor
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import walls
from intake.cases.models import Case
from intake.desk_state.models import BulkAct
from intake.extensions import db
from intake.keys import store as keys
from intake.offices import store as offices
from intake.offices.models import Office
from intake.outbox.models import OutboxEmail
from tests.cases.desk import desk_of
from tests.cases.making import CARD, TODAY
from tests.outbox.making import NOW
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import acts_logged, all_rows, one_row

NORTH: dict[str, str | list[str]] = {
    "name": "Harbor North",
    "states": "oh, mi",
    "languages": ["es", "am"],
}


@pytest.mark.parametrize("names", [(), ("Harbor North",)], ids=["no office", "one office"])
def test_nothing_of_offices_shows_before_the_second(boss, names):
    ids = [office(boss, name, states=("GA",)) for name in names]
    case = boss.case(card=CARD, office_id=next(iter(ids), None))

    for page in ("", "work", "diary", "reports", f"cases/{case.reference}", "?office=all"):
        assert texts_about_offices(boss, page) == set(), page
    boss.open(f"/desk/?office={'0' * 32}")
    assert case.reference in boss.text
    boss.open("/desk/team")
    assert [link.get("href") for link in boss.all("a") if link.text == "Offices"] == [
        "/desk/offices"
    ]


def test_with_the_second_office_the_desk_shows_offices(desk, boss):
    north, south = two_offices(desk, boss)
    case = desk.case(card=CARD, office_id=north)
    desk.case(card=CARD, office_id=south)

    of_list = {"Office:", "Show all offices"}
    assert texts_about_offices(desk, "") >= of_list | {"Office", "All offices"}
    assert [button.text for button in desk.all("button", formaction="/desk/many/office")] == [
        "Move"
    ]
    assert texts_about_offices(desk, "diary") >= of_list
    desk.open("/desk/work")
    assert "1 " in desk.words(next(iter(desk.all("a", href="/desk/?view=unassigned"))))
    of_case = texts_about_offices(desk, f"cases/{case.reference}")
    assert of_case >= {"Office:", "Move to another office"}
    assert texts_about_offices(boss, "reports") >= {": Open cases by office, today", "Office"}


def test_a_supervisor_keeps_the_offices(boss, desk):
    wren = desk.member
    assert boss.post("/desk/offices", **NORTH, members=[wren.id, boss.member.id]).status_code == 303
    boss.open("/desk/offices?saved=1")
    assert [boss.words(note) for note in boss.all("p", role="status")] == ["Saved."]
    assert boss.post("/desk/offices", name="Harbor South", states="TX").status_code == 303
    assert boss.post("/desk/offices", name=" harbor  SOUTH").status_code == 409

    north, south = offices.of_team(boss.team.id)
    assert (north.name, north.states, north.languages) == ("Harbor North", ["OH", "MI"], ["es"])
    assert (north.is_default, south.is_default) == (True, False)
    assert offices.members_by_office(boss.team.id) == {
        north.id: {wren.id, boss.member.id},
        south.id: set(),
    }
    assert log.did(boss.member.id, AuditAct.OFFICE_ADDED)

    boss.open(f"/desk/offices/{south.id}")
    (seen,) = boss.all("input", name="seen")
    fields = {"name": "Harbor South", "states": "TX FL", "default": "1"}
    old_page = {**fields, "seen": seen.get("value", "")}
    assert boss.post(f"/desk/offices/{south.id}", **old_page).status_code == 303
    assert boss.post(f"/desk/offices/{south.id}", **old_page).status_code == 409
    assert [office.name for office in offices.of_team(boss.team.id)] == [
        "Harbor South",
        "Harbor North",
    ]


def test_what_is_no_office_is_refused(boss):
    assert boss.post("/desk/offices", name=" ").status_code == 422
    assert boss.post("/desk/offices", name="A", states="Ontario").status_code == 422
    assert boss.post("/desk/offices", name="A", members=["0" * 32]).status_code == 409
    assert boss.open(f"/desk/offices/{'0' * 32}").status_code == 404
    assert offices.of_team(boss.team.id) == []
    caseworker = boss.colleague(email="c@example.org")
    assert caseworker.open("/desk/offices").status_code == 404


def test_the_cases_of_a_removed_office_go_to_the_default_one(boss):
    main, north = office(boss, "Main"), office(boss, "North", states=("OH",))
    case = boss.case(office_id=north)
    assert boss.post(f"/desk/offices/{main}/remove").status_code == 409
    assert boss.post(f"/desk/offices/{north}/remove").location == "/desk/offices?removed=1"
    assert case.office_id == main
    assert boss.post(f"/desk/offices/{main}/remove").status_code == 303
    assert case.office_id is None


@ON_BOTH
def test_a_request_is_routed_when_it_is_sent(app, ready_client):
    answers = {**SHORTEST, "location_kind": ["in_us"], "us_state": ["OH"]}
    with app.app_context():
        team_id = keys.the_team().id
        for name, states, is_default in (("Main", ["NY"], True), ("North", ["OH"], False)):
            row = Office(
                team_id=team_id, name=name, states=states, languages=[], is_default=is_default
            )
            db.session.add(row)
        db.session.commit()

    reference = Applicant(app, answers).apply()
    elsewhere = Applicant(app).apply()

    with app.app_context():
        names = dict(db.session.execute(select(Office.id, Office.name)).all())
        cases = dict(db.session.execute(select(Case.reference, Case.office_id)).all())
        assert [names[cases[sent] or ""] for sent in (reference, elsewhere)] == ["North", "Main"]


def test_the_case_tells_its_office_and_why(boss):
    main, north = office(boss, "Main"), office(boss, "Harbor North", states=("GA",))
    here = boss.case(card=CARD, office_id=north)
    there = boss.case(card=CARD, office_id=main)
    none = boss.case(card=replace(CARD, region="outside_us"))

    assert "Office: Harbor North. It serves Georgia." in office_part(boss, here)
    assert "Office: Main. By state and language it would go to Harbor North." in office_part(
        boss, there
    )
    assert "Office: none, so everyone sees it. By state and language it would go to Main." in (
        office_part(boss, none)
    )


def test_lists_show_ones_own_offices_and_never_lose_a_case(desk, boss):
    cases = offices_with_cases(desk, boss)
    shown_first = {"north", "p0", "unattended", "nowhere"}

    assert listed(desk, cases, "/desk/") == shown_first
    assert "Office: North, Empty." in desk.words(desk.root)
    assert listed(desk, cases, "/desk/?office=all") == {*cases}
    assert listed(desk, cases, "/desk/?sort=moved") == shown_first
    assert listed(desk, cases, f"/desk/?office={cases['south'].office_id}") == {
        "south",
        "p0",
        "mine",
    }
    assert listed(desk, cases, "/desk/?view=mine") == {"mine"}
    assert listed(desk, cases, f"/desk/?owner={desk.member.id}") == {"mine"}
    assert listed(desk, cases, "/desk/?office=nonsense") == shown_first
    assert listed(boss, cases, "/desk/") == {*cases} - {"north"}

    boss.member.away_from = TODAY
    assert listed(desk, cases, "/desk/") == {*cases}


def test_deadlines_and_work_are_narrowed_too(desk, boss):
    cases = offices_with_cases(desk, boss)
    shown_first = {"north", "p0", "unattended", "nowhere"}

    assert listed(desk, cases, "/desk/diary") == shown_first
    assert listed(desk, cases, "/desk/diary?office=all") == {*cases}
    assert listed(desk, cases, "/desk/diary?mine=1") == {"mine"}
    desk.open("/desk/work")
    assert cases["mine"].reference in desk.text
    assert "4 " in desk.words(next(iter(desk.all("a", href="/desk/?view=unassigned"))))


def test_deadlines_of_every_office_stay_so_on_the_next_pages(desk, boss):
    cases = offices_with_cases(desk, boss)
    desk.open("/desk/diary?office=all")
    links = desk.links

    for words in ("Earlier", "Later", "Month", "Passed, still open"):
        assert "office=all" in links[words], words
    desk.open(links["Later"])
    assert listed(desk, cases, desk.links["Earlier"]) == {*cases}


def test_a_move_clears_the_owner_and_is_undone(desk, boss):
    north, south = two_offices(desk, boss)
    case = desk.case(office_id=north, assignee_id=desk.member.id)
    kept = desk.case(office_id=north, assignee_id=boss.member.id)

    assert "would go to" in office_part(desk, case)
    move(desk, [case, kept], south)

    assert "2 cases moved." in desk.text
    assert [(row.office_id, row.assignee_id) for row in (case, kept)] == [
        (south, None),
        (south, boss.member.id),
    ]
    assert "case_moved" in acts_logged(case.id)
    desk.open(f"/desk/cases/{case.reference}/timeline")
    assert "Moved to another office" in desk.text
    (letter,) = letters()
    assert letter.letter == "case_moved"
    assert letter.not_before == NOW + timedelta(seconds=30)

    act = one_row(BulkAct)
    desk.open(f"/desk/?bulk={act.id}")
    desk.post(desk.action("/undo/"))
    assert (case.office_id, case.assignee_id) == (north, desk.member.id)
    assert letters() == []


def test_a_move_to_no_office_of_the_team_changes_nothing(desk, boss):
    north, _south = two_offices(desk, boss)
    case = desk.case(office_id=north)

    assert move(desk, [case], "0" * 32) == 409
    assert move(desk, [case], "nowhere") == 422
    assert move(desk, [case], north) == 303
    assert (case.office_id, case.version) == (north, 1)


def test_a_walled_case_is_moved_by_its_members_alone_and_stays_walled(desk, boss):
    north, south = two_offices(desk, boss)
    case = desk.case(office_id=north)
    walls.put_up(case, {desk.member.id: b"w"}, on=TODAY)
    wraps = case.walled_keys

    move(boss, [case], south)
    assert case.office_id == north
    move(desk, [case], south)

    assert (case.office_id, case.walled_keys) == (south, wraps)


def test_the_suggested_owner_works_in_the_office(desk, boss):
    _north, south = two_offices(desk, boss)
    case = desk.case(office_id=south, card=CARD)
    desk.member.states = [CARD.region]

    desk.open_case(case)
    assert "boss" in desk.words_of("div", id="suggested")

    boss.member.away_from = TODAY
    desk.open_case(case)
    assert "wren" in desk.words_of("div", id="suggested")


def test_open_cases_without_an_office_are_routed_on_request(boss):
    before = boss.case(card=CARD, assignee_id=boss.member.id)
    main, north = office(boss, "Main"), office(boss, "North", states=(CARD.region,))
    foreign = boss.case(card=replace(CARD, region=""))
    boss.open("/desk/offices")
    assert "2 open cases have no office." in boss.text

    assert boss.post("/desk/offices/route").location == "/desk/offices?routed=2"

    assert [case.office_id for case in (before, foreign)] == [north, main]
    assert before.assignee_id == boss.member.id
    boss.open("/desk/offices?routed=2")
    assert "2 cases routed." in boss.text
    assert "have no office" not in boss.text


def test_the_report_has_the_open_cases_of_each_office(desk, boss):
    _north, south = two_offices(desk, boss)
    for day in (TODAY - timedelta(1), TODAY):
        desk.case(office_id=south, due_on=day)

    boss.open("/desk/reports/csv?table=offices")

    assert boss.text.splitlines()[1] == '"South","2","2","1"'


def office(by, name, *members, states=()):
    """Add an office; the first one is the default."""
    plan = OfficePlan(
        name=name,
        states=states,
        languages=(),
        member_ids=frozenset(member.id for member in members),
        is_default=False,
    )
    who = Actor(reader=by.reader, day=TODAY, at=NOW)
    return add_office(who, plan)


def two_offices(desk, boss):
    """Return a default office of the caseworker, and one of the supervisor."""
    north = office(boss, "North", desk.member)
    return north, office(boss, "South", boss.member, states=("GA",))


def offices_with_cases(desk, boss):
    """Return cases of one's own office, of others, and of none, by a name."""
    north, south = two_offices(desk, boss)
    empty, make = office(boss, "Empty"), desk.team.case
    dates: dict[str, Any] = {"dates": {"next_look": TODAY}}
    return {
        "north": make(office_id=north, **dates),
        "south": make(office_id=south, **dates),
        "p0": make(office_id=south, tier="P0", **dates),
        "mine": make(office_id=south, assignee_id=desk.member.id, **dates),
        "unattended": make(office_id=empty, **dates),
        "nowhere": make(**dates),
    }


def listed(desk, cases, address):
    """Return the names of the cases that a page lists."""
    desk.open(address)
    return {name for name, case in cases.items() if case.reference in desk.text}


def texts_about_offices(desk, page):
    """Return the texts of a page that name offices of the team."""
    desk.open(f"/desk/{page}")
    assert desk.status == 200
    texts = {text.strip() for text in desk.root.itertext() if "ffice" in text}
    return {text for text in texts if not re.search("(immigration|asylum) office", text)}


def office_part(desk, case):
    """Return the words about the office on the page of a case."""
    desk.open_case(case)
    return desk.words_of("div", id="office")


def move(desk, cases, office_id):
    """Move cases as the bar of the queue does, follow, and return the status."""
    references = [case.reference for case in cases]
    answer = desk.post("/desk/many/office", case=references, office=office_id)
    if answer.location:
        desk.open(answer.location)
    return answer.status_code


def letters():
    """Return the letters in the outbox."""
    return all_rows(OutboxEmail)


@pytest.fixture
def boss(app):
    with app.app_context():
        yield desk_of(app, "supervisor", email="boss@example.org")


@pytest.fixture
def desk(app, boss):
    return desk_of(app, "caseworker", team=boss.team)
