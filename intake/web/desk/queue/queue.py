"""The queue of open cases, in bands by due day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from intake import clock
from intake.actions.lending import is_borrower
from intake.actions.queue.agenda import nearest_dates
from intake.actions.queue.show_many import FEW
from intake.cases.batches import MOST
from intake.cases.matched_queue import matched_view
from intake.cases.models import Case
from intake.cases.queue import PAGE, Page, page_of
from intake.cases.queue_counts import COUNTED, band_counts, exact_band_counts, view_counts
from intake.cases.tags import Tag
from intake.cases.tasks import task_kinds
from intake.cases.views import EVERY_OFFICE, Band, Cursor, Filters, Order, Queue, View, band_of
from intake.conflicts.search_terms import SearchTerms
from intake.desk_state import bulk_acts
from intake.questionnaire.tidy import whole_number
from intake.staff.store import Act, Preference, has_preference, may
from intake.web.access import current_member, staff
from intake.web.app_context import Values, today
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.case_words import priority_text
from intake.web.desk.common.fields import DeskForm, options_of
from intake.web.desk.common.reader import (
    assignable_members,
    cards_of,
    current_reader,
    record_shown,
)
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.rows import NO_DATES, due_chip, row_of, short_date
from intake.web.desk.common.view import (
    FilteredQueue,
    case_url,
    current_offices,
    current_queue,
    current_walls,
    filtered_queue,
    quarantine_count,
    query_of,
    read_counts,
    row_id,
)
from intake.web.desk.common.words import why_chip
from intake.web.desk.offices import offices_listed
from intake.web.desk.queue.diary import check_in_passing, settle_in_passing
from intake.web.desk.queue.filters import filter_bar, saved_tabs

blueprint = Blueprint("queue", __name__)
blueprint.add_app_template_filter(short_date, "shortdate")
blueprint.add_app_template_filter(priority_text, "priority")
blueprint.add_app_template_filter(due_chip)
blueprint.add_app_template_filter(why_chip)
blueprint.add_app_template_global(case_url)


@blueprint.get("/desk/")
@staff(Act.SEE_QUEUE)
def show() -> ResponseReturnValue:
    """Show one page of the queue, most urgent cases first."""
    check_in_passing()
    return queue_page()


def queue_page(problem: str = "") -> str:
    """Return the page that this address asks for. *problem* says why an act was refused."""
    member, view = current_member(), filtered_queue(current_queue(), saves=True)
    queue = view.queue
    may_open = may(member.roles, Act.OPEN_CASE)
    may_save = may(member.roles, Act.HOLD_TEAM_KEYS)
    settle_in_passing(queue)
    context = _rows_context(view)
    html = render_template(
        "desk/queue/queue.html",
        alerts=alerts(),
        problem=problem,
        may_open=may_open,
        saved=saved_tabs(current_queue()) if may_save else [],
        looked=read_counts(view.matched, walled=len(current_walls())) if view.matched else None,
        is_lost=view.is_lost,
        save_url=url_for("saved_views.save", **query_of(queue)) if may_save else "",
        preferences_url=url_for("preferences.save", **query_of(queue)),
        keys=not has_preference(member, Preference.NO_KEYS),
        **context,
        **recent_action_context(),
    )
    if may_open:
        record_shown(sum(len(group["rows"]) for group in context["groups"]))
    return html


def queue_refused(form: DeskForm, status: int) -> ResponseReturnValue:
    """Return the queue with the sentence that says why an act was refused."""
    return queue_page(form.first_problem), status


def _rows_context(view: FilteredQueue) -> Values:
    """Return the rows of this page with their counts, and the acts and filters for them."""
    queue = view.queue
    after = Cursor.from_text(request.args.get("after", ""), today=queue.today)
    # the number is only shown: the cursor decides about the rows
    first = (whole_number(request.args.get("from", ""), digits=7) or 1) if after else 1
    page, by_band = _page_and_bands(queue, after)
    counts, is_whole = view_counts(queue), after is None and page.next_cursor is None
    total = len(page.cases) if is_whole else sum(by_band.values()) or counts[queue.view]
    last = first + len(page.cases) - 1
    if queue.order is Order.DUE:
        groups = _bands(queue, page, by_band, is_whole=is_whole)
    else:
        groups = [
            {
                "band": queue.order.value,
                "title": gettext("Longest since last activity"),
                "count": count_text(total, is_exact=bool(by_band)),
                "rows": list(rows_of(page.cases).values()),
            }
        ]
    everywhere = replace(queue, filters=replace(queue.filters, office=EVERY_OFFICE))
    return {
        "groups": groups if page.cases else [],
        "sorted_by": queue.order.value,
        "sort_urls": {order.value: _url(replace(queue, order=order)) for order in Order},
        "tabs": list(_tabs(queue, counts)),
        "first": first,
        "last": last,
        "total": format_decimal(total) if by_band else count_text(total),
        "next_url": _url(queue, page.next_cursor, last + 1) if page.next_cursor else "",
        "walls": current_walls().open_only(),
        "top_url": _url(queue) if after else "",
        "unassigned": counts[View.UNASSIGNED],
        "unassigned_url": url_for("queue.show", view=View.UNASSIGNED.value),
        "listed_offices": offices_listed(_url(everywhere)) if queue.is_narrowed else None,
        "filter_bar": filter_bar(view, is_empty=not page.cases),
        **bulk_bar_context(queue, page.cases, total),
    }


def _page_and_bands(queue: Queue, after: Cursor | None) -> tuple[Page, Mapping[Band, int]]:
    """Return a page, and with filters the size of each band unless the page has all cases.

    A page for volunteers is short.
    """
    size = FEW if is_borrower(current_member()) else PAGE
    if queue.only is not None:
        matched = matched_view(queue, queue.only)
        return matched.page(after=after, size=size), matched.bands
    page = page_of(queue, after=after, size=size)
    if not queue.filters.chosen or (after is None and page.next_cursor is None):
        return page, {}  # the database counts nothing
    return page, exact_band_counts(queue)


def _bands(
    queue: Queue, page: Page, by_band: Mapping[Band, int], *, is_whole: bool
) -> list[Values]:
    """Return the bands of this page. *by_band* has their sizes if they were counted already."""
    rows = rows_of(page.cases)
    cases_by_band: dict[Band, list[Case]] = {}
    for case in page.cases:
        cases_by_band.setdefault(band_of(case.due_on, today=queue.today), []).append(case)
    counts: Mapping[Band, int] = by_band
    if is_whole:
        counts = {band: len(cases) for band, cases in cases_by_band.items()}
    elif not by_band:
        counts = band_counts(queue, list(cases_by_band))
    return [
        {
            "band": band,
            "title": gettext(band.says),
            "count": count_text(counts[band], is_exact=bool(by_band)),
            "rows": [rows[case.id] for case in cases],
        }
        for band, cases in cases_by_band.items()
    ]


def rows_of(cases: Sequence[Case], terms: SearchTerms | None = None) -> dict[str, Values]:
    """Return the rows of these cases by id, with their cards if this member may open cases.

    Each says by what a search for *terms* finds it.
    """
    reader = current_reader()
    cards = cards_of(cases, reader) if reader.may(Act.OPEN_CASE) else {}
    hides = has_preference(current_member(), Preference.HIDE_NAMES)
    tasks = task_kinds([case.id for case in cases])
    dates = nearest_dates(cases, cards, reader, today=today())
    return {
        case.id: row_of(
            case,
            cards.get(case.id),
            dates=dates.get(case.id, NO_DATES),
            tasks=tasks.get(case.id, ()),
            hides_name=hides,
            terms=terms,
        )
        for case in cases
    }


def _tabs(queue: Queue, counts: Mapping[View, int]) -> Iterator[Values]:
    """Yield the links to the views, and for members who may move cases to the quarantine."""
    for view in View:
        yield {
            "title": gettext(view.says),
            "count": count_text(counts[view]),
            "url": _url(replace(queue, view=view, filters=Filters())),
            "chosen": view is queue.view,
        }
    if may(current_member().roles, Act.MOVE_CASE):
        yield {
            "title": gettext("Quarantine"),
            "count": count_text(quarantine_count()),
            "url": url_for("quarantine.show"),
            "chosen": False,
        }


def _url(queue: Queue, after: Cursor | None = None, first: int = 1) -> str:
    place: Values = {"after": after.to_text(), "from": first} if after else {}
    return url_for("queue.show", **query_of(queue), **place)


def count_text(count: int, *, is_exact: bool = False) -> str:
    """Return a count in words. Most counting stops at :data:`COUNTED`, shown as ``1,000+``."""
    if count > COUNTED and not is_exact:
        return gettext("%(count)s+", count=format_decimal(COUNTED))
    return str(format_decimal(count))


ACTS = ("assign", "tag", "move_to_office", "print_list")


def bulk_bar_context(queue: Queue, cases: Sequence[Case], total: int) -> Values:
    """Return the variables of the bar. *total* is the number of cases in the view."""
    member = current_member()
    return {
        "may_act": may(member.roles, Act.ASSIGN),
        "me": member.id,
        "people": assignable_members(),
        "tags": options_of(Tag),
        "offices": [(office.id, office.name) for office in current_offices()],
        "shown": " ".join(case.reference for case in cases),
        "on_page": len(cases),
        "all_there_are": total if len(cases) < total <= MOST else 0,
        "act_urls": {
            act: url_for(f"bulk_actions.{act}", **query_of(queue), **place_in_queue())
            for act in ACTS
        },
        "just_done": just_done(queue),
    }


def place_in_queue() -> Values:
    """Return the part of the query that names the page of the queue."""
    return {key: request.args[key] for key in ("after", "from") if key in request.args}


def just_done(queue: Queue) -> Values | None:
    """Return the act on many cases before this page, and the address that undoes it."""
    member, now = current_member(), clock.now()
    act_id = row_id(request.args.get("bulk", ""))
    act = bulk_acts.find(act_id, member_id=member.id) if act_id else None
    if act is None or now > act.at + 2 * bulk_acts.UNDO_WITHIN:
        return None
    count = len(act.before)
    words = {
        "assign": ngettext("%(num)s case reassigned.", "%(num)s cases reassigned.", count),
        "office": ngettext("%(num)s case moved.", "%(num)s cases moved.", count),
        "tag": ngettext("%(num)s case tagged.", "%(num)s cases tagged.", count),
        "untag": ngettext(
            "Tag removed from %(num)s case.", "Tag removed from %(num)s cases.", count
        ),
    }
    says = words.get(act.kind, "") if count else gettext("Nothing to change.")
    undo = bulk_acts.may_be_undone(act, now=now) and act.before
    undo_url = url_for("bulk_actions.undo", act_id=act.id, **query_of(queue)) if undo else ""
    return {"says": says, "left_out": act.left_out, "undo_url": undo_url} if says else None
