"""Gather what waits for one member, by day: calls, dates, replies, tasks, decisions and holds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from intake.actions.opening.case_keys import Reader
from intake.actions.queue.agenda import DueDate, date_details
from intake.cases import side_lists
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.cases.queue import page_of
from intake.cases.queue_counts import band_counts, count_of
from intake.cases.tags import Tag
from intake.cases.tasks import Seen, TaskKind, count_tasks, waiting_tasks
from intake.cases.views import FARTHEST, Band, Call, Filters, Order, Queue, View
from intake.diary import entries
from intake.diary.models import Kind
from intake.frozen import frozen, record
from intake.staff import store as staff
from intake.staff.store import Act, may
from intake.triage.deadlines import SetBy

AHEAD = timedelta(days=7)
"""Days ahead that the list shows."""

WITHIN = tuple(band for band, days in FARTHEST.items() if days <= AHEAD.days)
"""Bands of the queue that the dates of the list cover."""


class Waits(StrEnum):
    """The kind of a thing that waits for a member, beside tasks."""

    REPLY = "reply"
    CALL_ASKED = "call_asked"
    CALL = "call"
    FIRST_REVIEW = "first_review"
    FOLLOW_UP = "follow_up"
    ACT_BY = "act_by"
    OUR_REVIEW = "our_review"
    PLAN_BY = "plan_by"
    ASKS_SUPERVISOR = "asks_supervisor"
    HELD = "held"


OF_KIND: Mapping[Kind, Waits] = {
    Kind.CALL: Waits.CALL,
    Kind.NEXT_LOOK: Waits.FOLLOW_UP,
    Kind.ACT_BY: Waits.ACT_BY,
    Kind.PLAN_BY: Waits.PLAN_BY,
}


DATES = frozenset[Waits | TaskKind]({Waits.FIRST_REVIEW, Waits.OUR_REVIEW, *OF_KIND.values()})
"""Things that a day brings; those of one case and day are one thing that waits."""


@frozen
class Settled:
    """Who settles a kind of task that is given to nobody.

    The owner of the case; without one ``by_any`` who may assign it; who may do ``team``, in any
    case; ``by_second`` what another member than its author may, who must, if there is one;
    ``by_stand_in`` if those who stand in for one who may do it see it too.
    """

    by_owner: bool = True
    by_any: bool = True
    team: Act | None = None
    by_second: Act | None = None
    by_stand_in: bool = False


MET = Settled(
    by_owner=False,
    by_any=False,
    team=Act.DECIDE_CONFLICT,
    by_second=Act.MOVE_CASE,
    by_stand_in=True,
)
"""A member who may decide, or their stand-in, looks at what another recorded of a deadline."""

SETTLED_BY: Mapping[TaskKind, Settled] = {
    TaskKind.SECOND_DECISION: Settled(
        by_owner=False, team=Act.DECIDE_CONFLICT, by_second=Act.DECIDE_CONFLICT
    ),
    TaskKind.TELL: Settled(),
    TaskKind.ACCEPTED_WITHOUT_OWNER: Settled(),
    TaskKind.REPLACED_DATE: Settled(team=Act.DECIDE_CONFLICT, by_second=Act.MOVE_CASE),
    TaskKind.CONFIRM_MET: replace(MET, by_owner=True),
    TaskKind.CONFIRM_MISSED: MET,
    TaskKind.LOOK_OVER: replace(MET, by_stand_in=False),
    TaskKind.LIFT_HOLD: Settled(by_owner=False, team=Act.HOLD_CASE, by_second=Act.HOLD_CASE),
    TaskKind.LOOK_UP: Settled(),
    TaskKind.ANSWERED_AGAIN: Settled(),
}


class Item(NamedTuple):
    """A thing that waits: kind, day and case, and what is written of a date under the seal.

    ``given_to`` is the member who is to settle a task, ``about`` the id of what it is about.
    """

    waits: Waits | TaskKind
    on: date
    case: Case
    time: str = ""
    note: str = ""
    interpreter: str = ""
    rule: str = ""
    set_by: str = ""
    given_to: str | None = None
    about: str = ""


SEALED = ("time", "note", "interpreter", "rule", "set_by")
"""Names of what is sealed of a date; they stay empty where the case does not open."""


def queues_of(queue: Queue, covered: Sequence[str]) -> list[Queue]:
    """Return the view for the member, and for each absent member for whom they stand in.

    A volunteer sees what was lent to them and stands in for nobody.
    """
    others = () if queue.lent is not None else covered
    return [queue, *(replace(queue, member_id=member_id) for member_id in others)]


def own_queue(queue: Queue) -> Queue:
    """Return the view of the member's own cases; for a volunteer, of those lent to them."""
    view = View.ALL if queue.lent is not None else View.MINE
    return replace(queue, view=view, filters=Filters(), order=Order.DUE)


