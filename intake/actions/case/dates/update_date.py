"""Say how a date of the diary is known, close one that members set, or open any again.

A replaced date that is near is decided by another member than the one who corrected the answer.
What a member recorded about a deadline is a claim, sealed in the date. The date is open until
another member has confirmed it, so that it counts as open for every rule.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from intake.actions.assessment.deadline_changes import follow_diary, standing_of
from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.replaced_dates import (
    Outcome,
    second_people,
    settle_waiting,
    without_mark,
)
from intake.actions.case.dates.rewrite import Seen, is_among, triage_of
from intake.actions.case.open_case import open_story
from intake.actions.case.status import UNDONE_WITHIN, advance_case
from intake.actions.case.tell_decision import SecondPersonNeeded
from intake.actions.links import NEAR_DAYS
from intake.actions.opening.case_keys import Actor, CaseKey, reject_rollback
from intake.actions.opening.sealed_rows import corrector_of
from intake.actions.opening.search_cards import card_under
from intake.actions.reports.count_case import count_date, uncount_date
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, CaseClosed
from intake.cases.tasks import TaskKind, add_task, end_task, task_of
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind, State
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.staff.store import Act, may
from intake.triage.deadlines import SetBy, Tier
from intake.triage.plan import EVENTS
from intake.words import Refused

ENDED_AS: Mapping[State, AuditAct] = {
    State.DONE: AuditAct.DATE_DONE,
    State.MISSED: AuditAct.DATE_MISSED,
    State.WAIVED: AuditAct.DATE_WAIVED,
}
"""The act to log for each state that ends a date."""


class NoSuchDate(Refused):
    """The diary of this case has no such date with this id."""

    says = "This date was changed in the meantime. Check it below."


def confirm_date(by: Actor, reference: str, entry_id: str, seen: Seen) -> None:
    """Record the proof that a member saw for a date; ``TOLD`` takes an earlier proof back.

    Raise :class:`NoSuchDate`, or as ``Actor.open`` does.
    """
    proof = {"seen": seen.value, "by": by.member_id, "on": by.day.isoformat()}
    act = AuditAct.DATE_UNCONFIRMED if seen is Seen.TOLD else AuditAct.DATE_CONFIRMED
    _change(by, reference, entry_id, proof, log_as=act)


def close_date(by: Actor, reference: str, entry_id: str, state: State, why: str) -> None:
    """Close a date with the reason; the case is then due on its next open date.

    Raise as :func:`confirm_date` does, or ``Refused`` for a deadline, which ends with proof alone.
    """
    proof = {"why": why, "closed_by": by.member_id, "closed_on": by.day.isoformat()}
    _change(by, reference, entry_id, proof, log_as=ENDED_AS[state], state=state)


def reopen_date(by: Actor, reference: str, entry_id: str, why: str = "") -> None:
    """Open a date again; the case is then due on its earliest open date.

    Raise :class:`NoSuchDate` if the case has no closed date with this id, ``Refused`` for a
    deadline without a reason, or as ``Actor.open`` does.
    """
    key = by.open(reference)
    case = key.case
    entry = next((row for row in entries.of_case(case.id) if row.id == entry_id), None)
    # dates that members set are set anew rather than opened again
    if not entry or entry.state == State.OPEN or entry.kind not in entries.OF_ANSWERS:
        raise NoSuchDate
    is_deadline, is_replaced = entry.kind == Kind.ACT_BY, entry.state == State.REPLACED
    if is_deadline and not why:
        raise Refused("Enter a short reason.", status=422)
    content = key.open_json("diary", entry.sealed, row=entry.id)
    proof = content.get("proof", {})
    was = proof | content.pop("met", {})
    if is_deadline and not is_replaced:
        closed_on = date.fromisoformat(was.get("closed_on") or by.day.isoformat())
        uncount_date(case, State(entry.state), closed_on=closed_on)
    if is_replaced:
        proof = without_mark(proof)
    content["proof"] = proof | {"reopened": why, "reopened_by": by.member_id}
    entry.state, entry.unproven = State.OPEN.value, False
    _follow_date(key, entry, content)
    end_task(case.id, TaskKind.LOOK_OVER, entry.id)
    _write(by, key, entry, content, log_as=AuditAct.DATE_REOPENED, made=entry.id)


def confirm_replaced(
    by: Actor, reference: str, entry_id: str, *, law: LawBook, practice: Practice
) -> None:
    """Close a date as replaced; the case is then due on its next open date.

    Raise :class:`NoSuchDate` if the date does not wait, or if the answers give it again by now, as
    after a later answer of the applicant; :class:`SecondPersonNeeded` for the member who corrected
    the answer; or as ``Actor.open`` and ``open_story`` do.
    """
    key, entry, content = _waiting(by, reference, entry_id)
    opened = open_story(key)
    triage = triage_of(opened, opened.answers, law, practice=practice, today=by.day)
    if any(is_among(row, triage) for row in opened.diary if row.id == entry.id):
        raise NoSuchDate
    content["proof"] |= {"confirmed_by": by.member_id, "confirmed_on": by.day.isoformat()}
    entry.state = State.REPLACED.value
    follow_diary(key.case)
    _write(by, key, entry, content, log_as=AuditAct.DATE_REPLACED)


def keep_replaced(by: Actor, reference: str, entry_id: str) -> None:
    """Keep a date open that a correction would replace. Raise as :func:`confirm_replaced` does."""
    key, entry, content = _waiting(by, reference, entry_id)
    content["proof"] = without_mark(content["proof"])
    _write(by, key, entry, content, log_as=AuditAct.DATE_KEPT)


def _change(
    by: Actor,
    reference: str,
    entry_id: str,
    proof: dict[str, str],
    *,
    log_as: AuditAct,
    state: State | None = None,
) -> None:
    key, entry, content = _find(by, reference, entry_id)
    content["proof"] = content.get("proof", {}) | proof
    if state is not None:
        if entry.kind == Kind.ACT_BY:
            raise Refused("A deadline ends on its own page, with proof.", status=422)
        entry.state = state.value
        follow_diary(key.case)
        if entry.kind == Kind.CALL:
            advance_case(by, key.case, CaseAct.CANCEL_CALL)
    _write(by, key, entry, content, log_as=log_as)


def _find(
    by: Actor, reference: str, entry_id: str, *, is_deadline: bool = False
) -> tuple[CaseKey, DiaryEntry, dict[str, Any]]:
    """Return the key of the case, an open date of it or any deadline, and its opened content."""
    key = by.open(reference, closed=is_deadline)
    rows = [row for row in entries.of_case(key.case.id) if row.id == entry_id]
    is_one = Kind.ACT_BY if is_deadline else State.OPEN
    entry = next((row for row in rows if is_one in (row.kind, row.state)), None)
    if entry is None:
        raise NoSuchDate
    if is_deadline and key.case.is_closed and not entry.unproven:
        raise CaseClosed
    reject_rollback(entry.sealed)
    return key, entry, key.open_json("diary", entry.sealed, row=entry.id)


def _waiting(
    by: Actor, reference: str, entry_id: str
) -> tuple[CaseKey, DiaryEntry, dict[str, Any]]:
    key, entry, content = _find(by, reference, entry_id)
    if not (member_id := corrector_of(content.get("proof", {}))):
        raise NoSuchDate
    if member_id == by.member_id:
        raise SecondPersonNeeded
    return key, entry, content


ENDS_AS: Mapping[Outcome, tuple[State, AuditAct]] = {
    **dict.fromkeys((Outcome.FILED, Outcome.HEARD), (State.DONE, AuditAct.DATE_DONE)),
    **dict.fromkeys((Outcome.WITHDRAWN, Outcome.NOT_NEEDED), (State.WAIVED, AuditAct.DATE_WAIVED)),
    Outcome.MISSED: (State.MISSED, AuditAct.DATE_MISSED),
}
"""The state of the date for each outcome, and the act to log."""


@frozen
class Report:
    """A member's report of how a deadline ended: outcome, day, what was done, and the proof."""

    outcome: Outcome
    on: date
    how: str
    proof: str


