"""Put a case under a legal hold, for a reason; lift the hold when a second member agrees."""

from datetime import date

from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.not_opened import NOT_OPENED
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.cases.models import Case, Task
from intake.cases.tasks import TaskKind, add_task, end_task, tasks_of
from intake.notes.store import NoteKind
from intake.requests import store as requests
from intake.staff import store as staff
from intake.staff.store import Act, may
from intake.words import N_, Refused


class SecondPersonLifts(Refused):
    """Another member than the one who asked must agree to lift a legal hold."""

    says = N_(
        "You asked to lift this hold. Another attorney or supervisor must agree. Where there is "
        "none, you can do it yourself on another day."
    )


def hold_case(by: Actor, reference: str, text: str) -> None:
    """Keep the case from being erased by a date, a member or its applicant; *text* is the reason.

    It is sealed in a note, unless the case does not open for the member. A hold that a colleague
    asked to lift stays. Raise as ``Actor.lock`` does.
    """
    case = by.lock(reference, withdrawn=True)
    waits = asked_to_lift(case)
    if case.held_since is not None and waits is None:
        return
    end_task(case.id, TaskKind.LIFT_HOLD)
    cases.hold(case, since=case.held_since or by.day, on=by.day)
    by.log(AuditAct.HOLD_SET, case, made=_note_id(by, case, text))


def lift_hold(by: Actor, reference: str) -> bool:
    """Lift the hold that a colleague asked to lift, or ask for that; return true if it is lifted.

    A case that its applicant withdrew is erased by the worker then. Where no other member may lift
    a hold, the member who asked does so on another day. Raise :class:`SecondPersonLifts`, or as
    ``Actor.lock`` does.
    """
    requests.find_to_change(cases.find(reference, team_id=by.team_id).request_id)
    case = by.lock(reference, withdrawn=True)
    if case.held_since is None:
        return True
    asked = asked_to_lift(case)
    if asked is None:
        add_task(case, TaskKind.LIFT_HOLD, on=by.day, by_id=by.member_id)
        cases.touch(case, on=by.day)
        by.log(AuditAct.HOLD_LIFT_ASKED, case)
        return False
    if not may_lift(asked, by.reader, today=by.day):
        raise SecondPersonLifts
    end_task(case.id, TaskKind.LIFT_HOLD)
    cases.hold(case, since=None, on=by.day)
    by.log(AuditAct.HOLD_LIFTED, case)
    return True


def asked_to_lift(case: Case) -> Task | None:
    """Return the task of lifting the hold, where a member asked for it."""
    return next((task for task in tasks_of(case.id) if task.kind == TaskKind.LIFT_HOLD), None)


def may_lift(asked: Task, reader: Reader, *, today: date) -> bool:
    """Return true if this member may settle the task: another one, or the only one, a day later."""
    if asked.by_id != reader.member_id:
        return True
    deciders = [each for each in staff.members_of(reader.team_id) if may(each.roles, Act.HOLD_CASE)]
    return len(deciders) == 1 and asked.on < today


def hold_reason(case: Case, reader: Reader) -> OpenNote | None:
    """Return the note with the reason for the hold; ``None`` where it is missing or sealed."""
    try:
        return newest(read_notes(case_key(case, reader)), NoteKind.HOLD)
    except NOT_OPENED:
        return None


def _note_id(by: Actor, case: Case, text: str) -> str | None:
    try:
        key = case_key(case, by.reader)
    except NOT_OPENED:
        return None
    return write_note(by, key, NoteKind.HOLD, text).id
