"""The view of the queue in which a member works: read from the query, and kept in every link."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.lending import is_borrower
from intake.actions.offices.keep_offices import offices_elsewhere
from intake.actions.opening.case_keys import BehindWall, NoKeyForCase, NotOpened, RolledBack
from intake.actions.queue.card_filters import MatchedCases, match_cases, open_filters, seal_filters
from intake.cases import packs, quarantine
from intake.cases.loans import lent_ids
from intake.cases.pipeline import Status
from intake.cases.tags import Tag
from intake.cases.views import EVERY_OFFICE, Call, Filters, Order, Queue, View
from intake.cases.walls import Walls, walls_for
from intake.conflicts.card_filters import CardFilters
from intake.frozen import frozen
from intake.offices import store as offices
from intake.offices.models import Office
from intake.questionnaire.languages import OTHER_LANGUAGE, clear_tag
from intake.sealing.seal import ContextMismatch, SealDamaged
from intake.staff.absence import workers_by_owner
from intake.staff.store import Act, may
from intake.triage.deadlines import Tier
from intake.web.access import current_member, signed_in
from intake.web.app_context import Values, once_a_request, today
from intake.web.desk.common.reader import current_reader, save_packs
from intake.words import Labels

LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
REFERENCE = re.compile("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
NO_REFERENCE = "0000-0000"
ROW_ID = re.compile("[0-9a-f]{32}")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SEALED_FACTS = re.compile(r"\d{1,6}\.[A-Za-z0-9_-]{300,2000}", re.ASCII)

READS_FOR = timedelta(seconds=4)
"""Time that one request reads cards before it shows what it found so far."""


@once_a_request
def current_queue() -> Queue:
    """Return the view and the filters in the query of this request."""
    return queue_from(request.args)


@once_a_request
def current_walls() -> Walls:
    """Return the team's walled cases as the signed-in member sees them."""
    member = current_member()
    walls = walls_for(member.team_id, member.id)
    if not walls.hidden or not may(member.roles, Act.WALL_CASE):
        return walls
    return walls.show_lost(current_workers())


@once_a_request
def current_workers() -> Mapping[str, str]:
    """Return who does the work of each member of the team today, by ids; empty for nobody."""
    return workers_by_owner(current_member().team_id, on=today())


@once_a_request
def quarantine_count() -> int:
    """Return how many cases are in quarantine."""
    return quarantine.count_of(current_member().team_id)


@once_a_request
def _lent_ids() -> tuple[str, ...] | None:
    """Return the ids of the cases lent to a volunteer; ``None`` for other members."""
    member = current_member()
    return lent_ids(member.id, today=today()) if is_borrower(member) else None


@once_a_request
def current_offices() -> Sequence[Office]:
    """Return the offices of the team; none for one with a single office, which needs no name."""
    rows = offices.of_team(current_member().team_id)
    return rows if len(rows) > 1 else ()


@once_a_request
def offices_left_out() -> tuple[str, ...]:
    """Return the ids of the offices whose cases this member's lists leave out.

    A volunteer sees what was lent, of whatever office.
    """
    member = current_member()
    if not current_offices() or is_borrower(member):
        return ()
    return offices_elsewhere(member.team_id, member.id, today=today())


def queue_from(query: Mapping[str, str]) -> Queue:
    """Return the view and the filters in *query*. Ignore invalid ones."""
    member, view = current_member(), query.get("view", "")
    may_search = may(member.roles, Act.SEARCH)
    return Queue(
        team_id=member.team_id,
        member_id=member.id,
        view=View(view) if view in set(View) else View.ALL,
        today=today(),
        hidden=current_walls().hidden_ids,
        lent=_lent_ids(),
        elsewhere=offices_left_out(),
        absent=tuple(owner_id for owner_id, worker in current_workers().items() if not worker),
        order=Order(query["sort"]) if query.get("sort") in set(Order) else Order.DUE,
        filters=Filters(
            tier=_if_among(query.get("tier", ""), set(Tier)),
            status=_if_among(query.get("status", ""), set(Status) - {Status.CLOSED}),
            language=_language(query.get("language", "")),
            owner=row_id(query.get("owner", "")),
            tag=_if_among(query.get("tag", ""), set(Tag)),
            call=_if_among(query.get("call", ""), set(Call)),
            office=_office(query.get("office", "")),
            since=day_in(query.get("since", "")),
            until=day_in(query.get("until", "")),
            facts=_if_like(query.get("facts", ""), SEALED_FACTS) if may_search else "",
        ),
    )


def query_of(queue: Queue) -> Values:
    """Return the query that names this view and its filters; empty for all cases."""
    chosen = {name: str(getattr(queue.filters, name)) for name in queue.filters.chosen}
    if queue.order is not Order.DUE:
        chosen["sort"] = queue.order.value
    return chosen if queue.view is View.ALL else {"view": queue.view.value, **chosen}


@frozen
class FilteredQueue:
    """A queue with the cases that its filters by facts leave.

    ``matched`` is ``None`` without such filters. With ``is_lost`` they did not open, and the queue
    is that without them.
    """

    queue: Queue
    filters: CardFilters
    matched: MatchedCases | None = None
    is_lost: bool = False


