"""Count the cases that a member's work leaves out: each of its parts shows only the soonest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.actions.queue.my_work import (
    AHEAD,
    Item,
    Waits,
    asked_queue,
    decisions_of,
    own_queue,
    reply_queue,
)
from intake.cases import side_lists
from intake.cases.pipeline import Status
from intake.cases.queue_counts import band_counts, count_of
from intake.cases.tags import Tag
from intake.cases.views import FARTHEST, Filters, Queue, View
from intake.staff.roles import Act, may

WITHIN = tuple(band for band, days in FARTHEST.items() if days <= AHEAD.days)
"""Bands of the queue that the dates of the list cover."""


@dataclass(frozen=True, kw_only=True, slots=True)
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
    parts = [*_own_parts(queue, shown)]
    if may(roles, Act.DECIDE_CONFLICT):
        parts += _decisions(queue, shown)
    return [part for part in parts if part.count > 0]


def _own_parts(queue: Queue, shown: Counter[Waits]) -> Iterator[Rest]:
    own, replies, asked = own_queue(queue), reply_queue(queue), asked_queue(queue)
    due = sum(band_counts(own, WITHIN).values()) - side_lists.MOST
    yield Rest(waits=Waits.FOLLOW_UP, count=due, queue=own)
    if replies and shown[Waits.REPLY] == side_lists.MOST:
        count = count_of(replies) - side_lists.MOST
        yield Rest(waits=Waits.REPLY, count=count, queue=replies)
    if shown[Waits.CALL_ASKED] == side_lists.MOST:
        count = count_of(asked) - side_lists.MOST
        yield Rest(waits=Waits.CALL_ASKED, count=count, queue=asked)


def _decisions(queue: Queue, shown: Counter[Waits]) -> Iterator[Rest]:
    """Yield what is left of holds and of what waits for a supervisor."""
    asking, held = decisions_of(queue)
    whole = replace(queue, view=View.ALL)
    filters = Filters(status=Status.CONFLICT_HOLD.value)
    count = len(held) - shown[Waits.HELD]
    yield Rest(waits=Waits.HELD, count=count, queue=replace(whole, filters=filters))
    filters = Filters(tag=Tag.ASK_SUPERVISOR.value)
    shown_here = (Waits.ASKS_SUPERVISOR, Waits.SECOND_DECISION, Waits.REPLACED_DATE)
    count = len(asking) - sum(shown[waits] for waits in shown_here)
    yield Rest(waits=Waits.ASKS_SUPERVISOR, count=count, queue=replace(whole, filters=filters))
