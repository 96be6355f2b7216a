"""Tasks: what waits for a member in a case, and until which day. No key is needed to find them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, false, func, or_, select

from intake.cases.models import IS_OPEN, Case, Task
from intake.cases.views import Queue
from intake.extensions import add_row, all_rows, change_rows, db
from intake.frozen import frozen


class TaskKind(StrEnum):
    """The kind of a task. Who settles each is in ``SETTLED_BY``; the page of Work has its words."""

    SECOND_DECISION = "second_decision"
    """A closing that waits for another member, about the note of the decision."""
    REPLACED_DATE = "replaced_date"
    """A near date that a correction replaced, about the note of the correction."""
    CONFIRM_MET = "confirm_met"
    """A deadline of which a member recorded what became of it, about the date."""
    CONFIRM_MISSED = "confirm_missed"
    """The same of a deadline that was missed, which the owner does not confirm."""
    LOOK_OVER = "look_over"
    """A deadline that a stand-in confirmed, about the date. No stand-in looks it over."""
    LIFT_HOLD = "lift_hold"
    """A legal hold that another member is to lift. It waits also in a closed or withdrawn case."""
    TELL = "tell"
    """What was decided or asked, and nobody has told the applicant, about the letter."""
    ACCEPTED_WITHOUT_OWNER = "accepted_without_owner"
    LOOK_UP = "look_up"
    """Hearing, custody or address, to be looked up again each week."""
    ANSWERED_AGAIN = "answered_again"
    """An answer that the applicant changed after a member's correction."""


@frozen
class Seen:
    """The tasks that a member sees: those given to them or to members for whom they stand in.

    Of tasks given to nobody, or to one for whom nobody works, they see kinds ``owned`` in cases of
    these members, kinds ``unowned`` in cases that nobody works on, and kinds ``team`` in all. Tasks
    of kinds ``second`` wait for another member than their author. Kinds ``covering`` they see as
    who stands in for one of ``deciders``, but not those that this one made. Kinds ``left`` they see
    where one of ``alone`` made the task: the only member who may decide, or anyone where none may.
    """

    member_ids: Collection[str]
    owned: Collection[TaskKind]
    unowned: Collection[TaskKind]
    team: Collection[TaskKind]
    second: Collection[TaskKind]
    covering: Collection[TaskKind]
    deciders: Collection[str]
    left: Collection[TaskKind]
    alone: Collection[str]


def add_task(
    case: Case,
    kind: TaskKind,
    *,
    on: date,
    by_id: str | None,
    for_id: str | None = None,
    about: str = "",
) -> None:
    """Add a task in place of those that :func:`end_task` would end.

    *on* is the day by which to settle it, *by_id* the member whose act made it, *for_id* the one
    to whom it is given, *about* the id of the note, date or message that it is about.
    """
    end_task(case.id, kind, about)
    values = {"on": on, "by_id": by_id, "for_id": for_id, "about": about}
    add_row(Task(case_id=case.id, kind=kind, **values))


def keep_task(case: Case, kind: TaskKind, *, is_needed: bool, on: date) -> None:
    """Add a task for nobody to an open case that needs one, or end it. One that waits stays."""
    waits = task_of(case.id, kind)
    if is_needed and not case.is_closed and not waits:
        add_task(case, kind, on=on, by_id=None)
    elif waits and not is_needed:
        end_task(case.id, kind)


def end_task(case_id: str, kind: TaskKind, about: str = "") -> None:
    """End the tasks of a kind in a case; with *about* only the one about this."""
    is_about = [Task.about == about] if about else []
    for task in all_rows(Task, Task.case_id == case_id, Task.kind == kind, *is_about):
        db.session.delete(task)  # one by one: the session tells of it, so that the row is sealed
    db.session.flush()


def free_tasks_of(member_id: str) -> None:
    """Give the tasks of a member to nobody, so that the owners of their cases see them."""
    change_rows(Task, Task.for_id == member_id, for_id=None)


