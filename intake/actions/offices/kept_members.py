"""Keep the walls of cases that are kept to an office with the members of that office."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.actions.conflicts.wall_case import SUPERVISORS, seal_walled_key, wall_note
from intake.actions.keys.grant_access import working_holders
from intake.actions.keys.vouched_members import trusted_members
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import walls
from intake.cases.models import Case
from intake.cases.walls import WalledCase
from intake.keys import store as keys
from intake.offices import store as offices
from intake.sealing.seal import Recipient
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, Role, may

logger = logging.getLogger(__name__)


class LastInside(Exception):
    """Nobody else can open a case that is kept to the office: only the recovery sheets could."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptCases:
    """The cases that an office keeps to itself.

    ``opened_by`` has the number of them that each working member inside can open. ``waiting`` are
    the ids of members of the office who lack the key of a case; ``may_let_in`` says that the
    member who asks can give it to one of them.
    """

    count: int
    opened_by: Mapping[str, int]
    waiting: frozenset[str] = field(default=frozenset())
    may_let_in: bool = False


def kept_by_office(
    walled: Sequence[WalledCase], *, team_id: str, member_id: str
) -> dict[str, KeptCases]:
    """Return what each office keeps to itself, of the walled cases of the team."""
    by_office: dict[str, list[WalledCase]] = {}
    for case in walled:
        if case.office_id:
            by_office.setdefault(case.office_id, []).append(case)
    if not by_office:
        return {}
    able, members = holders_of_vouched_keys(team_id), offices.members_by_office(team_id)
    return {
        office_id: _summed(cases, members.get(office_id, frozenset()) & able, able, me=member_id)
        for office_id, cases in by_office.items()
    }


def holders_of_vouched_keys(team_id: str) -> frozenset[str]:
    """Return the ids of working members to whose own key something may be sealed."""
    return working_holders(team_id) - keys.members_with_unvouched_key(team_id)


def _summed(
    cases: Sequence[WalledCase], there: frozenset[str], able: frozenset[str], *, me: str
) -> KeptCases:
    opened_by = Counter(whose for case in cases for whose in case.holders & able)
    lacking = [(case, there - case.holders) for case in cases]
    return KeptCases(
        count=len(cases),
        opened_by=opened_by,
        waiting=frozenset().union(*(who for _, who in lacking)),
        may_let_in=any(who and me in case.holders for case, who in lacking),
    )


def take_out_members(
    office_id: str, leaving: Collection[str], by: StaffMember, *, today: date, now: datetime
) -> None:
    """Delete the wraps of members who leave an office, of the cases that it keeps to itself.

    Up to two supervisors stay inside, as in each wall. The caller has locked the keys of the team.
    Raise :class:`LastInside` where nobody at work would be left inside.
    """
    working = {member.id: member for member in staff.members_of(by.team_id)}
    for case in _kept_to(office_id, by.team_id) if leaving else ():
        going = walls.members_of(case) & set(leaving) - _staying(case, leaving, working)
        if going:
            _check_left(case, going, working)
            ended = case.walled_keys or b""
            walls.take_out(case, going, on=today)
            _record(case, by.id, ended=ended, today=today, now=now)


def _check_left(case: Case, going: Collection[str], working: Collection[str]) -> None:
    """Raise :class:`LastInside` if nobody at work opens the case without those who are going."""
    holders = walls.holders_of(case) & set(working)
    if holders and holders <= set(going):
        raise LastInside


def _kept_to(office_id: str, team_id: str) -> list[Case]:
    """Return the cases that an office keeps to itself, locked and read again."""
    return [case for case in walls.all_for_change(team_id) if walls.office_of(case) == office_id]


def _staying(case: Case, leaving: Collection[str], working: Mapping[str, StaffMember]) -> set[str]:
    """Return those who leave the office and stay inside a case as one of its two supervisors."""
    holders = [whose for whose in walls.holders_of(case) if whose in working]
    inside = {whose for whose in holders if Role.SUPERVISOR in working[whose].roles}
    free = max(0, SUPERVISORS - len(inside - set(leaving)))
    return set(sorted(inside & set(leaving))[:free])


def let_in(office_id: str, reader: Reader, *, today: date, now: datetime) -> int:
    """Seal the cases that an office keeps to those of its members who lack their keys.

    Only cases that open for the reader, and only to keys that were vouched for. Return the number
    of cases. Raise ``NoLongerMay`` or ``UntrustedTeamKey``.
    """
    keys.lock_team(reader.team_id)
    still_may(reader.member_id, Act.GRANT_ACCESS)
    able, opened = members_who_may_open(office_id, reader), 0
    for case in _kept_to(office_id, reader.team_id):
        holders = walls.holders_of(case)
        waiting = [member for member in able if member.id not in holders]
        if waiting and reader.member_id in holders:
            opened += _let_in(case, waiting, reader, today=today, now=now)
    return opened


def members_who_may_open(office_id: str, reader: Reader) -> list[StaffMember]:
    """Return the members of an office to whom its cases may be sealed."""
    there = offices.members_by_office(reader.team_id).get(office_id, frozenset())
    return [
        member
        for member in trusted_members(reader)
        if member.id in there and may(member.roles, Act.HOLD_TEAM_KEYS)
    ]


def _let_in(
    case: Case, waiting: Sequence[StaffMember], reader: Reader, *, today: date, now: datetime
) -> bool:
    """Seal the key of a case to these members too. Return true if it was done."""
    if (key := _key_if_sound(case, reader)) is None:
        return False
    ended, wraps = case.walled_keys or b"", walls.wraps_of(case)
    for member in waiting:
        recipient = Recipient(whose=member.id, public_key=member.public_key)
        wraps[member.id] = seal_walled_key(key, recipient)
    walls.set_wraps(case, wraps)
    _record(case, reader.member_id, ended=ended, today=today, now=now)
    return True


def _key_if_sound(case: Case, reader: Reader) -> CaseKey | None:
    """Open the key of a case, if its sealed note names the office to which it is kept."""
    try:
        key = case_key(case, reader)
        note = wall_note(key)
    except NOT_OPENED as failure:
        log_not_opened(logger, "kept case not opened for a member", failure, case_id=case.id)
        return None
    if note is None or note.facts.get("office") != walls.office_of(case):
        logger.error("kept case of another office", extra={"case_id": case.id})
        return None
    return key


def _record(case: Case, member_id: str, *, ended: bytes, today: date, now: datetime) -> None:
    """Log that the members inside changed, and the wraps that this ended."""
    act = AuditAct.WALL_CHANGED
    log.record(act, on=today, member_id=member_id, case_id=case.id, at=now, ended=ended)
