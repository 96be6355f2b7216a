"""Add, find and change cases. A case of another team is treated as one that does not exist."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import String, Text, bindparam, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import undefer

from intake.cases import loans
from intake.cases.models import (
    CASES,
    IS_OPEN,
    IS_UNCHECKED,
    NOT_ASIDE,
    OF_FLOOD,
    Case,
    Conflict,
)
from intake.cases.pipeline import (
    AFTER_READING,
    CaseAct,
    CloseReason,
    Status,
    Turn,
    status_after,
    turn_at,
)
from intake.cases.tags import Tag, written
from intake.extensions import (
    all_rows,
    change_rows,
    db,
    delete_rows,
    fetch,
    first_row,
    insert_rows,
    locking,
)
from intake.triage.assess import Standing
from intake.triage.days import add_business_days
from intake.triage.deadlines import Rise, Tier
from intake.words import Missing, Refused

BY_REFERENCE = select(Case).where(
    Case.reference == bindparam("reference"), Case.team_id == bindparam("team_id")
)
TO_CHANGE = locking(BY_REFERENCE)
WITH_IDS = select(Case).where(Case.id.in_(bindparam("ids", expanding=True, type_=String)))
ANY_UNCHECKED = select(CASES.id).where(CASES.team_id == bindparam("team_id"), IS_UNCHECKED).limit(1)
WITHOUT_CHECK = (
    select(Case)
    .where(Case.team_id == bindparam("team_id"), IS_UNCHECKED, Case.id > bindparam("after"))
    .where(func.coalesce(Case.rewrapped_key, Case.sealed_key).is_not(None))
    .where(func.coalesce(Case.rewrapped_epoch, Case.epoch).in_(bindparam("epochs", expanding=True)))
    .where(NOT_ASIDE)
    .order_by(Case.id)
    .limit(bindparam("at_most"))
)
"""Built once, because each page of the queue or of a case executes them."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A day as ``steps`` have it."""


class NoSuchCase(Missing):
    """The team has no case with this reference."""


class ChangedMeanwhile(Refused):
    """The case was changed after the page that wants to change it now was loaded."""

    says = "Someone else changed this case. Review the change, then try again."


class Withdrawn(Refused):
    """The applicant withdrew the case; only a legal hold keeps it."""

    says = (
        "The applicant withdrew this request, and only a legal hold keeps it. Nobody works on it, "
        "contacts them or reopens it."
    )


class NewCase(TypedDict):
    """The columns of a new case. Its days are as clear columns may hold them: see :class:`Case`."""

    id: str
    request_id: str
    reference: str
    team_id: str
    epoch: int
    tier: str
    steps: list[dict[str, str]]
    look_by: date
    due_on: date
    due_early: NotRequired[bool]
    received_on: date
    language: str
    erase_on: date
    sealed_key: bytes
    card: bytes
    story: bytes
    invented: NotRequired[bool]
    quarantined_on: NotRequired[date | None]
    tags: NotRequired[str]
    office_id: NotRequired[str | None]


def add(**new: Unpack[NewCase]) -> None:
    """Add a case, before its diary entries, which refer to it."""
    written = {"tier": str(new["tier"]), "last_move_on": new["received_on"]}
    insert_rows(Case, [{**new, **written}])


def find(reference: str, *, team_id: str) -> Case:
    """Return the team's case with this reference, or raise ``NoSuchCase``."""
    case = db.session.scalar(BY_REFERENCE, {"reference": reference, "team_id": team_id})
    if case is None:
        raise NoSuchCase
    return case


def find_for_change(
    reference: str, *, team_id: str, version: int | None = None, withdrawn: bool = False
) -> Case:
    """Return the case as :func:`find` does, with its row locked and read again.

    *version* is the one that the page showed; raise ``ChangedMeanwhile`` if the row has another.
    Raise :class:`Withdrawn` for a case that its applicant withdrew, unless *withdrawn* says that
    this is no act on it, or one that decides about its legal hold.
    """
    case = db.session.scalar(TO_CHANGE, {"reference": reference, "team_id": team_id})
    if case is None:
        raise NoSuchCase
    if case.erase_asked_on and not withdrawn:
        raise Withdrawn
    if version is not None and case.version != version:
        raise ChangedMeanwhile
    return case


def find_by_id(case_id: str, *, to_change: bool = False) -> Case | None:
    """Return the case with this id, of any team; locked and read again if *to_change*."""
    return first_row(Case, Case.id == case_id, lock=to_change)


