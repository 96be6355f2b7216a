"""Requests wait for a database that is away, and no longer than needed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from intake.database_file import file_of
from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import StorageFault
from intake.web.faults import database_gate
from intake.web.faults.database_gate import FRESH, PATIENCE, SLOW, DatabaseGate
from tests.support.clients.applicant import Applicant, at_check
from tests.support.clients.clicks import (
    engine_of,
    error_code,
    failure_lines,
    field_values,
    leave_token,
    main_form,
    move_database,
    parse_page,
)
from tests.support.databases.fixtures import ON_BOTH, ON_SQLITE
from tests.support.servers.ports import hold_port

NAME = 'Nobody "Testfold" <b>&amp;'

NAMED = {
    "sqlite": (StorageFault.MISSING, "Our server cannot find its records right now."),
    "postgresql": (StorageFault.AWAY, "Our server is not answering right now."),
}
"""The fault where the file is gone or no server answers, and how the page tells it."""


@ON_BOTH
def test_without_a_database_a_page_waits_and_then_tries_again_by_itself(app, gate, caplog):
    with without_database(app, gate):
        page = app.test_client().get("/en/f/1?from=here")

    assert PATIENCE - 1 < gate.waited <= PATIENCE
    assert page.status_code == 503
    assert page.headers["Refresh"] == page.headers["Retry-After"]
    assert "Please wait a moment" in page.text
    fault, says = NAMED[engine_of(app).dialect.name]
    assert says in page.text
    assert 'href="/en/f/1?from=here"' in page.text
    (line,) = failure_lines(caplog)
    assert line["request_id"] == error_code(page.text)
    assert line["code"] == fault


@ON_BOTH
def test_without_a_database_a_form_waits_and_is_never_sent_by_itself(app, gate):
    someone = at_check(app)
    address = f"/en/f/{ASYLUM.numbers['name_to_use']}"
    someone.open(address)

    with without_database(app, gate):
        failed = someone.post(address, {"name_to_use": [NAME]})
        again = someone.post(*main_form(failed.text))
    someone.post(*main_form(again.text))

    assert failed.status_code == again.status_code == 503
    assert "Refresh" not in failed.headers
    assert "We could not save this yet" in failed.text
    assert "Testfold" not in "".join(parse_page(failed.text).itertext())
    someone.open(address)
    assert field_values(someone.text, "name_to_use") == [NAME]


@ON_BOTH
def test_a_slow_database_counts_as_waiting(app, gate, monkeypatch):
    def ask_slowly(_file):
        gate.now += 3
        return StorageFault.AWAY

    monkeypatch.setattr(database_gate, "_ask_database", ask_slowly)

    assert app.test_client().get("/en/f/1").status_code == 503

    assert gate.now <= PATIENCE


@ON_BOTH
def test_no_request_follows_a_hanging_check(app, gate, monkeypatch):
    asked, over = threading.Event(), threading.Event()

    def hang(_file):
        asked.set()
        over.wait()

    monkeypatch.setattr(database_gate, "_ask_database", hang)
    with ThreadPoolExecutor(1) as crowd:
        first = crowd.submit(app.test_client().get, "/en/f/1")
        asked.wait()
        gate.now += SLOW

        second = app.test_client().get("/en/f/1")

        over.set()
        assert (first.result().status_code, second.status_code) == (200, 503)


@ON_BOTH
def test_views_without_database_never_wait(app, gate):
    for path in ["/", "/en/", "/en/safety", "/en/other-help", "/en/return", "/healthz", "/leave"]:
        with without_database(app, gate):
            page = app.test_client().get(path)

        assert page.status_code in (200, 303)
        assert gate.waited == 0


@ON_BOTH
def test_leaving_does_not_wait_for_the_database(app, gate):
    someone = Applicant(app)
    someone.answer()

    with without_database(app, gate):
        answer = someone.client.post("/leave", data={"csrf_token": leave_token(someone.text)})

    assert answer.status_code == 303
    assert gate.waited == 0
    assert someone.client.get_cookie("s") is None


@ON_BOTH
def test_a_form_that_waited_is_saved_when_the_database_returns(app, gate, caplog):
    someone = at_check(app)
    address = f"/en/f/{ASYLUM.numbers['name_to_use']}"
    someone.open(address)

    with ExitStack() as away:
        away.enter_context(without_database(app, gate))
        gate.ends_after(5, away.close)
        someone.post(address, {"name_to_use": [NAME]})

    assert someone.status == 200
    assert 5 <= gate.waited < 6
    assert [
        record.message for record in caplog.records if record.name == database_gate.__name__
    ] == [
        "requests wait for the database",
        "the database answers again",
    ]
    someone.open(address)
    assert field_values(someone.text, "name_to_use") == [NAME]


@ON_SQLITE
def test_another_database_file_is_noticed_before_a_write(app, settings, sqlite_template):
    someone = Applicant(app)
    someone.answer()
    file = Path(str(make_url(settings.database_url).database))
    away = file.with_name("away")
    move_database(file.parent, away)
    file.write_bytes(sqlite_template.read_bytes())

    someone.answer()

    assert someone.status == 410, "nobody knows this session there"


@dataclass
class Waiting:
    """A clock that goes on by waiting alone, and what happens at a moment of it."""

    now: float = 0.0
    waited: float = 0.0
    end: tuple[float, Callable[[], None]] | None = None

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        """Advance the clock at once."""
        self.now += seconds
        self.waited += seconds
        if self.end and self.waited >= self.end[0]:
            self.end[1]()
            self.end = None

    def ends_after(self, seconds, act):
        """Do something when so much time was waited."""
        self.end = seconds, act


@pytest.fixture
def gate(app):
    """Return the clock of the database gate of this application."""
    clock = Waiting()
    app.extensions["database_gate"] = DatabaseGate(file_of(engine_of(app)), clock, clock.sleep)
    return clock


@contextmanager
def without_database(app, clock):
    """Refuse every new connection, or hide the file, from a second after the last answer."""
    clock.now += FRESH
    engine, nowhere = engine_of(app), {"host": "127.0.0.1", "port": hold_port()}
    engine.dispose()

    def lead_nowhere(_dialect, _record, _given, named):
        named |= nowhere

    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        move_database(file.parent, file.with_name("away"))
        yield
        move_database(file.with_name("away"), file.parent)
        return
    event.listen(engine, "do_connect", lead_nowhere)
    yield
    event.remove(engine, "do_connect", lead_nowhere)
