"""Acts on many cases at once: assign, tag, print, undo."""

from datetime import timedelta

import pytest

from intake.cases.card import Card
from intake.web.desk.queue import queue_forms
from tests.cases.desk import desk_of
from tests.cases.making import TODAY
from tests.support.rows import acts_logged

BUTTONS = {"assign": "Assign", "tag": "Add tag", "print": "Print a list"}


def test_ticked_cases_go_to_a_colleague(desk, gull):
    cases = [desk.case() for _ in range(3)]

    press(desk, "assign", cases[:2], to=gull)

    assert [case.assignee_id for case in cases] == [gull, gull, None]
    assert "2 cases reassigned." in desk.text
    acts = acts_logged(cases[0].id)
    assert sorted(acts) == ["case_handed_over", "row_sealed"]


def test_one_button_assigns_cases_to_oneself(desk):
    case = desk.case()

    press(desk, "assign", [case], take=desk.member.id)

    assert case.assignee_id == desk.member.id


def test_an_assignment_is_undone_within_half_a_minute(desk, gull):
    cases = [desk.case(assignee_id=whose) for whose in (None, desk.member.id)]
    press(desk, "assign", cases, to=gull)

    undo(desk)

    assert [case.assignee_id for case in cases] == [None, desk.member.id]


def test_undoing_leads_back_to_the_same_view(desk, gull):
    case, late = desk.case(), desk.case(tier="P4")
    press(desk, "assign", [case], view="view=unassigned&tier=P2", to=gull)

    undo(desk)

    assert case.reference in desk.text
    assert late.reference not in desk.text


def test_after_half_a_minute_nothing_is_undone(desk, gull, clock):
    case = desk.case()
    press(desk, "assign", [case], to=gull)

    clock.shift(seconds=31)
    undo(desk)

    assert "It is too late to undo this." in desk.text
    assert case.assignee_id == gull


def test_undoing_skips_cases_changed_since(desk, gull):
    case, second = desk.case(), desk.case()
    press(desk, "assign", [case, second], to=gull)
    case.version += 1

    undo(desk)

    assert [row.assignee_id for row in [case, second]] == [gull, None]


def test_a_colleagues_act_cannot_be_undone(desk, gull):
    case = desk.case()
    press(desk, "assign", [case], to=gull)
    third_desk = desk.colleague("caseworker", email="third@example.org")
    answer = third_desk.post(desk.action("/undo/"))

    assert answer.status_code == 409
    assert case.assignee_id == gull


def test_tags_are_added_removed_and_undone(desk):
    case, tagged = desk.case(), desk.case(tags=" call_first ")

    press(desk, "tag", [case, tagged], tag="second_look")
    assert [row.tags for row in [case, tagged]] == [
        " second_look ",
        " second_look call_first ",
    ]
    press(desk, "tag", [case, tagged], tag="call_first", off="1")
    assert "Tag removed from 1 case." in desk.text
    (removing,) = desk.all("button", name="off", value="1")
    assert desk.words(removing) == "Remove tag"
    undo(desk)

    assert tagged.tags == " second_look call_first "
    assert "Second review" in desk.words_of("tr", data_reference=case.reference)


def test_the_head_of_the_table_selects_only_this_page_and_the_act_leads_back_to_it(desk):
    cases = [desk.case(due_on=TODAY + timedelta(n % 9)) for n in range(60)]

    desk.open()
    following = next(desk.all("a", rel="next")).get("href", "")
    press(desk, "tag", [], view=following.partition("?")[2], page="1", tag="team_meeting")

    assert sum(bool(case.tags) for case in cases) == 10
    assert "10 cases tagged." in desk.text
    assert position_of(desk) == "51\u201360 of 60"


def test_all_cases_of_a_view_can_be_selected(desk):
    cases = [desk.case(tier="P3") for _ in range(55)]
    urgent = desk.case(tier="P0")

    press(desk, "tag", [], view="tier=P3", all="1", tag="team_meeting")

    assert all(case.tags for case in cases)
    assert not urgent.tags


def test_an_invalid_bulk_request_changes_nothing(desk):
    case = desk.case()
    for act, cases, fields, says in (
        ("assign", [], {"to": "nobody"}, "Select at least one case first."),
        ("assign", [case], {"to": ""}, "Choose an owner."),
        ("tag", [case], {"tag": "anything"}, "Choose a tag."),
    ):
        press(desk, act, cases, **fields)
        assert desk.status == 422
        assert says in desk.text
    assert case.version == 1


