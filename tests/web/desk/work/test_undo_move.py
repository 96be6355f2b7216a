"""Undo of a change of status by hand, where undoing leaves nothing behind."""

from datetime import timedelta

from tests.cases.making import TODAY

DESK_OF = ("attorney",)


def test_a_move_by_hand_is_undone_once(desk, case, clock):
    move(desk, case, "call_booked", clock)
    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert desk.links["Back to your work"] == "/desk/work"

    address = desk.action("/move/undo")
    assert desk.post(address, version=str(case.version)).status_code == 303
    assert case.status == "triage"
    assert desk.post(address, version=str(case.version)).status_code == 409
    assert "This can no longer be undone." in desk.text


def test_it_is_not_offered_later_to_others_or_for_what_leaves_a_trace(desk, case, clock):
    move(desk, case, "call_booked", clock)
    boss = desk.colleague("attorney", email="b@example.org")
    boss.open(f"/desk/cases/{case.reference}?saved=1")
    assert not list(boss.all("div", class_="done"))
    assert boss.send(case, "move/undo") == 409
    clock.shift(minutes=3)
    assert desk.send(case, "move/undo") == 409

    desk.open_case(case)
    desk.send(case, "move", to="conflict_hold")
    assert desk.send(case, "move/undo") in (404, 409)
    assert case.status == "conflict_hold"


def move(desk, case, to, clock):
    """Review the case, which brings it to triage, and move it on by hand."""
    desk.open_case(case)
    follow_up = {"on": (TODAY + timedelta(2)).isoformat()}
    assert desk.send(case, "date", **follow_up) == 303
    clock.shift(seconds=20)
    desk.open_case(case)
    clock.shift(seconds=20)  # the log has the opening and the move at two instants
    moved = {"to": to}
    assert desk.send(case, "move", **moved) == 303
    clock.shift(seconds=20)
