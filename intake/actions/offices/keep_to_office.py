"""Move cases to an office and keep them there: only its members can open them from then on.

A case that is kept has a wall whose named members are those of the office. All that holds for walls
holds for it: recovery sheets, backups, resets, the conflict check by stubs.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.actions.conflicts.wall_case import WallPlan, named_members, wall_all
from intake.actions.links.drop_links import find_locked
from intake.actions.links.same_person import same_person_keys
from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.offices.kept_members import members_who_may_open
from intake.actions.offices.move_many import tell_office
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.log_act import log_act
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.audit.acts import AuditAct
from intake.cases import walls
from intake.cases.models import Case
from intake.cases.offices import office_cases
from intake.cases.pipeline import Status
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.keys import store as keys
from intake.offices import store as offices
from intake.staff.models import StaffMember
from intake.staff.roles import Act

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50
"""Cases that one act may keep to an office: each is sealed to each member."""

MOST_WALLED = 500
"""Walled and kept cases of a team: each page of the desk reads who is inside each of them."""


class NobodyThere(Exception):
    """No member of the office holds the team's keys, so that its cases would open for nobody."""


class TooManyAtOnce(Exception):
    """More cases were chosen than :data:`MOST_AT_ONCE`."""


class TooManyKept(Exception):
    """The team would have more walled and kept cases than :data:`MOST_WALLED`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """The wall of the cases that are moved, and the members inside."""

    plan: WallPlan
    members: list[StaffMember]


def keep_many(
    references: Collection[str],
    reader: Reader,
    office_id: str,
    text: str,
    *,
    today: date,
    now: datetime,
) -> BulkAct:
    """Move cases to an office, and seal their keys to its members in place of the team.

    *text* is the reason. Up to two supervisors are inside too. Linked cases of the same person go
    with them. Cases that are closed, in quarantine, walled by names, or do not open for the reader
    are left out. Raise :class:`NoSuchOffice`, :class:`NobodyThere`, :class:`TooManyAtOnce`,
    :class:`TooManyKept`, ``NoLongerMay``, ``UntrustedTeamKey`` or ``StubKeyLost``.
    """
    if len(set(references)) > MOST_AT_ONCE:
        raise TooManyAtOnce
    keys.lock_team(reader.team_id)
    still_may(reader.member_id, Act.WALL_CASE)
    keeping = _keeping(office_id, reader, text)
    if len(walls.of_team(reader.team_id)) + len(references) > MOST_WALLED:
        raise TooManyKept
    kept_cases, moved = list[Case](), list[Case]()
    for people in _people(references, reader, office_id):
        moved += _keep(people, reader, keeping, today=today, now=now)
        kept_cases += [key.case for key in people]
    tell_office(moved, today=today, now=now)
    there = {case.reference for case in kept_cases} | _there_before(references, reader, office_id)
    before = [(case.id, case.version, None) for case in kept_cases]
    left_out = len(set(references) - there)
    return bulk_acts.add(
        bulk_acts.KEPT, member_id=reader.member_id, now=now, before=before, left_out=left_out
    )


def _keeping(office_id: str, reader: Reader, text: str) -> Keeping:
    """Return the wall that the members of the office get."""
    if office_id not in {office.id for office in offices.of_team(reader.team_id)}:
        raise NoSuchOffice
    named = frozenset(member.id for member in members_who_may_open(office_id, reader))
    if not named:
        raise NobodyThere
    plan = WallPlan(named=named, outside=frozenset(), references=(), text=text, office_id=office_id)
    return Keeping(plan=plan, members=named_members(named, frozenset(), reader))


def _people(references: Collection[str], reader: Reader, office_id: str) -> Iterator[list[CaseKey]]:
    """Lock the cases; yield the keys of each one to be kept, with the cases of the same person."""
    cases = [find_locked(reference, reader) for reference in sorted(set(references))]
    for case in filter(None, cases):
        if _may_be_kept(case) and walls.office_of(case) != office_id:
            try:
                key = case_key(case, reader)
            except NOT_OPENED as failure:
                log_not_opened(logger, "case not kept to an office", failure, case_id=case.id)
                continue
            others = same_person_keys(key, reader)
            yield [key, *(other for other in others if not walls.has_own_wall(other.case))]


def _may_be_kept(case: Case) -> bool:
    is_at_work = case.stage is not Status.CLOSED and case.quarantined_on is None
    return is_at_work and not walls.has_own_wall(case)


def _keep(
    people: list[CaseKey], reader: Reader, keeping: Keeping, *, today: date, now: datetime
) -> Iterator[Case]:
    """Wall the cases of one person; move them, and yield those that were of another office."""
    owners = {key.case.id: key.case.assignee_id for key in people}
    wall_all(people, reader, keeping.plan, keeping.members, today=today, now=now)
    reader.pack_work.walled = None
    for case in (key.case for key in people):
        owner = owners[case.id] if owners[case.id] in keeping.plan.named else None
        is_moved = case.office_id != keeping.plan.office_id
        office_cases.give_to(case, keeping.plan.office_id, owner, on=today)
        if is_moved:
            log_act(AuditAct.CASE_MOVED, case, reader, today=today, now=now)
            yield case


def _there_before(references: Collection[str], reader: Reader, office_id: str) -> set[str]:
    """Return those of *references* that are kept to the office and that the reader may see."""
    return {
        case.reference
        for case in walls.of_team(reader.team_id)
        if case.office_id == office_id and reader.member_id in case.members
    } & set(references)
