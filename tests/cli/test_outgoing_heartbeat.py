"""``HEARTBEAT_URL`` is called while the server is healthy, and no longer when something fails."""

import os
import signal
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from intake.actions.health.records import HOUSEKEEPING_LATE_AFTER
from intake.cli.mail_worker import _Worker, work
from intake.cli.outgoing_heartbeat import NAME, get
from intake.clock import now
from intake.outbox.models import OutboxEmail, State
from intake.upkeep import runs
from tests.outbox.making import Talker, doorless, queue, start_hurried_worker, through
from tests.support.databases.fixtures import ON_SQLITE
from tests.support.databases.writing import writing_in
from tests.support.disks.small_disk import files_of_at_most
from tests.support.rows import all_rows
from tests.support.servers.heartbeat_receiver import HeartbeatReceiver
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.slow


def test_a_call_a_minute_and_it_says_nothing_about_the_desk(
    app, clock, mail_worker, heartbeat_receiver
):
    repeat_housekeeping(app)

    turns(app, clock, mail_worker, seconds=(0, 30, 30, 30, 30))

    assert len(heartbeat_receiver.calls) == 3
    first, *headers = (
        heartbeat_receiver.calls[0].split("\r\n")[0],
        *header_names(heartbeat_receiver.calls[0]),
    )
    assert first == "GET /ping/b7c1?rid=1 HTTP/1.1"
    assert set(headers) == {"Host", "Accept-Encoding"}


def test_without_an_address_nobody_is_called(app, clock, heartbeat_receiver):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], heartbeat_url="")
    repeat_housekeeping(app)

    turns(app, clock, worker_of(app), seconds=(0, 60))

    assert heartbeat_receiver.calls == []
    assert recorded(app) is None


def test_it_stops_with_housekeeping_and_goes_on_with_it(
    app, clock, mail_worker, heartbeat_receiver
):
    turns(app, clock, mail_worker, seconds=(0, 60))
    assert heartbeat_receiver.calls == []

    repeat_housekeeping(app)
    turns(app, clock, mail_worker, seconds=(60,))
    assert len(heartbeat_receiver.calls) == 1

    clock.shift(HOUSEKEEPING_LATE_AFTER)
    turns(app, clock, mail_worker, seconds=(60, 60))
    assert len(heartbeat_receiver.calls) == 1

    assert app.test_cli_runner().invoke(args=["housekeeping", "run"]).exit_code == 0
    turns(app, clock, mail_worker, seconds=(60,))
    assert len(heartbeat_receiver.calls) == 2


def test_a_watcher_that_hangs_delays_no_letter(
    app,
    clock,
    heartbeat_receiver,
    mail_server,
    monkeypatch,
):
    monkeypatch.setattr("intake.cli.outgoing_heartbeat.SECONDS", PATIENCE)
    heartbeat_receiver.hangs.set()
    repeat_housekeeping(app)
    app.config["SETTINGS"] = through(app.config["SETTINGS"], mail_server)
    queue(app, "ana@example.org", "ben@example.org")

    work(app, stop=lambda: len(mail_server.envelopes) == 2)

    heartbeat_receiver.wait_for(1)
    assert not heartbeat_receiver.released.is_set()
    with app.app_context():
        states = all_rows(OutboxEmail.state)
    assert states.count(State.DELIVERED) == 2


def test_a_watcher_that_hangs_is_left_in_time_and_recorded(
    app,
    clock,
    heartbeat_receiver,
    monkeypatch,
):
    monkeypatch.setattr("intake.cli.outgoing_heartbeat.SECONDS", 0.5)
    heartbeat_receiver.hangs.set()
    repeat_housekeeping(app)

    work(app, stop=lambda: False, once=True)

    assert recorded(app) == "timed_out"


def test_a_failure_is_logged_once_and_so_is_its_end(
    app,
    clock,
    mail_worker,
    heartbeat_receiver,
    caplog,
):
    repeat_housekeeping(app)

    caplog.set_level("INFO")
    for heartbeat_receiver.status in (500, 500, 500, 200, 200):
        turns(app, clock, mail_worker, seconds=(60,))

    assert len(heartbeat_receiver.calls) == 5
    records = [record for record in caplog.records if record.name == "intake.heartbeat"]
    events = [record.getMessage() for record in records]
    assert events == ["heartbeat call failed", "heartbeat call succeeds again"]
    assert vars(records[0])["code"] == "http_500"
    assert "ping" not in caplog.text


