"""Count the work that waits for the signed-in member, for the header, and find the next of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext

from intake.actions.queue.my_work import count_waiting, items_of
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.common.invented import label_of
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue
from intake.web.desk.work.work_words import TO_DO, WAITS


@dataclass(frozen=True, kw_only=True, slots=True)
class NextWork:
    """The next thing of a member's work, in words and as an address."""

    says: str
    label: str
    url: str


def waiting_count() -> int:
    """Return how many things wait today. Read once a request."""
    if "waiting_count" not in g:
        g.waiting_count = count_waiting(current_queue(), signed_in().member.roles)
    count: int = g.waiting_count
    return count


def next_work(case_id: str) -> NextWork | None:
    """Return the first thing that waits today in another case than this one, or ``None``."""
    items = items_of(current_queue(), current_reader())
    others = (item for item in items if item.case.id != case_id and item.on <= today())
    if (item := next(others, None)) is None:
        return None
    return NextWork(
        says=gettext(WAITS[item.waits]),
        label=label_of(item.case.reference, invented=item.case.invented),
        url=url_for(TO_DO[item.waits][0], reference=item.case.reference),
    )