def asked_queue(queue: Queue) -> Queue:
    """Return the view of the member's own cases whose applicants asked for a call."""
    return replace(own_queue(queue), filters=Filters(call=Call.ASKED.value))


def items_of(queue: Queue, reader: Reader, covered: Sequence[str] = ()) -> list[Item]:
    """Return what waits for the reader: now, P0 first, then on the days of a week ahead.

    *queue* names the team, the day, and the cases that the reader may see. Each of its parts shows
    at most ``side_lists.MOST`` cases: the most urgent of them. *covered* are the ids of absent
    members for whom the reader stands in.
    """
    items = [
        Item(
            TaskKind(task.kind),
            task.on,
            case,
            given_to=task.for_id or case.assignee_id,
            about=task.about,
        )
        for task, case in waiting_tasks(queue, _seen(queue, reader.roles, covered))
    ]
    items += _decisions(queue, reader)
    for owned in queues_of(queue, covered):
        items += [*_dates(owned, reader), *_asked_for(owned)]
    return sorted(
        items,
        key=lambda item: (
            max(item.on, queue.today),
            item.case.tier,
            item.on,
            item.time,
            item.case.id,
        ),
    )


def count_waiting(queue: Queue, roles: Sequence[str], covered: Sequence[str] = ()) -> int:
    """Return how many things wait today.

    These are replies, requests for a call, cases due by today, tasks, decisions and holds; and
    those of *covered*, as :func:`items_of` has them. No key is needed, so that the header of a page
    shows the count where keys do not open.
    """
    count = 0
    for owned in queues_of(queue, covered):
        bands = band_counts(own_queue(owned), (Band.LATE, Band.TODAY))
        count += sum(bands.values()) + count_of(asked_queue(owned))
        if replies := reply_queue(owned):
            count += count_of(replies)
    count += count_tasks(queue, _seen(queue, roles, covered))
    if may(roles, Act.DECIDE_CONFLICT):
        count += sum(map(len, decisions_of(queue)))
    return count


def decisions_of(queue: Queue) -> tuple[set[str], set[str]]:
    """Return the ids of the cases that ask for a supervisor, and of others that are held.

    Of each, at most one more than ``side_lists.COUNTED``.
    """
    asking, held = side_lists.ids(queue.team_id, hidden=queue.hidden)
    return asking - held, held


def reply_queue(queue: Queue) -> Queue | None:
    """Return the view of replies in the member's own cases; ``None`` for a volunteer."""
    if queue.lent is not None:
        return None
    return replace(queue, view=View.REPLIES, filters=Filters(owner=queue.member_id))


def _asked_for(queue: Queue) -> Iterator[Item]:
    """Yield the replies and the requests for a call in the member's own cases, whatever their day.

    A volunteer answers no replies.
    """
    asked = [(Waits.CALL_ASKED, asked_queue(queue))]
    if replies := reply_queue(queue):
        asked.append((Waits.REPLY, replies))
    for waits, view in asked:
        for case in page_of(view, after=None, size=side_lists.MOST).cases:
            yield Item(waits, queue.today, case)


def _dates(queue: Queue, reader: Reader) -> Iterator[Item]:
    until = queue.today + AHEAD
    due = page_of(own_queue(queue), after=None, size=side_lists.MOST).cases
    cases = [case for case in due if case.due_on <= until]
    open_dates = entries.open_of_cases([case.id for case in cases], until=until)
    dates = [DueDate(entry=row, case=case) for case in cases for row in open_dates.get(case.id, ())]
    details = date_details(dates, reader)
    for case in cases:
        rows = open_dates.get(case.id, ())
        if case.looked_on is None:
            yield Item(Waits.FIRST_REVIEW, case.due_on, case)
        elif not any(row.on <= case.due_on for row in rows):  # a P0, or one that was reopened
            yield Item(Waits.FOLLOW_UP, case.due_on, case)
        for row in rows:
            sealed = details.get(row.id, {})
            is_ours = row.kind == Kind.ACT_BY and sealed.get("set_by") == SetBy.US
            yield Item(
                Waits.OUR_REVIEW if is_ours else OF_KIND[Kind(row.kind)],
                max(row.on, case.due_on) if row.kind == Kind.PLAN_BY else row.on,
                case,
                **{name: sealed.get(name, "") for name in SEALED},
            )