class NotSecondPerson(Refused):
    """The member recorded the claim, or is not among those who may confirm it."""

    says = (
        "Somebody else must confirm this: the owner of the case, a supervisor, an attorney or "
        "their stand-in, and never the person who recorded it."
    )


def record_outcome(by: Actor, reference: str, entry_id: str, report: Report) -> None:
    """Record what became of a deadline; the date is open until a second person has confirmed that.

    One member is enough for what was filed while the deadline is far away, no hearing or other day
    to be there, and the case is no P0; and for an old one that ended, or whose case was closed,
    before proof was asked for. Raise ``NoSuchDate`` for a date that ended or that somebody
    recorded, ``Refused`` for a day that cannot be, ``CaseClosed``, or as ``Actor.open`` does.
    """
    key, entry, content = _find(by, reference, entry_id, is_deadline=True)
    if "met" in content or not (entry.state == State.OPEN or entry.unproven):
        raise NoSuchDate
    card = card_under(key)
    exact = entry.exact_on(card.early)
    if report.on > by.day:
        raise Refused("Enter the day on which it happened, today or earlier.", status=422)
    if report.outcome is Outcome.MISSED and exact >= by.day:
        raise Refused("This day is not over yet, so it cannot be missed.", status=422)
    content["met"] = {
        "outcome": report.outcome.value,
        "on": report.on.isoformat(),
        "how": report.how,
        "proof": report.proof,
        "by": by.member_id,
        "at": by.at.isoformat(),
        "day": by.day.isoformat(),
        "unproven": entry.state if entry.unproven else "",
    }
    is_far = exact - by.day > timedelta(NEAR_DAYS) and may(by.roles, Act.MOVE_CASE)
    is_p0 = standing_of(key.case, card, today=by.day).tier == Tier.P0
    is_day_to_be_there = content["rule"] in EVENTS and content.get("set_by") != SetBy.US
    is_filed = report.outcome is Outcome.FILED and not is_day_to_be_there
    is_at_rest = entry.state != State.OPEN or key.case.is_closed
    is_old = entry.unproven and is_at_rest and exact < by.day
    if is_old or (is_far and is_filed and not is_p0):
        _end(by, key, entry, content)
    else:
        _write(by, key, entry, content, log_as=AuditAct.DATE_CLAIMED, made=entry.id)


