"""Measure assessments: 100,000, and 10,000 open cases again when the law changes.

``make soak`` runs it. It counts processor time, which other programs change little. A recall
waits for the database too: on SQLite that is the same process, on PostgreSQL another.
"""

import time
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine

from intake.amendments.models import DeadlineChange
from intake.cli.demo import invented_answers
from intake.extensions import db
from intake.law.book import shipped
from intake.questionnaire.journey import live_answers
from intake.triage.assess import assess
from tests.actions.law.test_reassess_open_cases import APPEAL, NO_APPEAL, settled
from tests.cases.desk import desk_of
from tests.cases.making import TODAY
from tests.cases.signing import signing_team
from tests.support.rows import count_rows
from tests.support.storm.concurrency import slower_processor
from tests.web.desk.test_law import change_the_law

pytestmark = pytest.mark.timeout(3600)

MANY, OPEN = 100_000, 10_000
A_MINUTE = 60
AT_MOST_RECALL = 10


def test_a_hundred_thousand_cases_are_weighed_within_a_minute(tell):
    chance, law, taken = Random(7), shipped(), 0.0
    for number in range(MANY):
        received = TODAY - timedelta(days=number % 400)
        answers = live_answers(invented_answers(chance, received), as_of=received)
        today = received + timedelta(days=number % 90)
        began = time.process_time()
        assess(answers, law, today=today, received=received)
        taken += time.process_time() - began

    tell(f"{MANY:,} cases: {taken:.1f} s of one processor, {taken / MANY * 1000:.2f} ms each")
    assert taken < A_MINUTE * slower_processor()


def test_ten_thousand_open_cases_are_assessed_again_within_ten_seconds(desk, tell):
    reader = desk.reader
    for number in range(OPEN):
        settled(desk.team, APPEAL if number % 10 == 0 else NO_APPEAL, reader=reader)
        if number % 500 == 0:
            db.session.commit()
            db.session.expunge_all()
    db.session.commit()
    change_the_law(desk)

    desk.open("/desk/law/recall")
    began, computing, requests = time.perf_counter(), time.process_time(), 1
    run = desk.post("/desk/law/recall").location
    while desk.open(run).status_code == 200:
        requests += 1
    taken, computed = time.perf_counter() - began, time.process_time() - computing

    db.session.rollback()
    moved = count_rows(DeadlineChange)
    dialect = db.engine.dialect.name
    line = f"{OPEN:,} open cases on {dialect}: {computed:.1f} s of one processor"
    tell(f"{line}, {taken:.1f} s by the clock, in {requests} requests")
    assert moved == OPEN // 10
    assert computed < AT_MOST_RECALL * slower_processor()


@pytest.fixture
def ticking():
    """Start the clock on the day of the worked examples."""
    with time_machine.travel(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def desk(app, ticking):
    with app.app_context():
        yield desk_of(app, "attorney", team=signing_team())