def _decisions(queue: Queue, reader: Reader) -> Iterator[Item]:
    """Yield the cases about which only a member who may decide can say more."""
    if not reader.may(Act.DECIDE_CONFLICT):
        return
    held = side_lists.held(queue.team_id, hidden=queue.hidden)
    held_ids = {case.id for case in held}
    for case in held:
        yield Item(Waits.HELD, min(case.due_on, queue.today), case)
    for case in side_lists.asking(queue.team_id, hidden=queue.hidden):
        if case.id not in held_ids:
            yield Item(Waits.ASKS_SUPERVISOR, min(case.due_on, queue.today), case)


def _seen(queue: Queue, roles: Sequence[str], covered: Sequence[str]) -> Seen:
    """Return which tasks the member sees. A volunteer sees only those given to them.

    Their own acts they see where no other member is left who may settle them.
    """
    is_lent = queue.lent is not None
    owned = [kind for kind, by in SETTLED_BY.items() if by.by_owner and not is_lent]
    team = staff.members_of(queue.team_id)
    others = [each.roles for each in team if each.id != queue.member_id]
    decide = [each.id for each in team if may(each.roles, Act.DECIDE_CONFLICT)]
    away = [member for id_ in covered if (member := staff.find(id_)) and not member.disabled_on]
    return Seen(
        member_ids=(queue.member_id,) if is_lent else (queue.member_id, *covered),
        owned=owned,
        unowned=[kind for kind in owned if may(roles, Act.ASSIGN) and SETTLED_BY[kind].by_any],
        team=[kind for kind, by in SETTLED_BY.items() if by.team and may(roles, by.team)],
        second=[
            kind
            for kind, by in SETTLED_BY.items()
            if by.by_second and any(may(each, by.by_second) for each in others)
        ],
        covering=[kind for kind, by in SETTLED_BY.items() if by.by_stand_in],
        left=[kind for kind, by in SETTLED_BY.items() if by.by_second and may(roles, by.by_second)],
        alone=() if len(decide) > 1 else decide or [each.id for each in team],
        deciders=[member.id for member in away if may(member.roles, Act.DECIDE_CONFLICT)],
    )


@record
class Rest:
    """The number of cases that a part of the list leaves out, and the view that has them.

    ``waits`` names the part; that of all dates is ``FOLLOW_UP``.
    """

    waits: Waits
    count: int
    queue: Queue


def rests_of(queue: Queue, items: Sequence[Item], roles: Sequence[str]) -> list[Rest]:
    """Return what each part of *items* leaves out; nothing for a part that is whole."""
    shown = Counter(item.waits for item in items)
    own, most = own_queue(queue), side_lists.MOST
    parts = [Rest(Waits.FOLLOW_UP, sum(band_counts(own, WITHIN).values()) - most, own)]
    replies, asked = reply_queue(queue), asked_queue(queue)
    if replies and shown[Waits.REPLY] == most:
        parts.append(Rest(Waits.REPLY, count_of(replies) - most, replies))
    if shown[Waits.CALL_ASKED] == most:
        parts.append(Rest(Waits.CALL_ASKED, count_of(asked) - most, asked))
    if may(roles, Act.DECIDE_CONFLICT):
        asking, held = decisions_of(queue)
        for waits, ids, filters in (
            (Waits.HELD, held, Filters(status=Status.CONFLICT_HOLD.value)),
            (Waits.ASKS_SUPERVISOR, asking, Filters(tag=Tag.ASK_SUPERVISOR.value)),
        ):
            view = replace(queue, view=View.ALL, filters=filters)
            parts.append(Rest(waits, len(ids) - shown[waits], view))
    return [part for part in parts if part.count > 0]