def confirm_outcome(
    by: Actor, reference: str, entry_id: str, *, has_second_factor: bool = False
) -> None:
    """End a date, because a second person has seen the proof of what a member recorded.

    Where the team has nobody else, the member themself confirms on another day, with the second
    factor just given, and the date says so. What a stand-in confirmed waits for somebody to look it
    over. Raise :class:`NotSecondPerson`, ``NoSuchDate``, or as ``Actor.open`` does.
    """
    key, entry, content = _claim(by, reference, entry_id)
    claim = content["met"]
    second = second_people(key.case, claim, on=by.day)
    is_alone = claim["by"] == by.member_id and has_second_factor and not second.named
    if is_alone and claim["day"] == by.day.isoformat():
        raise Refused("Nobody else can look at the proof. Look again on another day.")
    if not is_alone and by.member_id not in second:
        raise NotSecondPerson
    claim |= {"confirmed_by": by.member_id, "alone": "yes" if is_alone else ""}
    _end(by, key, entry, content)
    act = AuditAct.DATE_CONFIRMED_ALONE if is_alone else AuditAct.DATE_CLAIM_CONFIRMED
    by.log(act, key.case, made=entry.id)
    if not is_alone and by.member_id not in second.named:
        is_seen = any(may(member.roles, Act.DECIDE_CONFLICT) for member in second.named.values())
        for_id, kind = None if is_seen else key.case.assignee_id, TaskKind.LOOK_OVER
        add_task(key.case, kind, on=by.day, by_id=claim["by"], for_id=for_id, about=entry.id)


def keep_open(by: Actor, reference: str, entry_id: str) -> None:
    """End a claim: the date stays open. Raise ``NoSuchDate``, or as ``Actor.open`` does."""
    key, entry, content = _claim(by, reference, entry_id)
    del content["met"]
    _write(by, key, entry, content, log_as=AuditAct.DATE_CLAIM_REFUSED, made=entry.id)


