"""The roles of members and the acts that each allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """A role of a member, who may have several."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    ATTORNEY = "attorney"
    CASEWORKER = "caseworker"
    VOLUNTEER = "volunteer"
    REPORTER = "reporter"


class Act(StrEnum):
    """Something that roles allow."""

    OWN_ACCOUNT = "own_account"
    SEE_QUEUE = "see_queue"
    OPEN_CASE = "open_case"
    SEARCH = "search"
    ENTER_REQUEST = "enter_request"
    """Enter a request for a caller, from paper, or many from a spreadsheet."""
    HOLD_TEAM_KEYS = "hold_team_keys"
    """Hold the team's reading key, and so open each of its cases that is not walled."""
    SEE_DIARY = "see_diary"
    SET_FOLLOW_UP = "set_follow_up"
    ASSIGN = "assign"
    TAG = "tag"
    MOVE_CASE = "move_case"
    SCREEN_CASE = "screen_case"
    """Log calls and contact, write notes, keep dates."""
    WORK_CASE = "work_case"
    HAND_BACK = "hand_back"
    LEND_CASE = "lend_case"
    DECIDE_CONFLICT = "decide_conflict"
    WALL_CASE = "wall_case"
    HAND_OFF = "hand_off"
    ERASE_CASE = "erase_case"
    HOLD_CASE = "hold_case"
    SEE_TEAM = "see_team"
    GRANT_ACCESS = "grant_access"
    PLAN_WORK = "plan_work"
    """Enter the name, capacity and absence of a colleague."""
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"
    SEE_HEALTH = "see_health"
    SETTLE_LETTERS = "settle_letters"
    SEE_LAW = "see_law"
    AMEND_LAW = "amend_law"
    APPROVE_LAW = "approve_law"
    AMEND_WORDING = "amend_wording"
    APPROVE_WORDING = "approve_wording"
    SEE_REPORTS = "see_reports"
    SET_INTAKE = "set_intake"
    """Say which new cases the team takes on, and publish how many people got a lawyer."""


_READS = {Act.OWN_ACCOUNT, Act.SEE_QUEUE, Act.OPEN_CASE, Act.SEE_DIARY, Act.SEE_LAW}
_WORKS = _READS | {
    Act.SEARCH,
    Act.ENTER_REQUEST,
    Act.HOLD_TEAM_KEYS,
    Act.SCREEN_CASE,
    Act.SET_FOLLOW_UP,
    Act.ASSIGN,
    Act.TAG,
    Act.MOVE_CASE,
    Act.WORK_CASE,
    Act.AMEND_WORDING,
    Act.SEE_TEAM,
    Act.GRANT_ACCESS,
}
_BORROWS = _READS | {Act.SCREEN_CASE, Act.SET_FOLLOW_UP, Act.HAND_BACK}
_KEEPS = {
    Act.OWN_ACCOUNT,
    Act.SEE_QUEUE,
    Act.SEE_TEAM,
    Act.PLAN_WORK,
    Act.MANAGE_TEAM,
    Act.SEE_AUDIT,
    Act.SEE_HEALTH,
    Act.SETTLE_LETTERS,
    Act.SEE_LAW,
}
_AMENDS = {Act.AMEND_LAW, Act.APPROVE_LAW, Act.APPROVE_WORDING}
_OVERSEES = {
    Act.SEE_AUDIT,
    Act.SEE_HEALTH,
    Act.SETTLE_LETTERS,
    Act.SEE_REPORTS,
    Act.SET_INTAKE,
    Act.PLAN_WORK,
}
_DECIDES = {
    Act.DECIDE_CONFLICT,
    Act.WALL_CASE,
    Act.LEND_CASE,
    Act.HAND_OFF,
    Act.ERASE_CASE,
    Act.HOLD_CASE,
}

MAY: Mapping[str, frozenset[Act]] = {
    Role.ADMINISTRATOR: frozenset(_KEEPS),
    Role.SUPERVISOR: frozenset(_WORKS | _AMENDS | _DECIDES | _OVERSEES),
    Role.ATTORNEY: frozenset(_WORKS | _AMENDS | _DECIDES),
    Role.CASEWORKER: frozenset(_WORKS),
    Role.VOLUNTEER: frozenset(_BORROWS),
    Role.REPORTER: frozenset({Act.OWN_ACCOUNT, Act.SEE_REPORTS, Act.SEE_LAW}),
}


def may(roles: Iterable[str], act: Act) -> bool:
    """Return true if one of these roles allows the act. An unknown role allows nothing."""
    return any(act in MAY[role] for role in roles if role in MAY)
