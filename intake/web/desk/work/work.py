"""The home of the desk: the work of the signed-in member, by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, ngettext

from intake.actions.opening.read_cards import read_cards
from intake.actions.queue.my_work import Item, heading_day, items_of
from intake.actions.queue.proposals import own_proposals
from intake.actions.queue.work_rest import rests_of
from intake.amendments import two_people
from intake.amendments.models import PlaceChange
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.queue_counts import band_counts, count_of
from intake.cases.views import Band, Filters, Queue, View
from intake.referrals.places import due_soon, overdue
from intake.staff.preferences import Preference, has_preference
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import referral_places, today
from intake.web.desk.calendar import renew_feed_in_passing
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.reader import MemberNames, current_reader, record_shown
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.rows import languages_of
from intake.web.desk.common.view import current_queue, query_of
from intake.web.desk.common.words import why_chip
from intake.web.desk.queue.in_passing import check_in_passing, settle_in_passing
from intake.web.desk.work.waiting import (
    APPROVAL,
    REST,
    TO_DO,
    WAITS,
    covered_members,
    next_work,
    waiting_approvals,
    waiting_count,
)

blueprint = Blueprint("work", __name__)
blueprint.add_app_template_global(waiting_count)
blueprint.add_app_template_global(next_work)


@blueprint.get("/desk/work")
@staff(Act.OPEN_CASE)
def show() -> ResponseReturnValue:
    """Show what waits: overdue, today, and the next seven days."""
    check_in_passing()
    return work_page()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that waits, in words, with the link that does it; ``why`` names a deadline.

    ``covers`` is the name of an absent owner for whom the member stands in.
    """

    says: str
    why: str
    time: str
    label: str
    name: str
    tier: str
    languages: str
    note: str
    url: str
    do: str
    covers: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The lines of a day; ``css`` marks those that are overdue or due today."""

    title: str
    css: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A closing that the member proposed and that a colleague must approve."""

    case: Case
    label: str
    name: str
    url: str
    withdraw_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """Changes of law or of referral contacts that wait for a second person."""

    says: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreCases:
    """The number of cases that a part of the list leaves out, in words, and where they are."""

    says: str
    url: str


def work_page() -> str:
    """Return the page of the signed-in member."""
    member, queue, reader = signed_in().member, current_queue(), current_reader()
    settle_in_passing(queue)
    renew_feed_in_passing(queue)
    items = items_of(queue, reader, covered_members())
    proposed = own_proposals(queue) if may(reader.roles, Act.MOVE_CASE) else []
    cases = list({case.id: case for case in [*(item.case for item in items), *proposed]}.values())
    cards = read_cards(cases, reader)
    days = _days(items, cards)
    approvals = _approvals()
    unassigned, overdue = _unassigned(queue) if may(reader.roles, Act.ASSIGN) else (0, 0)
    html = render_template(
        "desk/work/work.html",
        member=member,
        alerts=alerts(),
        day=today(),
        days=days,
        approvals=approvals,
        proposals=_proposals(proposed, cards),
        count=len(items) + len(approvals),
        now_count=sum(item.on <= today() for item in items),
        rests=_rests(queue, items, reader.roles),
        first_url=days[0].lines[0].url if days else "",
        unassigned=unassigned,
        unassigned_overdue=overdue,
        unassigned_url=url_for("queue.show", view=View.UNASSIGNED.value),
        **recent_action_context(),
    )
    record_shown(len(cases))
    return html


def _unassigned(queue: Queue) -> tuple[int, int]:
    """Return how many cases nobody owns, and how many of them are overdue."""
    whole = replace(queue, view=View.UNASSIGNED, filters=Filters())
    if not (count := count_of(whole)):
        return 0, 0
    return count, band_counts(whole, (Band.LATE,))[Band.LATE]


def _days(items: Sequence[Item], cards: Mapping[str, Card]) -> list[Day]:
    labels = labels_of({item.case.reference for item in items})
    hides = has_preference(signed_in().member, Preference.HIDE_NAMES)
    covered = covered_members()
    names = MemberNames(signed_in().member.team_id) if covered else None

    def line(item: Item) -> Line:
        card = cards.get(item.case.id) or Card()
        name = "" if hides else card.name_to_use
        owner = item.case.assignee_id if item.case.assignee_id in covered else None
        says_for = names.of(owner) if names else ""
        shown = _line(item, labels[item.case.reference], name, languages_of(item.case, card))
        return replace(shown, covers=says_for)

    return [
        Day(title=_title(on), css=_css(on), lines=tuple(map(line, group)))
        for on, group in groupby(items, key=lambda item: heading_day(item, today()))
    ]


def _proposals(cases: Sequence[Case], cards: Mapping[str, Card]) -> list[Proposal]:
    labels = labels_of({case.reference for case in cases})
    hides = has_preference(signed_in().member, Preference.HIDE_NAMES)
    return [
        Proposal(
            case=case,
            label=labels[case.reference],
            name="" if hides else (cards.get(case.id) or Card()).name_to_use,
            url=_url("decision.show", case),
            withdraw_url=_url("proposals.withdraw", case),
        )
        for case in cases
    ]


def _rests(queue: Queue, items: Sequence[Item], roles: Sequence[str]) -> list[MoreCases]:
    return [
        MoreCases(
            says=ngettext(*REST[rest.waits], rest.count),
            url=url_for("queue.show", **query_of(rest.queue)),
        )
        for rest in rests_of(queue, items, roles)
    ]


def _title(on: date) -> str:
    if on < today():
        return gettext("Overdue")
    if on == today():
        return gettext("Today")
    return str(format_date(on, "EEEE d MMMM"))


def _css(on: date) -> str:
    return "late" if on < today() else "today" if on == today() else "later"


def _line(item: Item, label: str, name: str, languages: Iterable[str]) -> Line:
    endpoint, do = TO_DO[item.waits]
    return Line(
        says=gettext(WAITS[item.waits]),
        why=gettext(why_chip(item.rule).says) if item.rule else "",
        time=item.time,
        label=label,
        name=name,
        tier=item.case.tier,
        languages=", ".join(languages),
        note=" · ".join(filter(None, (item.interpreter, item.note))),
        url=_url(endpoint, item.case),
        do=gettext(do),
    )


def _url(endpoint: str, case: Case) -> str:
    return url_for(endpoint, reference=case.reference)


def _approvals() -> list[Approval]:
    """Return what this member may approve, because a colleague proposed it, or may check."""
    to_approve = [
        Approval(says=ngettext(*APPROVAL[kind][1:], count), url=url_for(APPROVAL[kind][0]))
        for kind, count in waiting_approvals()
        if count
    ]
    url = url_for("places.show", _anchor="contacts")
    return [*to_approve, *(Approval(says=says, url=url) for says in contacts_due())]


def contacts_due() -> Iterator[str]:
    """Yield sentences that count them. Those with a change that waits are left out."""
    if not may(signed_in().member.roles, Act.AMEND_LAW):
        return
    changing = {change.place_id for change in two_people.pending(PlaceChange)}
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
