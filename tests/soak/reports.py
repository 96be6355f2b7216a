"""Measure the pages of reports with a hundred thousand cases (``SIZES=1000,100000``)."""

import gc
import os
import time
from collections import Counter
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from flask.testing import FlaskClient

from intake.actions.reports.count_case import add_sealed
from intake.cases.pipeline import CloseReason
from intake.extensions import db
from intake.reports import tallies
from intake.reports.tallies import Cell, Dimension, Event, Measure, month_of, step_of
from tests.cases.desk import desk_of
from tests.cases.making import TODAY
from tests.support.many_cases import add_cases
from tests.support.storm.concurrency import slower_processor

pytestmark = [pytest.mark.timeout(1800), pytest.mark.usefixtures("clock")]

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,100000").split(",")]
SECONDS = 0.3
UNREAD = 5
"""One case in this many has not been read, so that no tally holds it."""


@pytest.mark.parametrize("size", SIZES)
def test_reports_take_less_than_a_third_of_a_second(app, size, tell):
    app.test_client_class = FlaskClient  # reading a page strictly takes longer than making it
    with app.app_context():
        desk = desk_of(app, "supervisor")
        add_cases(desk.team.id, size, partial(columns, desk))
        count(desk, size)
        gc.collect()
        slower = slower_processor()
        seconds = {
            address: min(timed(desk, address) for _ in range(5))
            for address in ("/desk/reports", "/desk/reports/funder", "/desk/reports?year=2025")
        }

    figures = ", ".join(f"{address} {spent:.3f}" for address, spent in seconds.items())
    tell(f"{size} cases, seconds of work: {figures}, on a processor {slower:.1f} times slower")
    assert max(seconds.values()) <= SECONDS * slower


def timed(desk, address):
    begun = time.process_time()
    assert desk.open(address).status_code == 200
    return time.process_time() - begun


def columns(desk, n):
    """Return the columns of a case, of two years; one in five has not been counted."""
    received = TODAY - timedelta(n % 600)
    return {
        "tier": f"P{n % 5}",
        "due_on": TODAY + timedelta(n % 90 - 20),
        "received_on": received,
        "last_move_on": received,
        "language": ("es", "ar", "fr", "other")[n % 4],
        "assignee_id": desk.member.id if n % 3 else None,
        "sealed_key": b"key",
        "counted": "requests" if n % UNREAD else "",
    }


def count(desk, size):
    """Add the tallies of read cases: what happened, by every fact and many values of it."""
    random, clear, sealed = Random(1), Counter[Cell](), Counter[Cell]()
    reasons, states = list(CloseReason), [f"S{n:02}" for n in range(56)]
    for n in range(min(size, 40_000)):
        month = month_of(date(2025, 1, 1) + timedelta(n % 690))
        days = step_of(random.randrange(200))
        events = [
            Event(month=month, measure=Measure.REQUESTS),
            Event(month=month, measure=Measure.LOOKS, detail=days),
            Event(month=month, measure=Measure.DECISIONS, detail=days),
            Event(month=month, measure=Measure.CLOSINGS, detail=random.choice(reasons)),
        ]
        for event in events:
            clear[Cell(event=event, dimension=Dimension.ALL, value="")] += 1
            clear[Cell(event=event, dimension=Dimension.TIER, value=f"P{n % 5}")] += 1
            clear[Cell(event=event, dimension=Dimension.FORM, value="es")] += 1
            state = random.choice(states)
            sealed[Cell(event=event, dimension=Dimension.STATE, value=state)] += 1
            sealed[Cell(event=event, dimension=Dimension.LANGUAGE, value=f"l{n % 40}")] += 1
            sealed[Cell(event=event, dimension=Dimension.SOURCE, value="friend")] += 1
    tallies.add(desk.team.id, clear, invented=False)
    add_sealed(desk.reader, sealed, invented=False)
    db.session.commit()
