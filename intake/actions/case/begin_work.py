"""Begin the work on an accepted case: its owner, the next call, and the next step."""

from __future__ import annotations

from dataclasses import replace

from intake.actions.case.assign import assign_to, assign_to_me
from intake.actions.case.book_call import BookedCall, book_call
from intake.actions.case.set_follow_up import NextDate, set_follow_up
from intake.actions.opening.actor import Actor
from intake.cases import store
from intake.cases.tasks import TaskKind, add_task
from intake.frozen import frozen


@frozen
class FirstWork:
    """The owner of an accepted case, the call to book, and the next step; each may be missing."""

    owner_id: str = ""
    call: BookedCall | None = None
    step: NextDate | None = None


def begin_work(by: Actor, reference: str, first: FirstWork) -> None:
    """Assign the case and set what comes next; without an owner it waits for one.

    Raise ``Refused`` for an owner who cannot own it or a day that is not to come, or as these acts
    do.
    """
    case = store.find(reference, team_id=by.team_id)

    def now() -> Actor:
        return replace(by, version=case.version)

    if first.owner_id and first.owner_id != case.assignee_id:
        if first.owner_id == by.member_id:
            assign_to_me(now(), reference)
        else:
            assign_to(now(), reference, first.owner_id)
    if first.call:
        book_call(now(), reference, first.call)
    if first.step:
        set_follow_up(now(), reference, first.step)
    if case.assignee_id is None:
        kind = TaskKind.ACCEPTED_WITHOUT_OWNER
        add_task(case, kind, on=by.day, by_id=by.member_id)
