"""Deadlines and reminders of the team's open cases, by week or by month."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from intake import clock
from intake.actions.access.unlock_keys import NoLongerMay
from intake.actions.case.tell_decision import letters_read, settle_read_letters
from intake.actions.conflicts.check_conflicts import check_next, settle_conflicts
from intake.actions.conflicts.wall_case import wall_withdrawn
from intake.actions.opening.case_keys import NOT_OPENED, Actor
from intake.actions.queue.agenda import (
    MOST,
    Agenda,
    DueDate,
    cases_to_settle,
    counts_between,
    date_details,
    dates_between,
    settle_cases,
)
from intake.cases.card import Card
from intake.cases.store import NoSuchCase
from intake.cases.views import EVERY_OFFICE, Queue
from intake.cases.walls import withdrawn_without_wall
from intake.diary.models import Kind, State, title_of
from intake.extensions import db, saving, writing
from intake.frozen import frozen
from intake.keys.store import UntrustedTeamKey
from intake.staff.store import Act, may
from intake.web.access import current_member, staff, tolerating_write_faults
from intake.web.app_context import Values, law, today
from intake.web.desk.calendar import renew_feed_in_passing
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.reader import (
    actor_of,
    cards_of,
    current_reader,
    name_of,
    record_shown,
    save_packs,
)
from intake.web.desk.common.view import current_queue, day_in
from intake.web.desk.offices import offices_listed
from intake.words import Labelled

WEEK_DAYS = 7
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


blueprint = Blueprint("diary", __name__)
blueprint.add_app_template_filter(lambda day: format_date(day, "EEEE"), "dayname")


class Span(Labelled):
    """The time that a page shows."""

    WEEK = "week", "Week"
    MONTH = "month", "Month"
    PASSED = "passed", "Passed, still open"
    """Everything before today that is still open."""
    UNPROVEN = "unproven", "Old, without proof"
    """Deadlines that ended before proof was asked for."""


@frozen
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


@blueprint.get("/desk/diary")
@staff(Act.SEE_DIARY)
def show() -> ResponseReturnValue:
    """Show the dates of a week, of a month, or those that have passed and are still open."""
    member, asked, queue = current_member(), _asked(), current_queue()
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
    narrows = not (asked.is_mine or asked.is_every_office)
    is_month = asked.span is Span.MONTH
    old = dates_between(replace(agenda, unproven=True), None, LATEST)
    dates: Sequence[DueDate] = []
    if asked.span is Span.UNPROVEN:
        dates = old
    elif asked.span is Span.PASSED:
        dates = dates_between(agenda, None, today() - timedelta(days=1))
    elif not is_month:
        dates = dates_between(agenda, asked.first, asked.after - timedelta(days=1))
    count = len({due.case.id for due in dates[:MOST]})
    html = render_template(
        "desk/queue/diary.html",
        alerts=alerts(),
        asked=asked,
        tabs=[
            (gettext(span.says), _url(asked, span=span), span is asked.span)
            for span in Span
            if old or span is not Span.UNPROVEN or span is asked.span
        ],
        mine_url=_url(asked, mine=not asked.is_mine),
        listed_offices=offices_listed(all_offices_url) if narrows else None,
        whole_team=may(member.roles, Act.SEARCH),
        before_url=_url(asked, day=asked.first - timedelta(days=1)),
        after_url=_url(asked, day=asked.after),
        today_url=_url(asked, day=today()),
        weeks=_weeks(agenda, asked) if is_month else [],
        days=_days(dates[:MOST], asked),
        most=MOST if len(dates) > MOST else 0,
    )
    if may(member.roles, Act.OPEN_CASE):
        record_shown(count)
    return html


def _asked() -> Asked:
    """Read the address; ignore what is invalid. Volunteers see the dates of their own cases."""
    span, day = request.args.get("span", ""), day_in(request.args.get("day", "")) or today()
    own_only = not may(current_member().roles, Act.SEARCH)
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
    query: Values = {"span": (span or asked.span).value}
    if (day := day or asked.day) != today():
        query["day"] = day.isoformat()
    if asked.is_mine if mine is None else mine:
        query["mine"] = "1"
    if asked.is_every_office:
        query["office"] = EVERY_OFFICE
    return url_for("diary.show", **query)


def _days(dates: Sequence[DueDate], asked: Asked) -> list[Values]:
    """Return the days of a week with their dates, or those of the past that have some.

    ``card`` and ``details`` are empty where the case does not open.
    """
    reader = current_reader()
    details, cases = date_details(dates, reader), {due.case.id: due.case for due in dates}
    cards = cards_of([*cases.values()], reader) if reader.may(Act.OPEN_CASE) else {}

    def line(due: DueDate) -> Values:
        detail = details.get(due.entry.id, {})
        return {
            "kind": gettext(title_of(due.entry.kind, detail.get("set_by", ""))),
            "case": due.case,
            "card": cards.get(due.case.id, Card()),
            "entry": due.entry,
            "state": _state_of(due),
            "owner": name_of(due.case.assignee_id),
            "details": detail,
        }

    lines = {
        day: list(map(line, group)) for day, group in groupby(dates, key=lambda due: due.entry.on)
    }
    days = list(lines)
    if asked.span is Span.WEEK:
        days = [asked.first + timedelta(days=number) for number in range(WEEK_DAYS)]
    return [_day(day, asked, lines=lines.get(day, [])) for day in days]


def _state_of(due: DueDate) -> str:
    """Return how a deadline without proof ended; empty for a date that is open."""
    if not due.entry.unproven:
        return ""
    state = gettext(State(due.entry.state).says)
    return gettext("%(state)s, case closed", state=state) if due.case.is_closed else state


def _weeks(agenda: Agenda, asked: Asked) -> list[list[Values]]:
    """Return the weeks of a month, from Monday to Sunday, each day with its counts by kind."""
    monday = asked.first - timedelta(days=asked.first.weekday())
    count = -(-(asked.after - monday).days // WEEK_DAYS)
    last = monday + timedelta(days=count * WEEK_DAYS - 1)
    counts, days = counts_between(agenda, monday, last), []
    says = {kind: gettext(kind.says) for kind in Kind}
    says[Kind.ACT_BY] = gettext("Act by or our review")
    for day in (monday + timedelta(days=number) for number in range(count * WEEK_DAYS)):
        of_day = counts.get(day, {})
        words = [(says[kind], of_day[kind]) for kind in Kind if kind in of_day]
        days.append(_day(day, asked, counts=words))
    return [days[start : start + WEEK_DAYS] for start in range(0, len(days), WEEK_DAYS)]


def _day(day: date, asked: Asked, **dates: Any) -> Values:
    """Return a day with its dates, or with their counts."""
    return {
        "on": day,
        "url": _url(asked, span=Span.WEEK, day=day),
        "is_today": day == today(),
        "is_other_month": asked.span is Span.MONTH and day.month != asked.first.month,
        "is_holiday": day in law().holidays,
        **dates,
    }


def settle_in_passing(queue: Queue) -> None:
    """Settle some cases of the team, before a page reads their order."""
    reader = current_reader()
    if not (reader.holds_team_key and reader.may(Act.OPEN_CASE)):
        return
    if reader.may(Act.HOLD_CASE):
        _wall_withdrawn(actor_of(reader))
    ids = cases_to_settle(queue.team_id, hidden=queue.hidden, today=queue.today)
    read = letters_read(queue.team_id)
    if not (ids or read):
        return
    with tolerating_write_faults("early days or read letters were not settled"), saving():
        settle_cases(actor_of(reader), ids)
        settle_read_letters(actor_of(reader), read)


def _wall_withdrawn(by: Actor) -> None:
    """Wall the cases that their applicants withdrew under a legal hold; most often there is none.

    One that does not open for this member is left to another.
    """
    for reference in withdrawn_without_wall(by.team_id):
        refused = suppress(NoSuchCase, NoLongerMay, UntrustedTeamKey, *NOT_OPENED)
        with tolerating_write_faults("a withdrawn case was not walled"), writing(), refused:
            wall_withdrawn(by, reference)
            db.session.commit()


def check_in_passing() -> None:
    """Check a new case for conflicts; most often there is none."""
    reader = current_reader()
    done = check_next(reader, clock=clock.now)
    save_packs(reader)
    if done is None:
        return
    with (
        tolerating_write_faults("new cases not checked"),
        saving(),
        suppress(NoSuchCase),  # erased since it was read
    ):
        settle_conflicts(actor_of(reader, done.version), done.reference, done.check)
