"""What a page of the queue shows: rows in bands, views, what narrows them, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_decimal, gettext

from intake.actions.opening.read_cards import read_cards
from intake.cases.bands import Band, band_of
from intake.cases.models import Case
from intake.cases.queue import COUNTED, Page, band_counts, page_of, view_counts
from intake.cases.queue_cursor import Place
from intake.cases.views import Filters, Order, Queue, View
from intake.questionnaire.tidy import whole_number
from intake.staff.preferences import Wish, wants
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.desk.common.alerts import nags
from intake.web.desk.common.reader import reader, short_names
from intake.web.desk.common.recent_action import done_context
from intake.web.desk.common.rows import Row, row_of
from intake.web.desk.common.view import query_of, queue_asked
from intake.web.desk.common.words import BAND, VIEW
from intake.web.desk.queue.bulk_bar import acts_at_once
from intake.web.desk.queue.filters import narrowing
from intake.web.desk.queue.saved_view_tabs import saved_tabs


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A band with the rows of this page; ``count`` is of the whole band.

    Sorted by something else than the day, all is one group with the name of that order.
    """

    band: str
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


def queue_page(problem: str = "") -> str:
    """The page that this address asks for; ``problem`` is what kept an act from being done."""
    me, queue = signed_in().member, queue_asked()
    after = Place.from_text(request.args.get("after", ""), today=queue.today)
    first = _number(request.args.get("from", "")) if after else 1
    found, counts = page_of(queue, after=after), view_counts(queue)
    is_whole = after is None and found.onward is None  # then nothing needs to be counted
    by_band = band_counts(queue) if queue.filters.chosen and not is_whole else {}
    in_bands = queue.order is Order.DUE
    total = len(found.cases) if is_whole else sum(by_band.values()) or counts[queue.view]
    last = first + len(found.cases) - 1
    return render_template(
        "desk/queue/queue.html",
        member=me,
        nags=nags(),
        problem=problem,
        groups=_groups(queue, found, by_band, is_whole=is_whole)
        if in_bands
        else _one_group(queue, found, total),
        sorted_by=queue.order.value,
        sort_urls={one.value: _url(replace(queue, order=one)) for one in Order},
        tabs=list(_tabs(queue, counts)),
        first=first,
        last=last,
        total=counted(total),
        next_url=_url(queue, found.onward, last + 1) if found.onward else "",
        top_url=_url(queue) if after else "",
        unassigned=counts[View.UNASSIGNED],
        unassigned_url=url_for("queue.show", view=View.UNASSIGNED.value),
        may_open=may(me.roles, Act.OPEN_CASE),
        narrowing=narrowing(queue, is_empty=not found.cases),
        saved=saved_tabs(queue) if may(me.roles, Act.OPEN_CASE) else [],
        save_url=url_for("saved.save", **query_of(queue)),
        wishes_url=url_for("wishes.keep", **query_of(queue)),
        keys=not wants(me, Wish.NO_KEYS),
        **done_context(),
        **acts_at_once(queue, found.cases, total),
    )


def _groups(
    queue: Queue, found: Page, by_band: Mapping[Band, int], *, is_whole: bool
) -> list[Group]:
    def band(case: Case) -> Band:
        return band_of(case.due_on, today=queue.today)

    rows = rows_of(queue, found.cases)
    grouped = [(one, tuple(cases)) for one, cases in groupby(found.cases, key=band)]
    counts = (
        {one: len(cases) for one, cases in grouped}
        if is_whole
        else by_band or band_counts(queue, [one for one, _ in grouped])
    )
    return [
        Group(
            band=one,
            title=gettext(BAND[one]),
            count=counted(counts[one]),
            rows=tuple(rows[case.id] for case in cases),
        )
        for one, cases in grouped
    ]


def _one_group(queue: Queue, found: Page, total: int) -> list[Group]:
    rows = tuple(rows_of(queue, found.cases).values())
    title = gettext("Waiting longest for a move")
    band = queue.order.value
    return [Group(band=band, title=title, count=counted(total), rows=rows)] if rows else []


def rows_of(queue: Queue, cases: tuple[Case, ...]) -> dict[str, Row]:
    """The rows of these cases by id, with their cards where this member may open any."""
    me, name = reader(), short_names(queue.team_id)
    cards = read_cards(cases, me) if may(me.roles, Act.OPEN_CASE) else {}
    hides = wants(signed_in().member, Wish.HIDE_NAMES)
    return {
        case.id: row_of(case, cards.get(case.id), today=queue.today, name=name, hides_name=hides)
        for case in cases
    }


def _tabs(queue: Queue, counts: Any) -> Iterator[Tab]:
    for view in View:
        yield Tab(
            title=gettext(VIEW[view]),
            count=counted(counts[view]),
            url=_url(replace(queue, view=view, filters=Filters())),
            chosen=view is queue.view,
        )


def _url(queue: Queue, after: Place | None = None, first: int = 1) -> str:
    place: dict[str, Any] = {"after": after.to_text(), "from": first} if after else {}
    return url_for("queue.show", **query_of(queue), **place)


def _number(said: str) -> int:
    """The number of the first row; it is only shown, the place decides what the rows are."""
    return whole_number(said, digits=7) or 1


def counted(count: int) -> str:
    """A count in words: beyond a thousand it is not counted on."""
    if count > COUNTED:
        return gettext("%(count)s+", count=format_decimal(COUNTED))
    return str(format_decimal(count))