def tasks_of(case_id: str) -> Sequence[Task]:
    """Return the tasks in a case, the soonest first."""
    return all_rows(Task, Task.case_id == case_id, by=(Task.on, Task.kind, Task.id))


def task_of(case_id: str, kind: TaskKind, about: str = "") -> Task | None:
    """Return the soonest task of a kind in a case; with *about* only the one about this."""
    tasks = [task for task in tasks_of(case_id) if task.kind == kind]
    return next((task for task in tasks if about in ("", task.about)), None)


def task_kinds(case_ids: Collection[str]) -> Mapping[str, tuple[TaskKind, ...]]:
    """Return case id to the kinds of the tasks in it, each once, for those that have any."""
    query = select(Task.case_id, Task.kind).where(Task.case_id.in_(case_ids)).distinct()
    rows = db.session.execute(query.order_by(Task.kind)).all() if case_ids else []
    kinds: dict[str, tuple[TaskKind, ...]] = {}
    for case_id, kind in rows:
        kinds[case_id] = (*kinds.get(case_id, ()), TaskKind(kind))
    return kinds


def cases_with_task(kind: TaskKind, *, by_id: str | None = "") -> frozenset[str]:
    """Return the ids of the cases with a task of this kind, made by a member if one is named.

    With ``None`` they are those that nobody else may settle than the member who made it.
    """
    is_by = [] if by_id == "" else [Task.by_id == by_id]
    return frozenset(all_rows(Task.case_id, Task.kind == kind, *is_by))


def waiting_tasks(queue: Queue, seen: Seen) -> list[tuple[Task, Case]]:
    """Return the tasks in open cases that the member of *queue* sees, the soonest first."""
    query = _waiting(select(Task, Case), queue, seen)
    rows = db.session.execute(query.order_by(Task.on, Case.due_on, Task.id))
    return [(task, case) for task, case in rows]


def count_tasks(queue: Queue, seen: Seen) -> int:
    """Return how many of these tasks are to be settled by the day of *queue*."""
    query = select(func.count()).select_from(Task)
    return db.session.scalar(_waiting(query, queue, seen).where(Task.on <= queue.today)) or 0


def _waiting(query: Select[*tuple[Any, ...]], queue: Queue, seen: Seen) -> Select[*tuple[Any, ...]]:
    """Add the conditions; ``coalesce`` keeps SQLite from reading all cases before these few."""
    query = query.join(Case, Case.id == func.coalesce(Task.case_id, ""))
    in_any_state = Task.kind == TaskKind.LIFT_HOLD
    query = query.where(Case.team_id == queue.team_id, or_(IS_OPEN, in_any_state))
    if queue.hidden:
        query = query.where(or_(Case.id.not_in(queue.hidden), in_any_state))
    query = query if queue.lent is None else query.where(Case.id.in_(queue.lent))
    author = func.coalesce(Task.by_id, "")
    is_of_owner = (Task.kind == TaskKind.CONFIRM_MET) & (Case.assignee_id == author)
    is_owned = Case.assignee_id.in_(seen.member_ids) & Task.kind.in_(seen.owned) & ~is_of_owner
    has_nobody = or_(Case.assignee_id.is_(None), Case.assignee_id.in_(queue.absent))
    is_unowned = has_nobody & Task.kind.in_(seen.unowned)
    is_given = Task.for_id.is_not(None) & Task.for_id.not_in(queue.absent)
    is_covered = or_(false(), *(author != decider for decider in seen.deciders))
    is_team = Task.kind.in_(seen.team) | (Task.kind.in_(seen.covering) & is_covered)
    is_left = Task.kind.in_(seen.left) & author.in_(seen.alone)
    is_of_one = Task.by_id.is_(None)  # of a team of one, then
    is_free = is_of_one & is_team | ~is_given & or_(is_owned, is_unowned, is_team, is_left)
    is_own = Task.for_id.in_(seen.member_ids) & (Task.kind != TaskKind.LOOK_OVER)
    return query.where(
        or_(is_own, Task.for_id == queue.member_id, is_free),
        or_(Task.kind.not_in(seen.second), author != queue.member_id),
    )
