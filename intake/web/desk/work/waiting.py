"""Count the work that waits for the signed-in member, for the header, and find the next of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from intake.actions.queue.my_work import count_waiting, items_of
from intake.amendments import two_people
from intake.amendments.models import Amendment, PlaceChange, WordingChange
from intake.amendments.two_people import AnyChange
from intake.staff.covering import covered_by
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.app_context import once_a_request, today
from intake.web.desk.common.invented import label_of
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue
from intake.web.desk.work.work_words import TO_DO, WAITS

CHANGES: Mapping[str, tuple[type[AnyChange], Act]] = {
    "law": (Amendment, Act.APPROVE_LAW),
    "places": (PlaceChange, Act.APPROVE_LAW),
    "letters": (WordingChange, Act.APPROVE_WORDING),
}
"""Table of each kind of change that waits for a second person, and the act that approves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextWork:
    """The next thing of a member's work, in words and as an address."""

    says: str
    label: str
    url: str


@once_a_request
def waiting_count() -> int:
    """Return how many things wait today."""
    own = count_waiting(current_queue(), signed_in().member.roles, covered_members())
    return own + sum(number for _, number in waiting_approvals())


@once_a_request
def covered_members() -> tuple[str, ...]:
    """Return the ids of absent members for whom the member stands in."""
    member = signed_in().member
    return covered_by(member.id, team_id=member.team_id, on=today())


@once_a_request
def waiting_approvals() -> tuple[tuple[str, int], ...]:
    """Return the kinds of changes that this member may approve, and how many of each wait.

    Their own proposals are left out.
    """
    member = signed_in().member
    return tuple(
        (kind, two_people.count_pending(model, besides=member.id))
        for kind, (model, act) in CHANGES.items()
        if may(member.roles, act)
    )


def next_work(case_id: str) -> NextWork | None:
    """Return the first thing that waits today in another case than this one, or ``None``."""
    items = items_of(current_queue(), current_reader(), covered_members())
    others = (item for item in items if item.case.id != case_id and item.on <= today())
    if (item := next(others, None)) is None:
        return None
    return NextWork(
        says=gettext(WAITS[item.waits]),
        label=label_of(item.case.reference, invented=item.case.invented),
        url=url_for(TO_DO[item.waits][0], reference=item.case.reference),
    )
