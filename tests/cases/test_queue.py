"""The queue: its order, pages and counts, and the indexes that they use."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from intake.cases import erasing, side_lists
from intake.cases.models import Case
from intake.cases.pipeline import Turn
from intake.cases.queue import (
    FEW,
    PAGE,
    TURNS,
    page_of,
    query_by_last_change,
    query_of_band,
)
from intake.cases.queue_counts import (
    COUNTED,
    band_counts,
    count_of,
    exact_band_counts,
    view_counts,
)
from intake.cases.side_lists import closed_with_reply
from intake.cases.views import Band, Cursor, Filters, Order, Queue, View, band_of, days_of
from intake.extensions import db, new_id
from intake.requests.models import Request
from tests.cases.making import TODAY, new_team
from tests.support.tables import beside

Facts = tuple[int, str, int, bool] | tuple[int, str, int, bool, str]
"""Days until due, tier, days since the last change, whether the case is mine, the turn."""

TIERS = ("P0", "P1", "P2", "P3", "P4")
Row = dict[str, Any]

ORDERS = st.sampled_from(Order)
FEW_DAYS = st.integers(-3, 40)
CASES = st.lists(
    st.tuples(
        FEW_DAYS, st.sampled_from(TIERS), st.integers(0, 3), st.booleans(), st.sampled_from(Turn)
    ),
    max_size=25,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=CASES, size=st.integers(1, 7), sort=st.tuples(st.sampled_from(View), ORDERS))
def test_pages_together_are_the_sorted_cases(team, me, facts, size, sort):
    view, order = sort
    with db.session.begin_nested() as savepoint:
        cases = _fill(team, me, facts)

        ids = _ids_of_all_pages(replace(_queue(team, me, view), order=order), size)

        in_view = [case for case in cases if _is_in(view, case, me)]
        key = _due_key if order is Order.DUE else _change_key
        assert ids == [case["id"] for case in sorted(in_view, key=key)]
        assert count_of(_queue(team, me, view)) == len(in_view)
        savepoint.rollback()


def test_bands_and_views_are_counted(team, me):
    _fill(team, me, [(-1, "P0", 0, True), (0, "P4", 0, False, "them"), (0, "P1", 0, True, "reply")])

    assert band_counts(_queue(team, me), [Band.LATE, Band.TODAY, Band.LATER]) == {
        Band.LATE: 1,
        Band.TODAY: 2,
        Band.LATER: 0,
    }
    assert view_counts(_queue(team, me)) == {
        View.ALL: 3,
        View.MINE: 2,
        View.UNASSIGNED: 1,
        View.US: 2,
        View.THEM: 1,
        View.REPLIES: 1,
        View.LATE: 1,
    }


def test_the_view_of_late_cases_counts_only_these(team, me):
    _fill(team, me, [(-1, "P0", 0, True), (-9, "P4", 0, True), (5, "P0", 0, True)])
    queue = _queue(team, me, View.LATE, Filters(owner=me.id))

    assert band_counts(queue) == {Band.LATE: 2}
    assert count_of(queue) == 2


def test_counting_stops_at_a_limit(team, me):
    _fill(team, me, [(5, "P3", 0, False)] * (COUNTED + 40))

    assert view_counts(_queue(team, me))[View.ALL] == COUNTED + 1
    assert band_counts(_queue(team, me), [Band.NEXT_7])[Band.NEXT_7] == COUNTED + 1
    assert exact_band_counts(_queue(team, me))[Band.NEXT_7] == COUNTED + 40


def test_closed_cases_and_cases_of_other_teams_are_not_in_the_queue(team, me):
    _fill(team, me, [(0, "P0", 0, True)], status="closed")
    _fill(new_team(), me, [(0, "P0", 0, True)])

    assert page_of(_queue(team, me), after=None).cases == ()
    assert view_counts(_queue(team, me))[View.ALL] == 0


@pytest.mark.parametrize(
    "ahead, band",
    beside(__file__),
)
def test_each_day_is_in_one_band(ahead, band):
    day = TODAY + timedelta(int(ahead))

    assert band_of(day, today=TODAY) == band
    assert [candidate for candidate in Band if _within(day, candidate)] == [band]


CURSOR = Cursor(day=TODAY, tier="P1", due_on=TODAY, last_move_on=date(2026, 2, 28), id="a1" * 16)


def test_a_cursor_survives_its_text():
    assert Cursor.from_text(CURSOR.to_text(), today=TODAY) == CURSOR


@pytest.mark.parametrize("damaged", ["", "x", "2026-11-24.P9", "%00", "é" * 100])
def test_damaged_text_is_no_cursor(damaged):
    assert Cursor.from_text(damaged, today=TODAY) is None


@pytest.mark.parametrize("part, changed", [("-11-24.P1", "-11-25.P1"), ("02-28", "02-30")])
def test_text_of_another_day_or_with_a_day_that_does_not_exist_is_no_cursor(part, changed):
    assert Cursor.from_text(CURSOR.to_text().replace(part, changed), today=TODAY) is None


INDEX = {
    View.MINE: "ix_cases_queue_of_assignee",
    View.UNASSIGNED: "ix_cases_queue_of_assignee",
    View.US: "ix_cases_queue_of_turn",
    View.THEM: "ix_cases_queue_of_turn",
    View.REPLIES: "ix_cases_queue_of_turn",
}
"""Indexes of views; the other views use that of the whole queue."""

BY_LANGUAGE = "ix_cases_queue_of_language"
"""Index of a view of many cases filtered by language."""

BY_CALL = "ix_cases_queue_of_calls"
"""Index of a view filtered by requests for a call."""


def test_a_page_reads_short_ranges_of_an_index_and_no_row(team, me):
    _fill_with_thousands(team, me)

    for view in View:
        band, ahead = (Band.LATE, -3) if view is View.LATE else (Band.NEXT_30, 9)
        deep = Cursor(
            day=TODAY, tier="P1", due_on=TODAY + timedelta(ahead), last_move_on=TODAY, id="5" * 32
        )
        for after in (None, deep):
            plan = _plan(query_of_band(_queue(team, me, view), band, after=after, most=PAGE + 1))

            ranges = (6 - 2 * (after is deep)) * len(TURNS.get(view, "1"))
            _check(plan, INDEX.get(view, "ix_cases_queue"), ranges)


def test_a_page_by_last_change_reads_one_range_of_its_index(team, me):
    _fill_with_thousands(team, me)
    at = Cursor(day=TODAY, tier="P1", due_on=TODAY, last_move_on=TODAY - timedelta(5), id="5" * 32)
    some_filters = (Filters(), Filters(tier="P2", language="ti"), Filters(status="triage"))

    for view, filters, after in product(View, some_filters, (None, at)):
        queue = replace(_queue(team, me, view, filters), order=Order.MOVED)
        plan = _plan(query_by_last_change(queue, after=after, most=PAGE + 1))
        assert not any("Seq Scan" in line or "SCAN cases" in line for line in plan), plan
        if _is_sqlite():  # PostgreSQL may choose another index that leaves less to sort
            _check(plan, "ix_cases_queue_by_last_move", 1)
            assert not any("TEMP B-TREE" in line for line in plan)


def test_the_cases_that_ask_for_a_call_are_counted_and_sorted_from_their_own_index(team, me):
    _fill_with_thousands(team, me)
    at = Cursor(day=TODAY, tier="P1", due_on=TODAY, last_move_on=TODAY - timedelta(5), id="5" * 32)

    asked = Filters(call="asked")
    for view, filters in product(View, (asked, replace(asked, owner=me.id, language="ti"))):
        queue = replace(_queue(team, me, view, filters), order=Order.MOVED)
        plan = _plan_of_only_select(partial(count_of, queue))
        plan += _plan(query_by_last_change(queue, after=None, most=PAGE + 1))
        plan += _plan(query_by_last_change(queue, after=at, most=PAGE + 1))
        reads = [line for line in plan if "cases" in line and ("SEARCH" in line or "Scan" in line)]
        assert reads
        assert [line for line in reads if BY_CALL not in line] == []


LONG_AGO = TODAY - timedelta(900)
SHOWN_ABOVE: dict[str, Callable[[str], Any]] = {
    "ix_cases_erase_on": lambda team_id: erasing.past_erasure(team_id, today=LONG_AGO),
    "ix_cases_taken_back": erasing.held_though_withdrawn,
    "ix_cases_replies": lambda team_id: closed_with_reply(team_id, at_most=5),
    "ix_cases_asking": side_lists.asking,
    "ix_cases_held": side_lists.held,
    "ix_cases_closed": lambda team_id: side_lists.closed_cases(team_id).cases,
}
"""Queries for the notices above the queue and for work, by the short index that each uses."""


def test_each_notice_above_the_queue_is_read_from_a_short_index(team, me):
    _fill_with_thousands(team, me)

    for index, notice in SHOWN_ABOVE.items():
        plan = _plan_of_only_select(partial(notice, team.id))
        assert any(index in line for line in plan), plan
        assert not any("Seq Scan" in line or "SCAN cases" in line for line in plan), plan


def test_the_closed_cases_whose_replies_have_waited_longest_come_first(team):
    replied = {
        day: team.case(status="closed", closed_on=TODAY, replied_on=day).reference
        for day in (TODAY - timedelta(2), TODAY - timedelta(4), TODAY - timedelta(3))
    }

    assert closed_with_reply(team.id, at_most=2) == [
        replied[TODAY - timedelta(4)],
        replied[TODAY - timedelta(3)],
    ]


def _plan_of_only_select(read):
    """Return the plan of the one SELECT that *read* sends; it must find nothing."""
    statements: list[tuple[str, Any]] = []

    def record(_connection, _cursor, statement, values, *_more):
        statements.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", record)
    assert not read()
    event.remove(db.engine, "before_cursor_execute", record)
    explain = "EXPLAIN QUERY PLAN " if _is_sqlite() else "EXPLAIN "
    [(statement, values)] = [row for row in statements if row[0].startswith("SELECT")]
    rows = db.session.connection().exec_driver_sql(explain + statement, values)
    return [str(row[-1]) for row in rows]


FILTERED = (
    (Filters(status="triage"), 6),
    (Filters(tier="P2"), 1),
    (Filters(language="fa-AF"), 6),
    (Filters(tag="second_look"), 6),
    (Filters(since=TODAY, until=TODAY), 6),
    (Filters(tier="P2", status="new", language="ti", tag="call_first", since=TODAY), 1),
    (Filters(call="asked"), 6),
)
"""Filters, and the number of ranges that a view with them reads."""


def test_a_view_of_ones_own_offices_is_read_from_an_index_alone(team, me):
    _fill_with_thousands(team, me)

    for view in (View.ALL, View.UNASSIGNED, View.US):
        for change in ({"elsewhere": ("1" * 32, "2" * 32)}, {"filters": Filters(office="3" * 32)}):
            queue = replace(_queue(team, me, view), **change)
            plan = _plan(query_of_band(queue, Band.NEXT_30, after=None, most=PAGE + 1))
            _check(plan, INDEX.get(view, "ix_cases_queue"), 6 * len(TURNS.get(view, "1")))


def test_a_view_with_filters_is_read_from_an_index(team, me):
    _fill_with_thousands(team, me)

    for view, (filters, ranges) in product(View, FILTERED):
        band = Band.LATE if view is View.LATE else Band.NEXT_30
        queue = _queue(team, me, view, filters)
        plan = _plan(query_of_band(queue, band, after=None, most=PAGE + 1))

        by_language = filters.language and view not in FEW
        index = BY_LANGUAGE if by_language else INDEX.get(view, "ix_cases_queue")
        index = BY_CALL if filters.call else index
        expected = f"COVERING INDEX {index}" if _is_sqlite() else f" {index} "
        if filters.language and not _is_sqlite():
            expected = " ix_cases_queue"  # PostgreSQL knows which one is shorter
        scans = [line for line in plan if expected in line]
        assert len(scans) == ranges * len(TURNS.get(view, "1")), (filters, plan)
        assert not any("Seq Scan" in line or "SCAN cases" in line for line in plan)


@pytest.mark.parametrize(
    "filters, count",
    [
        (Filters(), 5),
        (Filters(tier="P0"), 2),
        (Filters(status="triage"), 1),
        (Filters(language="ti"), 1),
        (Filters(owner="me"), 2),
        (Filters(tag="second_look"), 1),
        (Filters(tag="second"), 0),
        (Filters(tag="%"), 0),
        (Filters(call="asked"), 1),
        (Filters(since=TODAY), 4),
        (Filters(until=TODAY - timedelta(1)), 1),
        (Filters(tier="P0", language="ti"), 0),
    ],
)
def test_filters_hold_for_rows_and_counts(team, me, filters, count):
    _fill(team, me, [(0, "P0", 0, True), (3, "P0", 0, True)])
    _fill(team, me, [(0, "P1", 0, False)], status="triage", language="ti")
    _fill(team, me, [(0, "P1", 0, False)], tags=" call_first second_look ", call_asked_on=TODAY)
    _fill(team, me, [(9, "P1", 0, False)], received_on=TODAY - timedelta(1))
    queue = _queue(team, me, View.ALL, replace(filters, owner=me.id if filters.owner else ""))

    assert len(page_of(queue, after=None).cases) == count
    assert count_of(queue) == count
    assert sum(band_counts(queue).values()) == count
    assert exact_band_counts(queue) == band_counts(queue)


def test_a_statement_is_built_once_for_all_readers(team, me):
    _fill(team, me, [(0, "P1", 0, True)], language="ti")
    mine = _queue(team, me, View.ALL, Filters(language="ti", owner=me.id))
    theirs = replace(mine, team_id=new_id(), filters=Filters(language="ps", owner=new_id()))

    my_query, my_values = query_of_band(mine, Band.TODAY, after=None, most=5)
    their_query, their_values = query_of_band(theirs, Band.TODAY, after=None, most=9)

    assert my_query is their_query
    assert my_values["team_id"] != their_values["team_id"]
    assert [len(page_of(queue, after=None).cases) for queue in (mine, theirs, mine)] == [1, 0, 1]


def _check(plan, index, ranges):
    reads = [line for line in plan if "cases" in line and ("SEARCH" in line or "Scan" in line)]
    assert len(reads) == ranges, plan
    for line in reads:
        assert f"COVERING INDEX {index}" in line or f"Index Only Scan using {index}" in line, line
    assert not any("Seq Scan" in line or "SCAN cases" in line for line in plan)


def _is_in(view, case, me):
    is_in: dict[View, bool] = {
        View.ALL: True,
        View.MINE: case["assignee_id"] == me.id,
        View.UNASSIGNED: case["assignee_id"] is None,
        View.US: case["waits_for"] != "them",
        View.THEM: case["waits_for"] == "them",
        View.REPLIES: case["waits_for"] == "reply",
        View.LATE: case["due_on"] < TODAY,
    }
    return is_in[view]


def _fill_with_thousands(team, me):
    """Fill the queue where the plans depend on the number of rows: PostgreSQL counts them.

    SQLite is never told how many there are, and makes the same plans for an empty table.
    """
    if _is_sqlite():
        return
    turns = ("us", "us", "them", "reply")
    facts: list[Facts] = [
        (n * 37 % 100 - 9, TIERS[n % 5], n % 10, n % 3 == 0, turns[n % 4]) for n in range(3000)
    ]
    for n, language in enumerate(("en", "es", "fa-AF", "ps", "ar", "ti")):
        _fill(team, me, facts[n::7], language=language)
    _fill(team, me, facts[6::7])
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE cases"))  # as autovacuum does in production


def _fill(team, me, facts, **columns):
    cases: list[Row] = [
        {
            "id": new_id(),
            "reference": new_id()[:9],
            "request_id": new_id(),
            "team_id": team.id,
            "epoch": 1,
            "status": "new",
            "tier": tier,
            "steps": [],
            "tags": "",
            "waits_for": turn[0] if turn else "us",
            "look_by": TODAY,
            "due_on": TODAY + timedelta(ahead),
            "received_on": TODAY,
            "last_move_on": TODAY - timedelta(idle),
            "language": "en",
            "assignee_id": me.id if mine else None,
            "erase_on": TODAY,
            "card": bytes(540),
            "story": b"",
            "version": 1,
            **columns,
        }
        for ahead, tier, idle, mine, *turn in facts
    ]
    if cases:
        requests = [
            {"id": case["request_id"], "session_minutes": 30, "language": "en", "kept_on": TODAY}
            for case in cases
        ]
        db.session.execute(insert(Request), requests)
        db.session.execute(insert(Case), cases)
    return cases


def _ids_of_all_pages(queue, size):
    ids: list[str] = []
    after: Cursor | None = None
    while True:
        page = page_of(queue, after=after, size=size)
        assert len(page.cases) <= size
        ids += [case.id for case in page.cases]
        if page.next_cursor is None:
            return ids
        after = Cursor.from_text(page.next_cursor.to_text(), today=TODAY)


def _due_key(case):
    band = list(Band).index(band_of(case["due_on"], today=TODAY))
    return band, case["tier"], case["due_on"], case["last_move_on"], case["id"]


def _change_key(case):
    return case["last_move_on"], case["id"]


def _within(day, band):
    first, last = days_of(band, today=TODAY)
    return first <= day <= last


def _queue(team, me, view=View.ALL, filters=None):
    return Queue(
        team_id=team.id,
        member_id=me.id,
        view=view,
        today=TODAY,
        filters=filters or Filters(),
    )


def _is_sqlite():
    return db.engine.dialect.name == "sqlite"


def _plan(query_and_values):
    query, values = query_and_values
    sql = str(query.params(values).compile(db.engine, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if _is_sqlite() else "EXPLAIN "
    rows = db.session.execute(text(explain + sql.replace(":", r"\:")))
    return [str(row[-1]) for row in rows]


@pytest.fixture
def me(team):
    return team.member()