def with_ids(ids: Sequence[str]) -> list[Case]:
    """Return the cases with these ids, in this order; their stories are not loaded."""
    if not ids:
        return []
    cases = {case.id: case for case in db.session.scalars(WITH_IDS, {"ids": list(ids)})}
    return [cases[case_id] for case_id in ids if case_id in cases]


def locked(ids: Collection[str]) -> Sequence[Case]:
    """Return the cases with these ids, locked and read again; not those that others have locked."""
    return all_rows(Case, Case.id.in_(ids), by=(Case.id,), lock=True, skip_locked=True)


def soonest_of(ids: Collection[str], *, team_id: str, at_most: int) -> tuple[str, ...]:
    """Return those of *ids* that are the team's: open cases first, then the soonest due."""
    if not ids:
        return ()
    of_team = Case.id.in_(ids), Case.team_id == team_id
    order = (Case.status == Status.CLOSED, Case.due_on, Case.tier, Case.id)
    return tuple(all_rows(Case.id, *of_team, by=order, most=at_most))


def with_references(references: Collection[str], *, team_id: str) -> list[Case]:
    """Return the team's cases with these references, the soonest due first."""
    order = (Case.due_on, Case.tier, Case.reference)
    return all_rows(Case, Case.reference.in_(references), Case.team_id == team_id, by=order)


def of_flood(references: Collection[str], *, team_id: str) -> frozenset[str]:
    """Return those of *references* that are of the team's cases of a flood."""
    of_team = Case.reference.in_(references), Case.team_id == team_id
    return frozenset(all_rows(Case.reference, *of_team, OF_FLOOD))


def has_unchecked(team_id: str) -> bool:
    """Return true if a case of the team was not checked for conflicts, in quarantine or not."""
    return fetch(ANY_UNCHECKED, team_id=team_id).scalar() is not None


def without_check(
    team_id: str, *, after: str, epochs: Collection[int], at_most: int
) -> Sequence[Case]:
    """Return the next cases whose ids follow *after* and that were not checked for conflicts.

    Only cases whose key is wrapped for one of these *epochs*. Walled cases have neither wrap;
    asking for their column would have SQLite read the index of all cards. Cases in quarantine are
    left to whoever opens one, for a flood of them must not hold up the queue.
    """
    values = {"team_id": team_id, "after": after, "epochs": list(epochs), "at_most": at_most}
    return db.session.scalars(WITHOUT_CHECK, values).all()


def references_of(ids: Collection[str], *, team_id: str) -> dict[str, str]:
    """Return case id to reference, for those of *ids* that are the team's."""
    query = select(Case.id, Case.reference).where(Case.id.in_(ids), Case.team_id == team_id)
    return dict(db.session.execute(query).all())


def ids_of_requests(request_ids: Collection[str]) -> dict[str, str]:
    """Return request id to case id, for the requests that were sent."""
    query = select(Case.request_id, Case.id).where(Case.request_id.in_(request_ids))
    return dict(db.session.execute(query).all())


def existing(ids: Collection[str]) -> frozenset[str]:
    """Return those of *ids* that are not erased."""
    return frozenset(all_rows(Case.id, Case.id.in_(ids)))


def rewrap(case: Case, key: bytes, *, epoch: int) -> None:
    """Replace every wrap of the case key by *key*, the same wrapped under the team's key."""
    case.rewrapped_key = key
    case.rewrapped_epoch = epoch
    case.sealed_key = None
    case.walled_keys = None


def record_review(case: Case, *, due_on: date, on: date, early: bool = False) -> None:
    """Record a member's review; *due_on* is the earliest open date in the diary.

    *early* says that this day is earlier than the exact one.
    """
    case.looked_on = on
    set_due(case, due_on, early=early)
    touch(case, on=on)


def set_due(case: Case, day: date, *, early: bool) -> None:
    """Set the day on which the case is due; *early* if it is earlier than the exact one.

    A P0 case is due again on the next business day after each review, whatever was planned.
    """
    if case.tier == Tier.P0 and case.looked_on is not None:
        again = add_business_days(case.looked_on, 1, ())
        day, early = (again, False) if again < day else (day, early)
    case.due_on, case.due_early = day, early


