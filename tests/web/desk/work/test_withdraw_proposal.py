"""A member withdraws their own proposal to close a case, and proposes it again."""

from datetime import timedelta

import pytest

from intake.cases.tags import Tag
from intake.cases.tasks import tasks_of
from tests.cases.making import TODAY
from tests.support.rows import acts_logged

WITHDRAW = "Withdraw my proposal"


def test_an_own_proposal_is_withdrawn_on_the_case_and_the_case_goes_on(desk, case, boss, clock):
    propose(desk, case, clock)
    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert "Closing proposed; second approval needed" in desk.text
    assert WITHDRAW in desk.text

    withdraw(desk, case)

    assert "Proposal withdrawn; the case stays open." in desk.text
    assert WITHDRAW not in desk.text
    assert (case.status, case.tagged) == ("triage", ())
    assert "proposal_withdrawn" in set(acts_logged(case.id))
    boss.open("/desk/work")
    assert case.reference not in boss.text
    assert boss.send(case, "confirm") == 409
    assert case.status == "triage"


def test_hidden_names_are_not_among_own_proposals(desk, case, clock):
    propose(desk, case, clock)
    shown = []

    for preference in ({"less": "hide_names"}, {"more": "hide_names"}):
        desk.open("/desk/work")
        desk.post("/desk/preferences", **preference)
        desk.open("/desk/work")
        section = next(desk.all("section", aria_labelledby="proposals"))
        shown.append("Lumo Test-Wrenfold" in desk.words(section))

    assert shown == [True, False]


def test_undo_proposes_the_same_again_but_only_for_two_minutes(desk, case, boss, clock):
    propose(desk, case, clock)
    withdraw(desk, case)
    again = f"/desk/cases/{case.reference}/proposal/again"
    assert any(form.get("action") == again for form in desk.all("form"))
    clock.shift(seconds=30)

    assert desk.post(again, version=str(case.version)).status_code == 303

    boss.open("/desk/work")
    assert "Second approval needed" in boss.text
    boss.send(case, "confirm")
    assert case.status == "closed"


def test_a_withdrawal_cannot_be_undone_later_or_twice(desk, case, clock):
    propose(desk, case, clock)
    withdraw(desk, case)
    clock.shift(minutes=3)

    assert desk.send(case, "proposal/again") == 409

    assert "This can no longer be undone." in desk.text
    assert desk.send(case, "proposal/withdraw") == 409


def test_nobody_withdraws_the_proposal_of_another(desk, case, boss, clock):
    propose(desk, case, clock)
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert WITHDRAW not in boss.text

    assert boss.send(case, "proposal/withdraw") == 409

    assert "only they can withdraw it" in boss.text
    assert [task.kind for task in tasks_of(case.id)] == ["second_decision"]


def test_a_request_for_a_supervisor_from_before_the_proposal_stays(desk, case, clock):
    case.tags = " ask_supervisor "
    propose(desk, case, clock)

    withdraw(desk, case)

    assert case.status == "triage"
    assert case.tagged == (Tag.ASK_SUPERVISOR,)


def propose(desk, case, clock):
    """Close the case by hand, which near its deadline is only proposed."""
    assert desk.send(case, "move", to="closed:spam") == 303
    clock.shift(seconds=20)


def withdraw(desk, case):
    """Press the button of the case, and follow to the page that says what happened."""
    assert desk.send(case, "proposal/withdraw") == 303
    desk.open(desk.page.location)


@pytest.fixture
def boss(desk):
    return desk.colleague("attorney", email="boss@example.org")


@pytest.fixture
def case(desk):
    return desk.case(status="triage", due_on=TODAY + timedelta(9))
