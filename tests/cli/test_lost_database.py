"""The mail worker sends each email once, although the database is lost in the middle of it."""

import pytest
from sqlalchemy import create_engine, event, select, text

from intake.cli import mail_worker
from intake.cli.mail_worker import work
from intake.clock import now
from intake.extensions import db
from intake.outbox.claims import OUTCOME_UNKNOWN
from intake.outbox.mail_health import SILENT_AFTER, last_heartbeat
from intake.outbox.models import OutboxEmail, State
from intake.storage_faults import StorageFault
from tests.outbox.making import InterruptedServer, doorless, queue, states, through, told
from tests.support.databases.fixtures import ON_BOTH

pytestmark = ON_BOTH


MANY = 50
"""Tries after which a worker might give up."""

PARKED_BY_ANOTHER = (
    f"UPDATE hidden SET state = '{State.PARKED}', trouble = '{OUTCOME_UNKNOWN}', attempts = 1,"
    f" leased_until = NULL WHERE state = '{State.SENDING}'"
)


class Losing(InterruptedServer):
    """A mail server at which the database is lost."""

    database = ""

    def hide(self):
        self.execute("ALTER TABLE outbox RENAME TO hidden")

    def bring_back(self, *meanwhile):
        self.execute(*meanwhile, "ALTER TABLE hidden RENAME TO outbox")

    def execute(self, *statements):
        engine = create_engine(self.database)
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


def test_a_receipt_is_recorded_however_long_the_database_was_away(
    app, server, clock, failures, caplog
):
    queue(app, "ana@example.org")
    server.after_text = server.hide

    def stop():
        if len(failures) == MANY:
            failures.append("the last")
            server.bring_back(PARKED_BY_ANOTHER)
        return False

    work(app, stop=stop, once=True)

    assert len(failures) == MANY + 1
    assert told(server) == ["ana@example.org"]
    assert states(app) == {State.ROUTED: 1, State.DELIVERED: 1}
    (line,) = [line for line in caplog.records if line.msg == "an outcome waits"]
    assert vars(line)["code"] == StorageFault.NO_TABLES


def test_a_worker_that_cannot_record_an_outcome_shows_no_heartbeat(app, server, clock, failures):
    queue(app, "ana@example.org")
    server.after_text = server.hide
    begun, beats = now(), list[object]()

    def stop():
        if failures:
            clock.shift(minutes=5)
        if len(failures) == MANY:
            failures.append("the last")
            beats.append(last_heartbeat())
            server.bring_back()
        return False

    work(app, stop=stop, once=True)

    assert beats == [begun]
    with app.app_context():
        assert last_heartbeat() == now()


def test_a_worker_whose_passes_fail_shows_no_heartbeat(app, server, clock, failures):
    server.hide()
    passes = []

    def stop():
        passes.append(clock.shift(minutes=1))
        return len(passes) > 4

    work(app, stop=stop)

    server.bring_back()
    with app.app_context():
        beat = last_heartbeat()
    assert beat
    assert beat < now() - SILENT_AFTER


def test_a_worker_that_cannot_record_an_outcome_stops_when_told(app, server, clock, failures):
    queue(app, "ana@example.org")
    server.after_text = server.hide

    work(app, stop=lambda: bool(failures))
    server.bring_back()

    assert len(failures) == 1
    assert states(app) == {State.ROUTED: 1, State.SENDING: 1}


@pytest.mark.usefixtures("failures")
def test_an_outcome_is_logged_once_and_only_when_it_is_stored(app, server, commits, caplog):
    caplog.set_level("INFO")
    queue(app, "ana@example.org")
    server.after_text = lambda: commits.extend([False] * 3)

    deliver(app)

    assert states(app) == {State.ROUTED: 1, State.DELIVERED: 1}
    told_by_log = [
        message for message in caplog.messages if "letter" in message or "outcome" in message
    ]
    assert told_by_log == ["an outcome waits", "letter delivered"]


@pytest.mark.parametrize("is_stored", [False, True], ids=["commit refused", "answer lost"])
def test_an_email_whose_sending_could_not_be_announced_is_sent_later(
    app, server, clock, commits, is_stored
):
    queue(app, "ana@example.org")
    server.before_text = lambda: commits.append(is_stored)

    deliver(app)
    assert told(server) == []
    assert waiting(app) == [(State.WAITING, "no_database")]
    server.before_text = lambda: None
    clock.shift(minutes=1)
    deliver(app)

    assert told(server) == ["ana@example.org"]
    assert states(app) == {State.ROUTED: 1, State.DELIVERED: 1}


def test_an_email_that_was_not_announced_leaves_nothing_in_the_session(app, server, clock, commits):
    queue(app, "ana@example.org", "ben@example.org")

    def fail_once():
        commits.append(False)
        server.before_text = lambda: None

    server.before_text = fail_once
    deliver(app)
    (first,) = server.envelopes
    clock.shift(minutes=1)
    deliver(app)

    assert len(first.rcpt_tos) == 1
    assert sorted(told(server)) == ["ana@example.org", "ben@example.org"]


def test_a_worker_waits_for_a_database_that_is_away(app, server, caplog):
    queue(app, "ana@example.org")
    server.hide()
    waits = list[str]()

    def stop():
        if not waits and "the database cannot be used" in caplog.messages:
            waits.append("once")
            server.bring_back()
        return bool(server.envelopes)

    work(app, stop=stop)

    assert waits
    assert {vars(record).get("code") for record in caplog.records} >= {StorageFault.NO_TABLES}
    assert told(server) == ["ana@example.org"]


def deliver(app):
    work(app, stop=lambda: False, once=True)


def waiting(app):
    with app.app_context():
        letters = select(OutboxEmail.state, OutboxEmail.trouble)
        rows = db.session.execute(letters.where(OutboxEmail.reader.is_not(None)))
        return [(state, trouble) for state, trouble in rows]


@pytest.fixture
def failures(app, monkeypatch):
    """The statements that failed; between two tries of the worker no time passes."""
    failures = list[str]()

    def note(context):
        failures.append(str(context.statement))

    monkeypatch.setattr(mail_worker, "WAKE_EVERY", 0.0)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "handle_error", note)
    yield failures
    event.remove(engine, "handle_error", note)


@pytest.fixture
def commits(app, monkeypatch):
    """The commits that fail next, and whether each is stored nevertheless."""
    commits = list[bool]()
    with app.app_context():
        dialect = db.engine.dialect
    commit = dialect.do_commit

    def break_commit(connection):
        is_stored = commits.pop(0) if (fails := bool(commits)) else True
        if is_stored:
            commit(connection)
        if fails:
            assert dialect.dbapi is not None
            raise dialect.dbapi.OperationalError("the connection was lost")

    monkeypatch.setattr(dialect, "do_commit", break_commit)
    return commits


@pytest.fixture
def server(database):
    with Losing() as server:
        server.database = database
        yield server


@pytest.fixture
def settings(database, tmp_path, server):
    return through(doorless(database, tmp_path), server)