def undo_outcome(by: Actor, reference: str, entry_id: str) -> None:
    """Take back what the member recorded just now; the date is as before: open, or without proof.

    Raise ``NothingToUndo`` where it is older than :data:`UNDONE_WITHIN`, was not theirs, or was
    confirmed since; or as ``Actor.open`` does.
    """
    key, entry, content = _find(by, reference, entry_id, is_deadline=True)
    if not is_undoable(content.get("met", {}), by.member_id, by.at):
        raise NothingToUndo
    unproven = content.pop("met").get("unproven", "")
    if entry.state != State.OPEN and unproven in ("", State.OPEN):
        uncount_date(key.case, State(entry.state), closed_on=by.day)
    entry.state, entry.unproven = unproven or State.OPEN.value, bool(unproven)
    _follow_date(key, entry, content)
    _write(by, key, entry, content, log_as=AuditAct.DATE_CLAIM_UNDONE, made=entry.id)


def is_undoable(claim: Mapping[str, str], member_id: str, now: datetime) -> bool:
    """Return true if this member recorded it just now, and nobody has confirmed it."""
    is_own = claim.get("by") == member_id and "confirmed_by" not in claim
    return is_own and now - datetime.fromisoformat(claim["at"]) <= UNDONE_WITHIN


def look_over(by: Actor, reference: str, entry_id: str) -> None:
    """Record that a member looked over what a stand-in confirmed.

    Raise :class:`NotSecondPerson` for who recorded or confirmed it and for others who might not
    have confirmed it themselves, ``NoSuchDate``, or as ``Actor.open`` does.
    """
    key, entry, content = _find(by, reference, entry_id, is_deadline=True)
    claim = content.get("met", {})
    if not is_to_look_over(key.case, entry_id):
        raise NoSuchDate
    if by.member_id not in second_people(key.case, claim, on=by.day).named:
        raise NotSecondPerson
    end_task(key.case.id, TaskKind.LOOK_OVER, entry_id)
    claim["looked_over_by"] = by.member_id
    _write(by, key, entry, content, log_as=AuditAct.DATE_LOOKED_OVER, made=entry.id)


def is_to_look_over(case: Case, entry_id: str) -> bool:
    """Return true if a stand-in confirmed this date and nobody has looked it over since."""
    return task_of(case.id, TaskKind.LOOK_OVER, entry_id) is not None


def _claim(by: Actor, reference: str, entry_id: str) -> tuple[CaseKey, DiaryEntry, dict[str, Any]]:
    key, entry, content = _find(by, reference, entry_id, is_deadline=True)
    if entry.state != State.OPEN or "met" not in content:
        raise NoSuchDate
    return key, entry, content


def _end(by: Actor, key: CaseKey, entry: DiaryEntry, content: dict[str, Any]) -> None:
    """Close the date as its report says, and make the case due on its next one."""
    state, act = ENDS_AS[Outcome(content["met"]["outcome"])]
    if entry.state == State.OPEN:
        count_date(key.case, state, today=by.day)
    content["met"]["closed_on"] = by.day.isoformat()
    entry.state, entry.unproven = state.value, False
    _follow_date(key, entry, content)
    _write(by, key, entry, content, log_as=act, made=entry.id)


def _write(
    by: Actor,
    key: CaseKey,
    entry: DiaryEntry,
    content: dict[str, Any],
    *,
    log_as: AuditAct,
    made: str | None = None,
) -> None:
    """Seal the date anew, and log what was done with it."""
    older, entry.sealed = entry.sealed, key.seal_json("diary", content, row=entry.id)
    store.touch(key.case, on=by.day)
    by.log(log_as, key.case, made=made, ended=older)
    settle_waiting(key)


def _follow_date(key: CaseKey, entry: DiaryEntry, content: Mapping[str, Any]) -> None:
    """Make a case due on its next date after this one was closed or opened again.

    With a deadline go the days to prepare for it, but for those that a member closed.
    """
    live, rows = (State.OPEN, State.WAIVED), entries.of_case(key.case.id)
    for row, of_row in zip(rows, key.open_rows("diary", rows), strict=True):
        is_own = of_row["rule"] == content["rule"] and row.on <= entry.on
        is_free = row.state in live and "closed_by" not in of_row.get("proof", ())
        if row.kind == Kind.PLAN_BY != entry.kind and is_own and is_free:
            row.state = live[entry.state != State.OPEN].value
    follow_diary(key.case)
