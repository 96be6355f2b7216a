"""Assign or tag many cases, and undo that within half a minute."""

from collections.abc import Collection, Sequence
from datetime import date

from intake.actions.opening.case_keys import Actor
from intake.actions.opening.search_cards import read_cards
from intake.actions.reports.count_case import count_cases, uncount_closings
from intake.audit.acts import AuditAct
from intake.cases import batches, loans, quarantine, walls
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, MoveNotAllowed, Status, check_move, erase_on
from intake.cases.tags import Tag
from intake.cases.tasks import TaskKind, cases_with_task
from intake.conflicts.stubs import case_links
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.diary import entries
from intake.keys import store as keys
from intake.outbox import undelivered
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.traffic import arrivals
from intake.triage.deadlines import Tier
from intake.words import Missing, Refused


class TooLate(Refused):
    """The time to undo this is over."""

    says = "It is too late to undo this. No changes were made."


def may_take(member: StaffMember) -> bool:
    """Return true if cases may be assigned to this member."""
    return may(member.roles, Act.HOLD_TEAM_KEYS)


def able_owners(team_id: str, case: Case | None = None) -> dict[str, StaffMember]:
    """Return by id the members who may own the cases of a team, or this case, and can open them."""
    is_walled = case is not None and case.walled_keys is not None
    able = walls.members_of(case) if case and is_walled else keys.members_with_keys(team_id)
    members = staff.members_of(team_id)
    return {member.id: member for member in members if may_take(member) and member.id in able}


def assign_many(by: Actor, references: Collection[str], to: str | None) -> BulkAct:
    """Assign cases to the member with the id *to*, or to no one. Skip those that already are.

    A walled case is left out unless both members are named on it. Raise :class:`Missing`.
    """
    act = AuditAct.CASE_ASSIGNED if to == by.member_id else AuditAct.CASE_HANDED_OVER
    if to is None:
        act = AuditAct.CASE_LET_GO
    elif to not in able_owners(by.team_id):
        raise Missing
    concerned, before = {by.member_id, *([to] if to else [])}, []
    cases = batches.for_change(references, team_id=by.team_id, member_ids=concerned)
    for case in cases:
        if case.assignee_id == to:
            continue
        previous = case.assignee_id
        batches.give_to(case, to, on=by.day)
        before.append((case.id, case.version, previous))
        by.log(act, case)
    left_out = len(set(references)) - len(cases)
    return bulk_acts.add(
        "assign", member_id=by.member_id, now=by.at, before=before, left_out=left_out
    )


def tag_many(by: Actor, references: Collection[str], tag: Tag, *, off: bool) -> BulkAct:
    """Add the tag to the cases, or with *off* remove it. Skip those where nothing changes."""
    before = []
    cases = batches.for_change(references, team_id=by.team_id, member_ids=(by.member_id,))
    change = batches.take_tag if off else batches.put_tag
    for case in cases:
        if (tag in case.tagged) is not off:
            continue
        previous = case.tags
        change(case, tag, on=by.day)
        before.append((case.id, case.version, previous))
        by.log(AuditAct.CASE_TAGGED, case)
    left_out, kind = len(set(references)) - len(cases), "untag" if off else "tag"
    return bulk_acts.add(kind, member_id=by.member_id, now=by.at, before=before, left_out=left_out)


def undo_many(by: Actor, act_id: str) -> int:
    """Restore owner, office or tags of the cases; return how many. Raise :class:`TooLate`.

    Cases changed since are left as they are.
    """
    act = bulk_acts.find(act_id, member_id=by.member_id)
    if act is None or not bulk_acts.may_be_undone(act, by.at):
        raise TooLate
    before = {case_id: (version, previous) for case_id, version, previous in act.before}
    undone = 0
    for case in batches.with_ids_for_change(list(before), team_id=by.team_id):
        version, previous = before[case.id]
        if case.version != version:
            continue
        if act.kind == "assign":
            batches.give_to(case, previous, on=by.day)
        elif act.kind == "office":
            loans.give_to(case, *previous, on=by.day)
            undelivered.drop_move_of(case.reference)
        else:
            batches.set_tags(case, previous, on=by.day)
        by.log(AuditAct.ACT_UNDONE, case)
        undone += 1
    bulk_acts.drop(act)
    return undone


