"""Names, capacity and absence of members, and the suggested owner of a case."""

from dataclasses import replace
from datetime import date

import pytest

from intake.actions.people.plan_work import plan_version
from intake.audit import log
from intake.audit.acts import AuditAct
from tests.cases.making import CARD, TODAY

WORK: dict[str, str | list[str]] = {
    "name": "Gull Testwood",
    "cases_a_week": "3",
    "languages": ["es", "quc", "not-a-tag"],
    "states": "ny, ga NY",
    "away_from": "2026-11-27",
    "away_until": "2026-12-04",
}


def test_a_supervisor_plans_the_work_of_a_colleague(desk, gull):
    boss = desk.colleague("supervisor", email="boss@example.org")
    fields = {**WORK, "stand_in": boss.member.id, "plan": plan_version(gull)}
    assert boss.post(f"/desk/team/{gull.id}/work", **fields).status_code == 303

    row = gull
    assert (row.name, row.cases_a_week, row.states) == ("Gull Testwood", 3, ["NY", "GA"])
    assert row.languages == ["es", "quc"]
    assert (row.away_from, row.away_until) == (date(2026, 11, 27), date(2026, 12, 4))
    assert row.stand_in_id == boss.member.id
    assert log.did(boss.member.id, AuditAct.WORK_PLANNED)
    boss.open(f"/desk/team/{gull.id}?saved=1")
    assert [boss.words(note) for note in boss.all("p", role="status")] == ["Saved."]
    boss.open("/desk/team")
    lines = [boss.words(line) for line in boss.root.iter("tr")]
    line = next(line for line in lines if "Gull Testwood" in line)
    away = "Away from 27 November 2026 to 4 December 2026. Stands in: boss"
    assert away in line


def test_a_member_plans_their_own_work_and_no_other(desk, gull):
    desk.open(f"/desk/team/{gull.id}")
    assert not list(desk.all("input", id="away_from"))
    own = f"/desk/team/{desk.member.id}"

    fields = {"name": "Wren Testwood", "plan": plan_version(desk.member)}
    assert desk.post(f"{own}/work", **fields).status_code == 303
    assert desk.post(f"/desk/team/{gull.id}/work", name="Not Gull").status_code == 404

    assert (desk.member.name, gull.name) == ("Wren Testwood", None)


def test_an_old_page_does_not_take_back_an_absence(desk):
    own = f"/desk/team/{desk.member.id}"
    desk.open(own)
    (field,) = desk.all("input", name="plan")
    desk.member.away_from = TODAY

    old_page = {"name": "Wren Testwood", "plan": field.get("value") or ""}
    assert desk.post(f"{own}/work", **old_page).status_code == 409

    assert "Someone changed this member’s work after your page loaded." in desk.text
    assert (desk.member.away_from, desk.member.name) == (TODAY, None)


def test_only_a_colleague_who_may_open_cases_can_stand_in(desk):
    reporter = desk.team.member("reporter", email="reporter@example.org")
    own = f"/desk/team/{desk.member.id}"
    desk.open(own)

    assert reporter.id not in desk.text
    assert desk.post(f"{own}/work", **WORK, stand_in=reporter.id).status_code == 404

    assert desk.member.stand_in_id is None


def test_no_member_takes_the_name_of_another(desk, gull):
    gull.name = "Gull"
    own = f"/desk/team/{desk.member.id}"
    for name in ["Gull", " gull ", "\uff47ull"]:
        desk.open(own)

        fields = {**WORK, "name": name, "plan": plan_version(desk.member)}
        assert desk.post(f"{own}/work", **fields).status_code == 422

        assert "A colleague has this name." in desk.text
        assert desk.member.name is None


def test_a_plan_that_cannot_be_is_refused(desk):
    own = f"/desk/team/{desk.member.id}"
    for changed, says in [
        ({"states": "NY Ontario"}, "Enter states by two letters, such as NY NJ."),
        ({"away_until": "2026-11-26"}, "The last day away comes before the first."),
        ({"away_from": ""}, "The last day away comes before the first."),
        ({"away_until": "soon"}, "Enter a day."),
    ]:
        desk.open(own)

        assert desk.post(f"{own}/work", **(WORK | changed)).status_code == 422

        assert says in desk.text
        assert desk.member.name is None


def test_the_case_page_suggests_an_owner_with_the_reasons(desk, gull, case):
    gull.name, gull.languages, gull.states, gull.cases_a_week = "Gull Testwood", ["es"], ["GA"], 4
    desk.case(assignee_id=gull.id, received_on=TODAY)
    desk.open_case(case)
    words = desk.words_of("div", id="suggested")
    assert "Suggested owner: Gull Testwood (Caseworker)" in words
    assert "Speaks Spanish · Works in GA · 1 of 4 new cases this week" in words
    assert case.assignee_id is None

    assert desk.send(case, "assign", to=gull.id) == 303
    assert case.assignee_id == gull.id
    desk.open_case(case)
    assert not list(desk.all("div", id="suggested"))
    assert "Gull Testwood (Caseworker)" in desk.text


def test_a_case_whose_owner_is_away_has_a_suggestion(desk, gull, case):
    case.assignee_id, gull.away_from = gull.id, TODAY

    desk.open_case(case)

    assert "wren.testwood" in desk.words_of("div", id="suggested")


def test_a_case_is_not_assigned_to_one_who_may_not_own_it(desk, case):
    reporter = desk.team.member("reporter", email="reporter@example.org")

    assert desk.send(case, "assign", to=reporter.id) == 422

    assert "This colleague cannot own this case." in desk.text


@pytest.fixture
def gull(desk):
    return desk.team.member("caseworker", email="gull@example.org")


@pytest.fixture
def case(desk):
    card = replace(CARD, call_language="es")
    return desk.case(card=card, due_on=TODAY, received_on=TODAY)
