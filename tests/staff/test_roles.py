import pytest

from intake.staff.store import MAY, Act, Role, may

A, S, T, C, V, R = Role
TABLE = {
    #               A  S  T  C  V  R
    Act.OWN_ACCOUNT: (1, 1, 1, 1, 1, 1),
    Act.SEE_QUEUE: (1, 1, 1, 1, 1, 0),
    Act.OPEN_CASE: (0, 1, 1, 1, 1, 0),
    Act.SEARCH: (0, 1, 1, 1, 0, 0),
    Act.ENTER_REQUEST: (0, 1, 1, 1, 0, 0),
    Act.SEE_DIARY: (0, 1, 1, 1, 1, 0),
    Act.SET_FOLLOW_UP: (0, 1, 1, 1, 1, 0),
    Act.HOLD_TEAM_KEYS: (0, 1, 1, 1, 0, 0),
    Act.SCREEN_CASE: (0, 1, 1, 1, 1, 0),
    Act.HAND_BACK: (0, 0, 0, 0, 1, 0),
    Act.LEND_CASE: (0, 1, 1, 0, 0, 0),
    Act.ASSIGN: (0, 1, 1, 1, 0, 0),
    Act.TAG: (0, 1, 1, 1, 0, 0),
    Act.MOVE_CASE: (0, 1, 1, 1, 0, 0),
    Act.WORK_CASE: (0, 1, 1, 1, 0, 0),
    Act.DECIDE_CONFLICT: (0, 1, 1, 0, 0, 0),
    Act.WALL_CASE: (0, 1, 1, 0, 0, 0),
    Act.HAND_OFF: (0, 1, 1, 0, 0, 0),
    Act.ERASE_CASE: (0, 1, 1, 0, 0, 0),
    Act.HOLD_CASE: (0, 1, 1, 0, 0, 0),
    Act.SEE_TEAM: (1, 1, 1, 1, 0, 0),
    Act.GRANT_ACCESS: (0, 1, 1, 1, 0, 0),
    Act.PLAN_WORK: (1, 1, 0, 0, 0, 0),
    Act.MANAGE_TEAM: (1, 0, 0, 0, 0, 0),
    Act.SEE_AUDIT: (1, 1, 0, 0, 0, 0),
    Act.SETTLE_LETTERS: (1, 1, 0, 0, 0, 0),
    Act.SEE_HEALTH: (1, 1, 0, 0, 0, 0),
    Act.SEE_LAW: (1, 1, 1, 1, 1, 1),
    Act.AMEND_LAW: (0, 1, 1, 0, 0, 0),
    Act.APPROVE_LAW: (0, 1, 1, 0, 0, 0),
    Act.AMEND_WORDING: (0, 1, 1, 1, 0, 0),
    Act.APPROVE_WORDING: (0, 1, 1, 0, 0, 0),
    Act.SEE_REPORTS: (0, 1, 0, 0, 0, 1),
    Act.SET_INTAKE: (0, 1, 0, 0, 0, 0),
}


@pytest.mark.parametrize("act", Act)
def test_each_role_may_do_what_the_table_says(act):
    assert tuple(int(may([role], act)) for role in (A, S, T, C, V, R)) == TABLE[act]


def test_every_role_stands_in_the_table():
    assert set(MAY) == set(Role)


def test_several_roles_allow_what_any_of_them_allows():
    assert may(["reporter", "volunteer"], Act.OPEN_CASE)
    assert not may(["reporter", "volunteer"], Act.ASSIGN)


def test_no_role_and_an_unknown_role_allow_nothing():
    assert not any(may(roles, act) for roles in ([], ["owner"]) for act in Act)