def test_what_came_of_the_newest_call_is_recorded(app, clock, mail_worker, heartbeat_receiver):
    repeat_housekeeping(app)

    heartbeat_receiver.status = 500
    turns(app, clock, mail_worker, seconds=(0, 60))
    assert recorded(app) == "http_500"

    heartbeat_receiver.status = 200
    turns(app, clock, mail_worker, seconds=(60, 60))
    assert recorded(app) == "ok"


def test_it_stops_while_the_database_is_away(app, clock, mail_worker, heartbeat_receiver):
    repeat_housekeeping(app)
    rename(app, "outbox_beats", "hidden")
    with pytest.raises(SQLAlchemyError):
        turns(app, clock, mail_worker, seconds=(60,))
    assert heartbeat_receiver.calls == []

    rename(app, "hidden", "outbox_beats")
    turns(app, clock, mail_worker, seconds=(60,))
    assert len(heartbeat_receiver.calls) == 1


@pytest.mark.slow
def test_it_stops_with_the_worker(app, settings, heartbeat_receiver):
    repeat_housekeeping(app)
    process = start_hurried_worker(settings)
    heartbeat_receiver.wait_for(3)

    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    assert get(heartbeat_receiver.url) == "ok", "an earlier call has been received too"
    calls = len(heartbeat_receiver.calls)
    assert get(heartbeat_receiver.url) == "ok"
    assert len(heartbeat_receiver.calls) == calls + 1


@ON_SQLITE
def test_it_stops_on_a_full_disk_and_goes_on_when_there_is_room(
    app, clock, mail_worker, heartbeat_receiver
):
    repeat_housekeeping(app)
    turns(app, clock, mail_worker, seconds=(0,))

    with files_of_at_most(1), pytest.raises(OperationalError):
        turns(app, clock, mail_worker, seconds=(60,))
    assert len(heartbeat_receiver.calls) == 1

    turns(app, clock, mail_worker, seconds=(60,))
    assert len(heartbeat_receiver.calls) == 2


def test_a_redirect_is_not_followed(heartbeat_receiver):
    with HeartbeatReceiver() as elsewhere:
        heartbeat_receiver.status, heartbeat_receiver.location = 302, elsewhere.url

        assert get(heartbeat_receiver.url) == "http_302"

        assert elsewhere.calls == []


@pytest.mark.parametrize(
    "answers, code",
    [((b"HTTP/1.1 204 \r\n\r\n",), "ok"), ((b"220 hello\r\n",), "no_answer")],
    ids=["no content", "another protocol"],
)
def test_each_answer_has_its_code(answers, code):
    with Talker(*answers) as server:
        assert get(f"http://127.0.0.1:{server.port}/") == code


def test_each_failure_has_its_code(mail_server_with_tls):
    assert get("http://nobody.invalid/") == "no_host"
    assert get(f"http://127.0.0.1:{hold_port()}/") == "connection_refused"
    with tls_only(mail_server_with_tls.certificate) as port:
        assert get(f"https://127.0.0.1:{port}/") == "certificate"


def turns(app, clock, mail_worker, *, seconds):
    """Run the worker once after each of *seconds*, and wait for its call each time."""
    for wait in seconds:
        clock.shift(seconds=wait)
        with app.app_context():
            mail_worker.work()
        settle()


def settle():
    """Wait until no call is running."""
    for thread in threading.enumerate():
        if "_call" in thread.name:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def repeat_housekeeping(app):
    with writing_in(app):
        runs.record_run(runs.HOUSEKEEPING, now=now())


def recorded(app):
    with app.app_context():
        run = runs.last_run(NAME)
        return run.outcome if run else None


def header_names(call) -> list[str]:
    return [line.partition(":")[0] for line in call.splitlines()[1:] if line]


def rename(app, name, new_name):
    engine = create_engine(app.config["SETTINGS"].database_url)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO {new_name}"))
    engine.dispose()


@contextmanager
def tls_only(certificate):
    """Yield a port that accepts one TLS connection with this certificate."""
    assert certificate is not None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=greet, args=(server, context), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(PATIENCE)


def greet(server, context):
    connection, _ = server.accept()
    with connection, pytest.raises(ssl.SSLError):
        context.wrap_socket(connection, server_side=True)


def worker_of(app):
    return _Worker(app.config["SETTINGS"], lambda: False)


@pytest.fixture
def mail_worker(app):
    return worker_of(app)


@pytest.fixture
def settings(database, tmp_path, heartbeat_receiver):
    return replace(doorless(database, tmp_path), heartbeat_url=heartbeat_receiver.url)