def test_more_than_a_thousand_cases_are_refused(desk, monkeypatch):
    monkeypatch.setattr(queue_forms, "MOST", 3)
    for _ in range(4):
        desk.case()

    press(desk, "tag", [], all="1", tag="second_look")

    assert "Too many cases." in desk.text


def test_cases_of_other_teams_and_closed_ones_are_left_out(app, desk):
    theirs = desk_of(app, "caseworker", email="other@example.org").team.case()
    closed, mine = desk.case(status="closed"), desk.case()

    press(desk, "assign", [theirs, closed, mine], take=desk.member.id)

    owners = [case.assignee_id for case in (theirs, closed, mine)]
    assert owners == [None, None, desk.member.id]
    assert "2 skipped" in desk.text
    untouched = desk.case()
    press(desk, "print", [theirs, mine])
    assert mine.reference in desk.text
    assert theirs.reference not in desk.text
    assert untouched.reference not in desk.text
    assert "1 case on 24 November 2026" in desk.text


def test_a_case_cannot_be_assigned_outside_the_team(app, desk):
    stranger = desk_of(app, "caseworker", email="other@example.org").member
    keeper = desk.colleague("administrator", email="keeper@example.org").member
    case = desk.case()

    for whom in (stranger.id, keeper.id, "x" * 32):
        press(desk, "assign", [case], to=whom)
        assert desk.status == 404


def test_a_role_that_may_not_assign_has_no_checkboxes(desk):
    desk.case()
    volunteer = desk.colleague("volunteer")

    volunteer.open()

    assert not list(volunteer.all("input", name="case"))


def test_no_bulk_act_decides_anything(app):
    acts = {rule.endpoint for rule in app.url_map.iter_rules() if "bulk_actions." in rule.endpoint}

    acts = {act.partition(".")[2] for act in acts}
    assert acts == {"assign", "tag", "move_to_office", "print_list", "undo"}


def test_a_hidden_name_is_not_in_the_page(desk):
    desk.case(card=Card(name_to_use="Lumo Wrenfold"))
    desk.open()
    assert "Lumo Wrenfold" in desk.text

    desk.post("/desk/preferences?view=unassigned", more="hide_names")
    desk.open(desk.page.location)

    assert "Lumo" not in desk.text
    assert desk.page.request.query_string == b"view=unassigned"
    desk.post("/desk/preferences", less="hide_names")
    desk.open()
    assert "Lumo Wrenfold" in desk.text


def test_preferences_of_the_account_page_are_saved_together(desk):
    wished = ["dark", "dense", "no_keys", "nonsense", "light"]
    assert desk.post("/desk/preferences", all="1", preference=wished).status_code == 303
    desk.open()

    assert desk.root.get("class") == "dense dark no_keys"
    assert "data-keys" not in desk.text

    desk.post("/desk/preferences", all="1", preference=[""])
    desk.open()
    assert desk.root.get("class") is None


def test_an_empty_view_names_the_filter_that_hides_most(desk):
    for tier in ("P1", "P1", "P2"):
        desk.case(tier=tier)

    desk.open("/desk/?tier=P1&status=triage&language=ti")
    assert "Nothing to show." in desk.text

    desk.open("/desk/?tier=P1&status=triage")
    assert "Status: Triage removes the most cases." in desk.text
    assert "2 cases without it." in desk.text


def press(desk, act, cases, *, view="", **fields):
    """Tick these in the queue, press a button of the bar, and follow where it leads."""
    desk.open(f"/desk/?{view}")
    shown = next(desk.all("input", name="shown")).get("value", "")
    ticked = [case.reference for case in cases]
    answer = desk.post(desk.address_of(BUTTONS[act]), **{"shown": shown, **fields, "case": ticked})
    if answer.location:
        desk.open(answer.location)


def undo(desk):
    """Press Undo, and follow."""
    if target := desk.post(desk.action("/undo/")).location:
        desk.open(target)


def position_of(desk):
    """Return the words of the pager."""
    return desk.words(next(next(desk.all("nav", class_="pager")).iter("span")))


@pytest.fixture
def gull(desk):
    """Return the id of a colleague."""
    return desk.colleague("caseworker").member.id