def release_many(by: Actor, references: Collection[str]) -> int:
    """Put cases from the quarantine into the queue; return their number.

    Their network is forgotten, so that nothing puts them back. Reminders that they did not get are
    due again.
    """
    cases = _reachable(by, references)
    for case in cases:
        quarantine.release(case, on=by.day)
        by.log(AuditAct.QUARANTINE_RELEASED, case)
    released = [case.id for case in cases]
    arrivals.forget(released)
    entries.remind_again(released)
    return len(cases)


def close_many(by: Actor, references: Collection[str], *, retention_days: int) -> BulkAct:
    """Close cases of a flood as no real requests, with one entry in the log. Nobody is told.

    P0 and P1 are left out, by the clear tier or by the card: a member reads and closes each on its
    own page. So are cases that do not open or whose clear row says less than the card, those under
    a legal hold, and those that a member is working on or linked.
    """
    reason, before, closed = CloseReason.SPAM, [], []
    reachable = _reachable(by, references)
    linked = case_links.among([case.id for case in reachable])
    readable = read_cards(reachable, by.reader).keys() - {*by.reader.pack_work.false_rows}
    erased_on = erase_on(reason, closed_on=by.day, promised_days=retention_days)
    for case in reachable:
        if case.id in linked or case.id not in readable or not _may_close(case, by.roles):
            continue
        since = case.quarantined_on.isoformat() if case.quarantined_on else ""
        previous = f"{case.status} {case.erase_on.isoformat()} {since}"
        quarantine.close(case, erase_on=erased_on, on=by.day)
        by.log(AuditAct.CLOSED_SPAM, case)
        closed.append(case)
        before.append((case.id, case.version, previous))
    count_cases(closed, today=by.day)
    act = bulk_acts.add(
        bulk_acts.JUNK,
        member_id=by.member_id,
        now=by.at,
        before=before,
        left_out=len(set(references)) - len(before),
    )
    if before:
        by.log(AuditAct.QUARANTINE_CLOSED, count=len(before))
    return act


def reopen_many(by: Actor, act_id: str) -> int:
    """Put the cases that an act closed back to where they were; return their number.

    Any colleague may do so within a day. Those that a member reopened meanwhile, and those whose
    applicant came back, stay as they are. Raise :class:`TooLate`.
    """
    act = bulk_acts.find_junk(act_id, by.at)
    before = {case_id: was for case_id, _, was in act.before} if act else {}
    cases = quarantine.closed_for_change(list(before), team_id=by.team_id)
    if act is None or not cases:
        raise TooLate
    uncount_closings(cases)
    for case in cases:
        status, erased_on, since = before[case.id].split(" ")
        quarantine.reopen(
            case,
            Status(status),
            erase_on=date.fromisoformat(erased_on),
            on=by.day,
            since=date.fromisoformat(since) if since else None,
        )
        for each in (AuditAct.CASE_REOPENED, AuditAct(f"moved_to_{status}")):
            by.log(each, case)
    bulk_acts.drop(act)
    by.log(AuditAct.QUARANTINE_REOPENED, count=len(cases))
    return len(cases)


def _reachable(by: Actor, references: Collection[str]) -> list[Case]:
    """Return the cases in quarantine with these references, locked, without walled ones."""
    cases = quarantine.for_change(references, team_id=by.team_id)
    return [case for case in cases if not case.walled_keys]


def _may_close(case: Case, roles: Sequence[str]) -> bool:
    try:
        check_move(case.stage, Status.CLOSED, CloseReason.SPAM, roles)
    except MoveNotAllowed:
        return False
    is_proposed = case.id in cases_with_task(TaskKind.SECOND_DECISION)
    asks = is_proposed or Tag.ASK_SUPERVISOR in case.tagged
    is_urgent = case.tier in (Tier.P0, Tier.P1)
    is_free = case.held_since is None and case.assignee_id is None
    return is_free and not is_urgent and not asks
