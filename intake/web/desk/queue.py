"""The queue: what must happen next, in bands by day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake.actions.read_cards import read_cards
from intake.cases.bands import Band, band_of
from intake.cases.models import Case
from intake.cases.place import Place
from intake.cases.queue import COUNTED, Page, band_counts, page_of, view_counts
from intake.cases.views import Queue, View
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.desk.due import short_date
from intake.web.desk.nags import nags
from intake.web.desk.reader import reader, short_names
from intake.web.desk.rows import Row, row_of
from intake.web.desk.view import case_url, done_before, queue_asked
from intake.web.desk.words import BAND, VIEW

blueprint = Blueprint("queue", __name__)
blueprint.add_app_template_filter(short_date, "shortdate")
blueprint.add_app_template_global(case_url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A band with the rows of this page; ``count`` is of the whole band."""

    band: Band
    title: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A way of looking at the queue."""

    title: str
    count: str
    url: str
    chosen: bool


@blueprint.get("/desk/")
@staff(Act.SEE_QUEUE)
def show() -> ResponseReturnValue:
    """One page of the queue, the most urgent on top."""
    member, queue = signed_in().member, queue_asked()
    after = Place.from_text(request.args.get("after", ""), today=queue.today)
    first = _number(request.args.get("from", "")) if after else 1
    found, counts = page_of(queue, after=after), view_counts(queue)
    last = first + len(found.cases) - 1
    return render_template(
        "desk/queue.html",
        member=member,
        nags=nags(),
        done=done_before(),
        groups=_groups(queue, found),
        tabs=[_tab(view, counts[view], chosen=view is queue.view) for view in View],
        first=first,
        last=last,
        total=_counted(counts[queue.view]),
        next_url=_url(queue.view, found.onward, last + 1) if found.onward else "",
        top_url=_url(queue.view) if after else "",
        unassigned=counts[View.UNASSIGNED],
        unassigned_url=_url(View.UNASSIGNED),
        may_open=may(member.roles, Act.OPEN_CASE),
    )


def _groups(queue: Queue, found: Page) -> list[Group]:
    def band(case: Case) -> Band:
        return band_of(case.due_on, today=queue.today)

    me = reader()
    cards = read_cards(found.cases, me) if may(me.roles, Act.OPEN_CASE) else {}
    name = short_names(queue.team_id)
    grouped = [(one, tuple(cases)) for one, cases in groupby(found.cases, key=band)]
    counts = band_counts(queue, [one for one, _ in grouped])
    return [
        Group(
            band=one,
            title=gettext(BAND[one]),
            count=_counted(counts[one]),
            rows=tuple(
                row_of(case, cards.get(case.id), today=queue.today, name=name) for case in cases
            ),
        )
        for one, cases in grouped
    ]


def _tab(view: View, count: int, *, chosen: bool) -> Tab:
    return Tab(title=gettext(VIEW[view]), count=_counted(count), url=_url(view), chosen=chosen)


def _url(view: View, after: Place | None = None, first: int = 1) -> str:
    place: dict[str, Any] = {"after": after.to_text(), "from": first} if after else {}
    return url_for("queue.show", view=view.value, **place)


def _number(said: str) -> int:
    """The number of the first row; it is only shown, the place decides what the rows are."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 7 else 1


def _counted(count: int) -> str:
    if count > COUNTED:
        return gettext("%(count)s+", count=format_decimal(COUNTED))
    return str(format_decimal(count))