def move(
    case: Case, to: Status, *, reason: CloseReason | None, on: date, erase_on: date | None = None
) -> None:
    """Change the status, and the day of erasure if *erase_on* is given (it is for a closed case).

    Putting a case on hold for a conflict hides its story, also after a check that was clear. With
    that, and with closing, its loans end. An unread reply of an open case stays in sight. A case
    that a member moves on leaves the quarantine.
    """
    advance(case, to, reason=reason, on=on, erase_on=erase_on)
    touch(case, on=on)


def advance(
    case: Case,
    to: Status,
    *,
    reason: CloseReason | None = None,
    on: date,
    erase_on: date | None = None,
) -> None:
    """Change the status as :func:`move` does, as a part of an act that its caller counts."""
    if to is Status.CONFLICT_HOLD and case.may_be_read:
        case.conflict, case.conflict_on = Conflict.POSSIBLE, on
    if to in (Status.CONFLICT_HOLD, Status.CLOSED):
        loans.end_all_of_case(case.id)
    case.erase_on = erase_on or case.erase_on
    case.status = to
    case.close_reason = reason
    case.closed_on = on if to is Status.CLOSED else None
    if to is Status.CLOSED:
        case.reminder_address = case.decided = None
    else:
        case.quarantined_on = None
    is_answered = case.replied_on is None or to is Status.CLOSED
    case.waits_for = turn_at(to) if is_answered else Turn.REPLY


def decide(case: Case, act: str | None, *, erase_on: date | None, on: date) -> None:
    """Set what becomes of the case once the applicant is told, or nothing.

    *erase_on* is the day of erasure that the decision sets, told or not. A case that was decided
    leaves the quarantine.
    """
    case.decided = act
    case.quarantined_on = None if act else case.quarantined_on
    case.erase_on = erase_on or case.erase_on
    touch(case, on=on)


def touch(case: Case, *, on: date) -> None:
    """Count a change by staff to what hangs on the case, so that older pages are refused."""
    case.last_move_on = on
    case.version += 1


def set_conflict(case: Case, conflict: Conflict, *, on: date) -> None:
    """Set a member's decision about the conflict."""
    _set_conflict(case, conflict, on)
    touch(case, on=on)


def record_check(
    case: Case, conflict: Conflict, *, compared: tuple[int, int, int], on: date
) -> None:
    """Set the result of a conflict check, which is no activity: no member moved the case.

    *compared* are the number of requests whose cards it read, that of imported names, and how many
    names had been imported before.

    A clear result changes no page; with another one, older pages are refused.
    """
    _set_conflict(case, conflict, on)
    case.compared, case.compared_names, case.names_before = compared
    if not case.may_be_read:
        case.version += 1


def _set_conflict(case: Case, conflict: Conflict, on: date) -> None:
    case.conflict = conflict
    case.conflict_on = on
    if not case.may_be_read:
        loans.end_all_of_case(case.id)


def reset_conflict(case: Case) -> None:
    """Have the conflict check made again, because names or the person not to tell changed."""
    case.conflict = None
    case.conflict_on = None


def record_reply(case: Case, *, on: date) -> None:
    """Record that the person wrote or answered; the day of the first unread reply is kept.

    A case that waited for facts is back in triage.
    """
    case.replied_on = case.replied_on or on
    case.waits_for = Turn.REPLY
    case.status = status_after(CaseAct.REPLY, case.stage) or case.stage
    case.version += 1


def come_back(case: Case) -> None:
    """Put a case that was closed as junk into the queue, because its person came back."""
    if not case.is_junk:
        return
    case.status, case.close_reason, case.closed_on = Status.NEW, None, None
    case.quarantined_on = None
    case.tags = written((*case.tagged, Tag.CAME_BACK))
    case.version += 1


def record_opening(case: Case, *, on: date) -> None:
    """Record the day on which a member first read the answers; later openings change nothing."""
    case.opened_on = case.opened_on or on


def record_call_request(case: Case, *, on: date) -> None:
    """Record that the applicant asked for a call; the day of the first request is kept."""
    case.call_asked_on = case.call_asked_on or on
    case.version += 1


def mark_call_done(case: Case) -> None:
    """Record that the applicant was called; the change of the case is counted by the caller."""
    case.call_asked_on = None


def set_reminder_address(case: Case, address: str | None) -> None:
    """Store the address for reminders, or delete it; leave one that is the same as it is."""
    if case.reminder_address != address:
        case.reminder_address = address


