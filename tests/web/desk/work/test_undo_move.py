"""Undo of a change of status by hand, where undoing leaves nothing behind."""

from datetime import timedelta

from intake.cases.models import Case
from intake.extensions import db
from tests.cases.making import TODAY

DESK_OF = ("attorney",)


def test_a_move_by_hand_is_undone_once(desk, case, clock):
    move(desk, case, "info_needed", clock)
    desk.open(f"/desk/cases/{case.reference}?saved=1")
    (undo,) = (form for form in desk.all("form") if "/move/undo" in form.get("action", ""))
    assert desk.links["Back to your work"] == "/desk/work"

    answer = desk.post(undo.get("action", ""), version=version(case))

    assert answer.status_code == 303
    assert status(case) == "triage"
    desk.open("/desk/account")
    again = desk.post(undo.get("action", ""), version=version(case))
    assert again.status_code == 409
    assert "This can no longer be undone." in desk.text


def test_it_is_not_offered_later_to_others_or_for_what_leaves_a_trace(desk, case, clock):
    move(desk, case, "info_needed", clock)
    boss = desk.colleague("attorney", email="b@example.org")
    boss.open(f"/desk/cases/{case.reference}?saved=1")
    assert not list(boss.all("div", class_="done"))
    assert undo(boss, case) == 409
    clock.shift(timedelta(minutes=3))
    assert undo(desk, case) == 409

    desk.open_case(case)
    desk.post(f"/desk/cases/{case.reference}/move", to="conflict_hold", version=version(case))
    assert undo(desk, case) in (404, 409)
    assert status(case) == "conflict_hold"


def move(desk, case, to, clock):
    """Review the case, which brings it to triage, and move it on by hand."""
    desk.open_case(case)
    follow_up = {"on": (TODAY + timedelta(2)).isoformat(), "version": version(case)}
    assert desk.post(f"/desk/cases/{case.reference}/date", **follow_up).status_code == 303
    clock.shift(timedelta(seconds=20))
    desk.open_case(case)
    clock.shift(timedelta(seconds=20))  # the log has the opening and the move at two instants
    moved = {"to": to, "version": version(case)}
    assert desk.post(f"/desk/cases/{case.reference}/move", **moved).status_code == 303
    clock.shift(timedelta(seconds=20))


def undo(desk, case):
    desk.open("/desk/account")
    return desk.post(f"/desk/cases/{case.reference}/move/undo", version=version(case)).status_code


def version(case):
    return str(stored(Case.version, case))


def status(case):
    return str(stored(Case.status, case))


def stored(column, case):
    """Return what requests have committed. It leaves no transaction open."""
    with db.engine.connect() as connection:
        return connection.scalar(db.select(column).where(Case.id == case.id))
