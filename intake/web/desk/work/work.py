"""The home of the desk: the work of the signed-in member, by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, ngettext

from intake.actions.law.publish import waiting
from intake.actions.queue.my_work import DATES, Item, Waits, count_waiting, items_of, rests_of
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.queue_counts import band_counts, count_of
from intake.cases.tasks import TaskKind, cases_with_task
from intake.cases.views import Band, Filters, Queue, View
from intake.referrals.places import due_soon, overdue
from intake.staff.store import Act, may
from intake.triage.deadlines import Tier
from intake.web.access import current_member, installation, staff
from intake.web.app_context import once_a_request, referral_places, today
from intake.web.desk.calendar import renew_feed_in_passing
from intake.web.desk.common.alerts import alerts, label_of, labels_of
from intake.web.desk.common.reader import cards_of, current_reader, name_of, record_shown
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.rows import languages_of
from intake.web.desk.common.view import current_queue, current_workers, query_of
from intake.web.desk.common.words import TASK, WorkLine
from intake.web.desk.queue.diary import check_in_passing, settle_in_passing
from intake.words import Pairs, table_beside

CHANGES: Mapping[str, tuple[str, Act]] = {
    "law": ("amendment", Act.APPROVE_LAW),
    "places": ("place", Act.APPROVE_LAW),
    "letters": ("wording", Act.APPROVE_WORDING),
}
"""Name of each kind of change that waits for a second person, and the act that approves."""


@once_a_request
def waiting_count() -> int:
    """Return how many things wait today."""
    own = count_waiting(current_queue(), current_member().roles, covered_members())
    return own + sum(number for _, number in waiting_approvals())


@once_a_request
def covered_members() -> tuple[str, ...]:
    """Return the ids of other members whose work the signed-in one does today, as a stand-in."""
    me = current_member().id
    workers = current_workers().items()
    return tuple(owner_id for owner_id, worker_id in workers if worker_id == me != owner_id)


@once_a_request
def waiting_approvals() -> tuple[tuple[str, int], ...]:
    """Return the kinds of changes that this member may approve, and how many of each wait.

    Their own proposals are left out.
    """
    member, changes = current_member(), waiting(installation())
    return tuple(
        (kind, sum(row.kind == name and not row.is_proposed_by(member.id) for row in changes))
        for kind, (name, act) in CHANGES.items()
        if may(member.roles, act)
    )


def next_work(case_id: str) -> dict[str, str] | None:
    """Return the first thing that waits today in another case than this one, or ``None``."""
    items = items_of(current_queue(), current_reader(), covered_members())
    others = (item for item in items if item.case.id != case_id and item.on <= today())
    if (item := next(others, None)) is None:
        return None
    return {
        "says": gettext(LINES[item.waits].says),
        "label": label_of(item.case.reference, invented=item.case.invented),
        "url": url_of(item),
    }


def url_of(item: Item) -> str:
    """Return the page to which a line of the list leads; a date has one of its own."""
    endpoint, reference = LINES[item.waits].endpoint, item.case.reference
    if endpoint == "met.show":
        return url_for(endpoint, reference=reference, entry_id=item.about)
    return url_for(endpoint, reference=reference)


LINES: Mapping[StrEnum, WorkLine] = {
    Waits.REPLY: WorkLine("New reply", "messages.show", "Read the reply"),
    Waits.CALL_ASKED: WorkLine("Asks for a call", "contact.show", "Call or log a call"),
    Waits.CALL: WorkLine("Call", "contact.show", "Log the call"),
    Waits.FIRST_REVIEW: WorkLine("First review", "case.show", "Review"),
    Waits.FOLLOW_UP: WorkLine("Follow up", "case.show", "Open"),
    Waits.ACT_BY: WorkLine("Act by", "case.show", "Open"),
    Waits.OUR_REVIEW: WorkLine("Our review", "case.show", "Open"),
    Waits.PLAN_BY: WorkLine("Start preparing", "case.show", "Open"),
    Waits.ASKS_SUPERVISOR: WorkLine("Asks for a supervisor", "case.show", "Open"),
    Waits.HELD: WorkLine("Conflict hold", "case.show", "Decide"),
    **TASK,
}
"""The line of each thing that waits."""

SENTENCES: Mapping[str, Pairs[str]] = table_beside(__file__)


blueprint = Blueprint("work", __name__)
blueprint.add_app_template_global(waiting_count)
blueprint.add_app_template_global(next_work)


@blueprint.get("/desk/work")
@staff(Act.OPEN_CASE)
def show() -> ResponseReturnValue:
    """Show what waits: overdue, today, and the next seven days."""
    check_in_passing()
    return work_page()


def work_page() -> str:
    """Return the page of the signed-in member."""
    queue, reader = current_queue(), current_reader()
    settle_in_passing(queue)
    renew_feed_in_passing(queue)
    items = items_of(queue, reader, covered_members())
    proposed = _own_proposals(queue) if reader.may(Act.MOVE_CASE) else []
    cases = list({case.id: case for case in [*(item.case for item in items), *proposed]}.values())
    cards = cards_of(cases, reader)
    days = _days(items, cards)
    approvals = _approvals()
    whole = replace(queue, view=View.UNASSIGNED, filters=Filters())
    unassigned = reader.may(Act.ASSIGN) and count_of(whole)
    urgent = replace(whole, filters=Filters(tier=Tier.P0.value))
    html = render_template(
        "desk/work/work.html",
        alerts=alerts(),
        day=today(),
        dated=(*DATES, TaskKind.TELL),
        words=LINES,
        days=days,
        approvals=approvals,
        proposals=proposed,
        cards=cards,
        labels=labels_of({case.reference for case in cases}),
        rests=[
            (ngettext(*SENTENCES["rest"][rest.waits], rest.count), query_of(rest.queue))
            for rest in rests_of(queue, items, reader.roles)
        ],
        unassigned=unassigned,
        unassigned_overdue=unassigned and band_counts(whole, (Band.LATE,))[Band.LATE],
        unassigned_p0=unassigned and count_of(urgent),
        **recent_action_context(),
    )
    record_shown(len(cases))
    return html


def _days(items: Sequence[Item], cards: Mapping[str, Card]) -> list[dict[str, Any]]:
    """Return what waits now and on each day, in words, with the link that does it.

    The dates of one case are one line.
    """
    covered = covered_members()
    groups: dict[date, dict[object, list[Item]]] = {}
    for item in items:
        lines = groups.setdefault(max(item.on, today()), {})
        lines.setdefault(item.case.id if item.waits in DATES else item, []).append(item)

    def line(dates: list[Item]) -> dict[str, Any]:
        item, card = dates[0], cards.get(dates[0].case.id, Card())
        to = item.given_to or item.case.assignee_id
        return {
            "dates": dates,
            "case": item.case,
            "card": card,
            "languages": ", ".join(languages_of(item.case, card)),
            "url": url_of(item),
            "covers": name_of(to) if to in covered else "",
        }

    return [
        {"title": _title(on), "lines": list(map(line, lines.values()))}
        for on, lines in groups.items()
    ]


def _title(on: date) -> str:
    return gettext("Now") if on == today() else str(format_date(on, "EEEE d MMMM"))


def _own_proposals(queue: Queue) -> list[Case]:
    """Return the open cases whose closing the member proposed and that wait, soonest due first."""
    ids = cases_with_task(TaskKind.SECOND_DECISION, by_id=queue.member_id) - {*queue.hidden}
    cases = (case for case in store.with_ids(sorted(ids)) if not case.is_closed)
    return sorted(cases, key=lambda case: (case.due_on, case.id))


def _approvals() -> list[tuple[str, str]]:
    """Return words and address of what this member may approve or check.

    A colleague proposed what is to be approved.
    """
    to_approve = [
        (ngettext(*SENTENCES["approval"][kind], count), url_for(f"{kind}.show"))
        for kind, count in waiting_approvals()
        if count
    ]
    url = url_for("places.show", _anchor="contacts")
    return [*to_approve, *((says, url) for says in contacts_due())]


def contacts_due() -> Iterator[str]:
    """Yield sentences that count them. Those with a change that waits are left out."""
    if not may(current_member().roles, Act.AMEND_LAW):
        return
    changing = {change.content.get("place_id") for change in waiting(installation(), "place")}
    places = [place for place in referral_places() if place.id not in changing]
    if late := len(overdue(places, on=today())):
        yield ngettext(
            "%(num)s referral contact is due for a check. Applicants do not see it",
            "%(num)s referral contacts are due for a check. Applicants do not see them",
            late,
        )
    if soon := len(due_soon(places, on=today())):
        yield ngettext(
            "%(num)s referral contact must be checked within two weeks, or applicants lose it",
            "%(num)s referral contacts must be checked within two weeks, or applicants lose them",
            soon,
        )
