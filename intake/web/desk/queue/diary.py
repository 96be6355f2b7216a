"""Deadlines and reminders of the team's open cases, by week or by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from intake.actions.opening.read_cards import read_cards
from intake.actions.queue.agenda import (
    MOST,
    Agenda,
    DateDetails,
    DueDate,
    counts_between,
    date_details,
    dates_between,
)
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.views import EVERY_OFFICE
from intake.diary.models import Kind
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import law, today
from intake.web.desk.calendar import renew_feed_in_passing
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.view import current_queue, day_in
from intake.web.desk.common.words import KIND, why_chip
from intake.web.desk.offices.office_parts import offices_listed
from intake.web.desk.queue.in_passing import settle_in_passing
from intake.words import N_

WEEK_DAYS = 7
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Span(StrEnum):
    """The time that a page shows."""

    WEEK = "week"
    MONTH = "month"
    PASSED = "passed"
    """Everything before today that is still open."""


SPAN: Mapping[Span, str] = {
    Span.WEEK: N_("Week"),
    Span.MONTH: N_("Month"),
    Span.PASSED: N_("Passed, still open"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The page that the address asks for: which time, around which day, whose, of which offices."""

    span: Span
    day: date
    is_mine: bool
    is_every_office: bool = False

    @property
    def first(self) -> date:
        """The Monday of the week, or the first of the month."""
        if self.span is Span.MONTH:
            return self.day.replace(day=1)
        return self.day - timedelta(days=self.day.weekday())

    @property
    def after(self) -> date:
        """The first day after the week or the month."""
        if self.span is Span.MONTH:
            return (self.first + timedelta(days=31)).replace(day=1)
        return self.first + timedelta(days=WEEK_DAYS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One date in words. ``exact`` is its exact day where the one it is listed under is early.

    ``details`` has the time and the interpreter of a call. ``why`` names the rule of a date that
    looks like another one of its case.
    """

    kind: str
    case: Case
    owner: str
    exact: date | None
    details: DateDetails
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day with its dates. ``counts`` has words and a number for each kind in a month."""

    on: date
    lines: tuple[Line, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    url: str = ""
    is_today: bool = False
    is_other_month: bool = False
    is_holiday: bool = False


def diary_page() -> str:
    """Return the page that this address asks for."""
    member, asked = signed_in().member, _asked()
    queue = current_queue()
    settle_in_passing(queue)
    renew_feed_in_passing(queue)
    agenda = Agenda(
        team_id=member.team_id,
        owner_id=member.id if asked.is_mine else "",
        hidden=queue.hidden,
        lent=queue.lent,
        elsewhere=() if asked.is_every_office else queue.elsewhere,
    )
    all_offices_url = _url(replace(asked, is_every_office=True))
    is_month = asked.span is Span.MONTH
    dates = [] if is_month else _dates(agenda, asked)
    return render_template(
        "desk/queue/diary.html",
        member=member,
        alerts=alerts(),
        asked=asked,
        tabs=[(gettext(SPAN[span]), _url(asked, span=span), span is asked.span) for span in Span],
        mine_url=_url(asked, mine=not asked.is_mine),
        listed_offices=None
        if asked.is_mine or asked.is_every_office
        else offices_listed(all_offices_url),
        whole_team=may(member.roles, Act.SEARCH),
        before_url=_url(asked, day=asked.first - timedelta(days=1)),
        after_url=_url(asked, day=asked.after),
        today_url=_url(asked, day=today()),
        weeks=_weeks(agenda, asked) if is_month else [],
        days=_days(dates[:MOST], asked),
        most=MOST if len(dates) > MOST else 0,
    )


def day_name(day: date) -> str:
    """Return the name of the weekday."""
    return str(format_date(day, "EEEE"))


def _asked() -> Asked:
    """Read the address; ignore what is invalid. Volunteers see the dates of their own cases."""
    span, day = request.args.get("span", ""), day_in(request.args.get("day", "")) or today()
    own_only = not may(signed_in().member.roles, Act.SEARCH)
    return Asked(
        span=Span(span) if span in set(Span) else Span.WEEK,
        day=day if EARLIEST < day < LATEST else today(),
        is_mine=own_only or request.args.get("mine") == "1",
        is_every_office=request.args.get("office") == EVERY_OFFICE,
    )


def _url(
    asked: Asked, *, span: Span | None = None, day: date | None = None, mine: bool | None = None
) -> str:
    """Return the address of another page: what is not given stays as it is."""
    query: dict[str, Any] = {"span": (span or asked.span).value}
    if (day := day or asked.day) != today():
        query["day"] = day.isoformat()
    if asked.is_mine if mine is None else mine:
        query["mine"] = "1"
    if asked.is_every_office:
        query["office"] = EVERY_OFFICE
    return url_for("diary.show", **query)


def _dates(agenda: Agenda, asked: Asked) -> Sequence[DueDate]:
    if asked.span is Span.PASSED:
        return dates_between(agenda, None, today() - timedelta(days=1))
    return dates_between(agenda, asked.first, asked.after - timedelta(days=1))


def _days(dates: Sequence[DueDate], asked: Asked) -> list[Day]:
    """Return the days of a week with their dates, or those of the past that have some."""
    names, cards = MemberNames(signed_in().member.team_id), _cards_of(dates)
    details = date_details(dates, current_reader())
    lines = {
        day: tuple(
            _line(due, names, cards.get(due.case.id), details.get(due.entry.id, DateDetails()))
            for due in group
        )
        for day, group in groupby(dates, key=lambda due: due.entry.on)
    }
    if asked.span is Span.WEEK:
        days = [asked.first + timedelta(days=number) for number in range(WEEK_DAYS)]
        return [_day(day, asked, lines=lines.get(day, ())) for day in days]
    return [_day(day, asked, lines=lines[day]) for day in lines]


def _cards_of(dates: Sequence[DueDate]) -> Mapping[str, Card]:
    """Return the cards of the cases with an early day, if this member may open cases."""
    reader = current_reader()
    early = {due.case.id: due.case for due in dates if due.entry.early}
    return read_cards([*early.values()], reader) if may(reader.roles, Act.OPEN_CASE) else {}


def _line(due: DueDate, names: MemberNames, card: Card | None, details: DateDetails) -> Line:
    kind = gettext(KIND[Kind(due.entry.kind)])
    exact = card.exact_day(due.entry.on, early=True) if card and due.entry.early else None
    owner = names.of(due.case.assignee_id)
    why = f"{gettext(why_chip(details.rule).says)} ({details.rule})" if details.rule else ""
    return Line(kind=kind, case=due.case, owner=owner, exact=exact, details=details, why=why)


def _weeks(agenda: Agenda, asked: Asked) -> list[list[Day]]:
    """Return the weeks of a month, from Monday to Sunday, each day with its counts."""
    monday = asked.first - timedelta(days=asked.first.weekday())
    count = -(-(asked.after - monday).days // WEEK_DAYS)
    last = monday + timedelta(days=count * WEEK_DAYS - 1)
    counts = counts_between(agenda, monday, last)
    days = [
        _day(day, asked, counts=_in_words(counts.get(day, {})))
        for day in (monday + timedelta(days=number) for number in range(count * WEEK_DAYS))
    ]
    return [days[start : start + WEEK_DAYS] for start in range(0, len(days), WEEK_DAYS)]


def _in_words(counts: Mapping[Kind, int]) -> tuple[tuple[str, int], ...]:
    return tuple((gettext(KIND[kind]), counts[kind]) for kind in Kind if kind in counts)


def _day(
    day: date,
    asked: Asked,
    *,
    lines: tuple[Line, ...] = (),
    counts: tuple[tuple[str, int], ...] = (),
) -> Day:
    return Day(
        on=day,
        lines=lines,
        counts=counts,
        url=_url(asked, span=Span.WEEK, day=day),
        is_today=day == today(),
        is_other_month=asked.span is Span.MONTH and day.month != asked.first.month,
        is_holiday=day in law().holidays,
    )


blueprint = Blueprint("diary", __name__)
blueprint.add_app_template_filter(day_name, "dayname")


@blueprint.get("/desk/diary")
@staff(Act.SEE_DIARY)
def show() -> ResponseReturnValue:
    """Show the dates of a week, of a month, or those that have passed and are still open."""
    return diary_page()