def read_counts(matched: MatchedCases, *, walled: int) -> dict[str, int]:
    """Return numbers of the cases that were read for filters by facts, and of those that were not.

    ``rest`` are still to be read.
    """
    done = matched.read + matched.unopened
    total = done if matched.is_end else packs.count_cards(current_member().team_id)
    return {
        "read": matched.read,
        "unopened": matched.unopened,
        "rest": max(0, total - done),
        "walled": walled,
    }


def chosen_facts(queue: Queue) -> CardFilters | None:
    """Return the filters by facts of this queue; ``None`` if they do not open."""
    if not queue.filters.facts:
        return CardFilters()
    return open_filters(queue.filters.facts, current_reader(), signed_in().session.id)


def with_facts(queue: Queue, facts: CardFilters | None) -> Queue:
    """Return the queue with other filters by facts. Raise ``NoKeyForCase`` without a key."""
    sealed = seal_filters(facts, current_reader(), signed_in().session.id) if facts else ""
    return replace(queue, filters=replace(queue.filters, facts=sealed))


def filtered_queue(queue: Queue, *, saves: bool = False) -> FilteredQueue:
    """Return the queue with the cases that match; these are read once a request.

    With *saves* the packs of cards that had to be made are saved, in transactions of their own.
    Reading takes up to `READS_FOR`: call it before a write transaction, not in one.
    """
    filters = chosen_facts(queue)
    if filters is None:
        return FilteredQueue(queue=with_facts(queue, None), filters=CardFilters(), is_lost=True)
    if not filters.chosen:
        return FilteredQueue(queue=queue, filters=filters)
    matched = _matched(queue.filters.facts, filters, saves=saves)
    of_matched = replace(queue, only=frozenset(matched.ids), readable=filters.is_private)
    return FilteredQueue(queue=of_matched, filters=filters, matched=matched)


def _matched(sealed: str, filters: CardFilters, *, saves: bool) -> MatchedCases:
    by_filters: dict[str, MatchedCases] = g.setdefault("matched_cases", {})
    if sealed not in by_filters:
        reader, until = current_reader(), clock.now() + READS_FOR
        by_filters[sealed] = match_cases(filters, reader, clock=clock.now, until=until)
        if saves:
            save_packs(reader)
    return by_filters[sealed]


def case_url(reference: str, **query: Any) -> str:
    """Return the address of a case, with the current view in its query."""
    if query:
        return url_for("case.show", reference=reference, **query_of(current_queue()), **query)
    return _any_case_url().replace(NO_REFERENCE, reference, 1)


@once_a_request
def _any_case_url() -> str:
    """Return the address of no case: the fifty of a list differ in the reference alone."""
    return url_for("case.show", reference=NO_REFERENCE, **query_of(current_queue()))


def is_reference(text: str) -> bool:
    """Return true if *text* has the form of a case reference."""
    return bool(REFERENCE.fullmatch(text))


def row_id(text: str) -> str:
    """Return *text* if it has the form of a row id, else an empty text."""
    return _if_like(text, ROW_ID)


def done_reference() -> str:
    """Return the reference of the case done with before this page, as the query names it."""
    return _if_like(request.args.get("done", ""), REFERENCE)


def _language(text: str) -> str:
    """Return a form language as clear columns have it; older addresses name others."""
    is_tag = text == OTHER_LANGUAGE or LANGUAGE.fullmatch(text)
    return clear_tag(text) if is_tag else ""


def _office(text: str) -> str:
    """Return an office to which the queue may be narrowed; empty for a team without offices."""
    if not text or not (rows := current_offices()):
        return ""
    return _if_among(text, {EVERY_OFFICE, *(office.id for office in rows)})


def _if_among(text: str, codes: Collection[str]) -> str:
    return text if text in codes else ""


def _if_like(text: str, pattern: re.Pattern[str]) -> str:
    return text if pattern.fullmatch(text) else ""


def day_in(text: str) -> date | None:
    """Return the day in a query, such as ``2026-11-27``; ``None`` if it is none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


NOT_OPENED_WORDS: Labels[type[NotOpened]] = {
    BehindWall: (
        "This case is walled: only the members who are named on it can open it. Ask a supervisor. "
        "If you are named and have just joined, sign out and in again."
    ),
    NoKeyForCase: "You cannot open this case yet. Ask a colleague to give you case access.",
    SealDamaged: (
        "This case cannot be opened. Its data was altered or damaged: the server administrator "
        "must check."
    ),
    RolledBack: (
        "This case cannot be opened. An older version of its data was put back on the server, so "
        "something may be missing. The server administrator must check."
    ),
    ContextMismatch: (
        "This case cannot be opened. Its data was moved to another place on the server: the "
        "server administrator must check."
    ),
}


def not_opened_text(failure: NotOpened) -> str:
    """Return the sentence for a failure, or for the kind of which it is one."""
    kinds = type(failure).mro()
    return gettext(next(NOT_OPENED_WORDS[kind] for kind in kinds if kind in NOT_OPENED_WORDS))
