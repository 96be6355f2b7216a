"""Count the work that waits for the signed-in member, for the header, and find the next of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask import url_for
from flask_babel import gettext

from intake.actions.queue.my_work import Item, Waits, count_waiting, items_of
from intake.amendments import two_people
from intake.amendments.models import Amendment, PlaceChange, WordingChange
from intake.amendments.two_people import AnyChange
from intake.frozen import frozen
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.app_context import once_a_request, today
from intake.web.desk.common.invented import label_of
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue, current_workers
from intake.web.desk.common.words import TASK
from intake.words import N_

CHANGES: Mapping[str, tuple[type[AnyChange], Act]] = {
    "law": (Amendment, Act.APPROVE_LAW),
    "places": (PlaceChange, Act.APPROVE_LAW),
    "letters": (WordingChange, Act.APPROVE_WORDING),
}
"""Table of each kind of change that waits for a second person, and the act that approves."""


@frozen
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
    """Return the ids of other members whose work the signed-in one does today, as a stand-in."""
    me = signed_in().member.id
    workers = current_workers().items()
    return tuple(owner_id for owner_id, worker_id in workers if worker_id == me != owner_id)


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
    says = LINES[item.waits][0]
    return NextWork(
        says=gettext(says),
        label=label_of(item.case.reference, invented=item.case.invented),
        url=url_of(item),
    )


def url_of(item: Item) -> str:
    """Return the page to which a line of the list leads; a date has one of its own."""
    endpoint, reference = LINES[item.waits][1], item.case.reference
    if endpoint == "met.show":
        return url_for(endpoint, reference=reference, entry_id=item.about)
    return url_for(endpoint, reference=reference)


LINES: Mapping[StrEnum, tuple[str, str, str]] = {
    Waits.REPLY: (N_("New reply"), "messages.show", N_("Read the reply")),
    Waits.CALL_ASKED: (N_("Asks for a call"), "contact.show", N_("Call or log a call")),
    Waits.CALL: (N_("Call"), "contact.show", N_("Log the call")),
    Waits.FIRST_REVIEW: (N_("First review"), "case.show", N_("Review")),
    Waits.FOLLOW_UP: (N_("Follow up"), "case.show", N_("Open")),
    Waits.ACT_BY: (N_("Act by"), "case.show", N_("Open")),
    Waits.PLAN_BY: (N_("Start preparing"), "case.show", N_("Open")),
    Waits.ASKS_SUPERVISOR: (N_("Asks for a supervisor"), "case.show", N_("Open")),
    Waits.HELD: (N_("Conflict hold"), "case.show", N_("Decide")),
    **TASK,
}
"""Words of a line, the page to which it leads, and the words of the link."""

REST: Mapping[Waits, tuple[str, str]] = {
    Waits.FOLLOW_UP: (
        N_("%(num)s more of your cases is due within seven days."),
        N_("%(num)s more of your cases are due within seven days."),
    ),
    Waits.REPLY: (N_("%(num)s more reply."), N_("%(num)s more replies.")),
    Waits.CALL_ASKED: (
        N_("%(num)s more request for a call."),
        N_("%(num)s more requests for a call."),
    ),
    Waits.HELD: (N_("%(num)s more conflict hold."), N_("%(num)s more conflict holds.")),
    Waits.ASKS_SUPERVISOR: (
        N_("%(num)s more case asks for a supervisor."),
        N_("%(num)s more cases ask for a supervisor."),
    ),
}
"""Sentences about the cases that a part of the list leaves out, for one and for several."""

APPROVAL: Mapping[str, tuple[str, str, str]] = {
    "law": (
        "law.show",
        N_("%(num)s legal value waits for approval"),
        N_("%(num)s legal values wait for approval"),
    ),
    "places": (
        "places.show",
        N_("%(num)s change of a referral contact waits for approval"),
        N_("%(num)s changes of referral contacts wait for approval"),
    ),
    "letters": (
        "letters.show",
        N_("%(num)s change of a message template waits for approval"),
        N_("%(num)s changes of message templates wait for approval"),
    ),
}
"""Page, and sentences for one and for several, of each kind of change that waits for approval."""