def reminder_recipients(ids: Collection[str]) -> list[Case]:
    """Return those of the cases whose applicants are reminded of dates, with their addresses."""
    query = select(Case).where(
        Case.id.in_(ids),
        IS_OPEN,
        Case.invented.is_(False),
        NOT_ASIDE,
        ~OF_FLOOD,
        Case.reminder_address.is_not(None),
        Case.conflict.in_((Conflict.CLEAR, Conflict.FREED)),
    )
    return list(db.session.scalars(query.options(undefer(Case.reminder_address))))


def keep_after_reading(case: Case, *, on: date) -> None:
    """Keep a closed case for some more days, because a member has just read a reply in it."""
    if case.is_closed:
        case.erase_on = max(case.erase_on, on + AFTER_READING)


def mark_replies_read(case: Case) -> None:
    """Record that a member read what the person wrote; it is now our turn."""
    case.replied_on = None
    if case.waits_for == Turn.REPLY:
        case.waits_for = Turn.US


def steps_of(steps: Iterable[Rise]) -> list[dict[str, str]]:
    """Return the later days on which time alone raises the tier, as a case stores them."""
    return [{"from": step.from_day.isoformat(), "tier": step.tier.value} for step in steps]


def reassess(
    case: Case,
    *,
    clear: Standing,
    early: bool = False,
    card: bytes,
    story: bytes,
    on: date,
) -> None:
    """Store a new assessment. A case that was reviewed is never due later than before.

    Days and tier are as *clear* columns may hold them; *early* says that the day by which to act is
    earlier than the exact one. An answer may have taken back the permission for reminders: the
    address is written again when a member opens the case.
    """
    case.tier, case.steps = clear.tier.value, steps_of(clear.steps)
    case.look_by = clear.look_by
    if case.looked_on is None:
        set_due(case, clear.due_on, early=early and clear.due_on == clear.act_by)
    elif clear.act_by is not None and clear.act_by < case.due_on:
        set_due(case, clear.act_by, early=early)
    else:
        set_due(case, case.due_on, early=case.due_early)
    case.card = card
    case.story = story
    case.reminder_address = None
    touch(case, on=on)


def reseal(case: Case, *, card: bytes, story: bytes) -> None:
    """Replace card and story where neither a day nor the tier changes.

    As with an assessment, a new answer may have taken back the permission for reminders.
    """
    case.card = card
    case.story = story
    case.reminder_address = None
    case.version += 1


def hold(case: Case, *, since: date | None, on: date) -> None:
    """Put the case under a legal hold *since* that day, or lift the hold if it is ``None``."""
    case.held_since = since
    touch(case, on=on)


def request_erasure(case: Case, *, on: date) -> None:
    """Record that the applicant withdrew the case.

    Nothing waits in it any more. One that a legal hold keeps is closed, and set aside.
    """
    case.erase_asked_on = case.erase_asked_on or on
    case.replied_on = case.call_asked_on = case.reminder_address = None
    if case.held_since and not case.is_closed:
        case.status, case.close_reason = Status.CLOSED, CloseReason.WITHDRAWN
        case.closed_on = on
    touch(case, on=on)


def erase(case_id: str) -> None:
    """Delete the row, and with it the wraps of the case key."""
    delete_rows(Case, Case.id == case_id)


def tiers_to_raise(*, today: date) -> dict[str, str]:
    """Return case id to tier, for open cases whose ``steps`` make them more urgent by *today*.

    Every open case is read, so three columns only, and steps are parsed where a day has come.
    Search outside any write transaction.
    """
    query = select(Case.id, Case.tier, sql_cast(Case.steps, Text)).where(IS_OPEN)
    day, tiers = today.isoformat(), dict[str, str]()
    rows = db.session.connection().execute(query, execution_options={"yield_per": 1000})
    for case_id, before, steps in rows:
        if any(step_day <= day for step_day in DAY.findall(steps)):
            reached = (step["tier"] for step in json.loads(steps) if step["from"] <= day)
            tier = min(reached, default=before)
            tiers |= {case_id: tier} if tier < before else {}
    return tiers


def raise_tier(case_id: str, tier: str, *, on: date) -> bool:
    """Give a case this tier if that is more urgent; return true if it was. P0 is due at once."""
    is_raised = change_rows(Case, Case.id == case_id, Case.tier > tier, tier=tier) == 1
    if is_raised and tier == Tier.P0:
        change_rows(Case, Case.id == case_id, Case.due_on > on, due_on=on, due_early=False)
    return is_raised
