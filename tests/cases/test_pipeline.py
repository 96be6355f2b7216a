"""The moves of a case, by hand and by acts, for every status and every role."""

import pytest

from intake.cases.pipeline import (
    CaseAct,
    CloseReason,
    MoveNotAllowed,
    Status,
    check_act,
    check_move,
    moves_from,
    reasons_for,
    status_after,
)
from tests.cases.tables import ACTS, CLOSES, MOVES, ROLES

WORKER, DECIDER = ("caseworker",), ("attorney",)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Status)
def test_each_role_makes_the_moves_of_the_table_and_no_other(status, role):
    allowed = {to for to, roles in MOVES[status].items() if role in roles}

    assert set(moves_from(status, [role])) == allowed
    for to in Status:
        reason = CloseReason.WITHDRAWN if to is Status.CLOSED else None
        assert is_allowed(check_move, status, to, reason, [role]) is (to in allowed), to


@pytest.mark.parametrize("role", ROLES)
def test_each_role_closes_for_the_reasons_of_the_table_and_no_other(role):
    allowed = {reason for reason, (roles, _) in CLOSES.items() if role in roles}

    assert set(reasons_for([role])) == allowed
    for reason in CloseReason:
        closes = is_allowed(check_move, Status.NEW, Status.CLOSED, reason, [role])
        assert closes is (reason in allowed), reason


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", CaseAct)
def test_each_act_moves_a_case_as_the_table_says(act, role):
    roles, origins, to = ACTS[act]

    for status in Status:
        moved = role in roles and status in origins.split()
        assert status_after(act, status, [role]) == (to if moved else None), status
        assert is_allowed(check_act, act, status, [role]) is moved, status


def test_the_tables_name_every_status_act_and_reason():
    assert (set(MOVES), set(ACTS), set(CLOSES)) == (set(Status), set(CaseAct), set(CloseReason))


def test_a_reply_brings_back_only_a_case_that_waited_for_it():
    moved = {status: status_after(CaseAct.REPLY, status) for status in Status}

    assert {status: to for status, to in moved.items() if to} == {Status.INFO_NEEDED: Status.TRIAGE}


def test_only_closing_has_a_reason():
    check_move(Status.TRIAGE, Status.CLOSED, CloseReason.WITHDRAWN, WORKER)

    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.CLOSED, None, WORKER)
    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.INFO_NEEDED, CloseReason.WITHDRAWN, DECIDER)


def is_allowed(check, *arguments):
    try:
        check(*arguments)
    except MoveNotAllowed:
        return False
    return True
