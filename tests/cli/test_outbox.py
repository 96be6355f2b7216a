"""``flask outbox`` sends each email once, or lists it as failed."""

import os
import signal
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select, text, update

from intake.audit.models import AuditEntry, AuditHead
from intake.cli import mail_worker
from intake.cli.mail_worker import work
from intake.cli.outbox import command
from intake.clock import now
from intake.extensions import db
from intake.outbox.models import OutboxEmail, State, WorkerHeartbeat, WorkerHost
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.sessions.store import IDLE
from tests.outbox.making import (
    HURRIED,
    InterruptedServer,
    MoodyServer,
    doorless,
    member,
    queue,
    start_worker,
    states,
    team,
    through,
    told,
)
from tests.support.databases.fixtures import ON_BOTH
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows
from tests.support.waiting import PATIENCE


@ON_BOTH
def test_a_letter_to_the_team_reaches_each_member_once(app, server, clock):
    queue(app, "ana@example.org", "ben@example.org")

    deliver(app)
    deliver(app)

    assert sorted(told(server)) == ["ana@example.org", "ben@example.org"]
    assert states(app) == {State.DELIVERED: 2, State.ROUTED: 1}


def test_without_a_server_letters_become_files(app, settings, clock):
    app.config["SETTINGS"] = replace(settings, mail_server="")
    queue(app, "ana@example.org")

    deliver(app)

    assert len(list((settings.var / "mail").glob("*.eml"))) == 1


def test_a_server_that_was_away_gets_every_letter_when_it_is_back(app, settings, server, clock):
    app.config["SETTINGS"] = replace(settings, mail_port=1)
    queue(app, "ana@example.org", "ben@example.org")
    deliver(app)
    assert states(app)[State.WAITING] == 2

    app.config["SETTINGS"] = settings
    deliver(app)
    assert told(server) == []
    clock.shift(minutes=1)
    deliver(app)

    assert sorted(told(server)) == ["ana@example.org", "ben@example.org"]


@pytest.mark.parametrize("password, codes", [("", ["mail_login"]), ("x", [])])
def test_the_worker_says_so_if_it_lacks_the_mail_password(app, settings, caplog, password, codes):
    login = {"mail_username": "desk", "mail_password": password}
    app.config["SETTINGS"] = replace(settings, mail_server="127.0.0.1", **login)

    deliver(app)

    doubtful = [line for line in caplog.records if line.msg == "doubtful setting"]
    assert [vars(line)["code"] for line in doubtful] == codes


def test_a_stuck_address_delays_nobody(app, server, clock, monkeypatch):
    monkeypatch.setattr(mail_worker, "Timeouts", lambda: HURRIED)
    readers = ("slow@example.org", "busy@example.org", "gone@example.org", "drops@example.org")
    queue(app, *readers, "ana@example.org", "ben@example.org")

    deliver(app)

    assert {"ana@example.org", "ben@example.org"} <= set(told(server))
    assert states(app) == {
        State.ROUTED: 1,
        State.DELIVERED: 2,
        State.WAITING: 2,  # slow and busy
        State.PARKED: 2,  # gone, and what nobody knows about
    }


def test_a_letter_that_may_have_arrived_is_not_sent_again(app, server, clock):
    queue(app, "drops@example.org")

    for _ in range(3):
        deliver(app)
        clock.shift(hours=2)

    assert told(server) == ["drops@example.org"]
    assert states(app)[State.PARKED] == 1


def test_a_letter_later_than_three_days_is_parked(app, server, clock):
    queue(app, "busy@example.org")

    for _ in range(5):
        deliver(app)
        clock.shift(days=1)

    assert states(app)[State.PARKED] == 1


@ON_BOTH
def test_no_transaction_is_open_while_the_server_speaks(app, settings, clock):
    seen = list[str]()

    def change_the_row():
        engine = create_engine(settings.database_url)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
            row = "WHERE origin_id IS NOT NULL"
            connection.execute(text(f"UPDATE outbox SET attempts = attempts {row}"))
            seen.extend(connection.scalars(text(f"SELECT state FROM outbox {row}")))
        engine.dispose()

    with InterruptedServer() as server:
        server.after_text = change_the_row
        app.config["SETTINGS"] = replace(settings, mail_port=server.port)
        queue(app, "ana@example.org")
        deliver(app)

    assert seen == [State.SENDING]
    assert states(app)[State.DELIVERED] == 1


@ON_BOTH
def test_a_letter_that_another_worker_has_by_now_is_left_to_it(app, settings, clock):
    def take_it_over():
        engine = create_engine(settings.database_url)
        with engine.begin() as connection:
            claimed = "WHERE state = 'claimed'"
            connection.execute(text(f"UPDATE outbox SET leased_by = 'another' {claimed}"))
        engine.dispose()

    with InterruptedServer() as server:
        server.before_text = take_it_over
        app.config["SETTINGS"] = replace(settings, mail_port=server.port)
        queue(app, "ana@example.org")
        deliver(app)

    assert told(server) == []
    assert states(app) == {State.ROUTED: 1, State.CLAIMED: 1}


def test_a_worker_told_to_stop_finishes_the_letter_in_hand(app, server, clock):
    readers = [f"reader{number}@example.org" for number in range(5)]
    queue(app, *readers)

    work(app, stop=lambda: len(server.envelopes) >= 2)

    assert len(server.envelopes) == 2
    assert states(app) == {State.ROUTED: 1, State.DELIVERED: 2, State.WAITING: 3}


def test_a_worker_tells_that_it_lives(app, server, clock):
    deliver(app)
    clock.shift(minutes=5)
    deliver(app)

    with app.app_context():
        assert [beat.at for beat in all_rows(WorkerHeartbeat)] == [now()]
        hosts = all_rows(WorkerHost)
        assert [(row.host, row.at) for row in hosts] == [(socket.gethostname(), now())]


def test_the_list_names_letters_and_no_address(app, runner, server, clock):
    queue(app, "gone@example.org")
    deliver(app)
    clock.shift(days=2)

    shown = runner.invoke(command, ["list"]).output

    (row,) = shown.splitlines()
    assert row.split()[1:] == ["case_received", "parked", "2d", "1x", "smtp_550"]
    assert "@" not in row


def test_a_parked_letter_can_be_tried_again(app, runner, server, clock):
    queue(app, "ana@example.org")
    server.answers.append("554 no")
    deliver(app)
    with app.app_context():
        (parked,) = all_rows(OutboxEmail, OutboxEmail.state == State.PARKED)

    answer = runner.invoke(command, ["retry", parked.id])
    deliver(app)

    assert answer.exit_code == 0
    assert told(server) == ["ana@example.org"]
    assert server.messages[0]["Message-ID"] == parked.message_id


@pytest.mark.parametrize("decision", ["arrived", "dropped"])
def test_the_operator_settles_what_was_given_up_once(app, runner, server, clock, decision):
    words = ["drop", "--yes"] if decision == "dropped" else ["arrived"]
    queue(app, "gone@example.org")
    deliver(app)
    letter_id = runner.invoke(command, ["list"]).output.split()[0]

    answers = [runner.invoke(command, [*words, letter_id]) for _ in range(2)]

    assert [answer.exit_code for answer in answers] == [0, 1]
    assert "someone already dealt with it" in answers[1].output
    state = State.DROPPED if decision == "dropped" else State.DELIVERED
    assert states(app) == {State.ROUTED: 1, state: 1}
    assert runner.invoke(command, ["list"]).output == ""
    with app.app_context():
        assert address_of(letter_id) is None
        acts = all_rows(AuditEntry.act)
        assert [act for act in acts if act.startswith("letter_")] == [f"letter_{decision}"]


def test_the_operator_is_asked_before_a_letter_is_dropped(app, runner, server, clock):
    queue(app, "gone@example.org")
    deliver(app)
    letter_id = runner.invoke(command, ["list"]).output.split()[0]

    assert runner.invoke(command, ["drop", letter_id], input="n\n").exit_code == 1

    assert states(app)[State.PARKED] == 1
    with app.app_context():
        assert address_of(letter_id) == "gone@example.org"


def test_what_is_delivered_or_unknown_is_not_tried_again(app, runner, server, clock):
    queue(app, "ana@example.org")
    deliver(app)
    with app.app_context():
        done = db.session.scalar(select(OutboxEmail.id).where(OutboxEmail.state == State.DELIVERED))

    for words in (["retry"], ["arrived"], ["drop", "--yes"]):
        assert runner.invoke(command, [*words, str(done)]).exit_code == 1
        assert "No email has this ID" in runner.invoke(command, [*words, "nothing"]).output


def test_the_command_delivers_what_is_due_and_ends(app, runner, server, clock, signals_as_before):
    queue(app, "ana@example.org")

    assert runner.invoke(command, ["work", "--once"]).exit_code == 0

    assert told(server) == ["ana@example.org"]


@pytest.mark.slow
@ON_BOTH
def test_workers_in_two_processes_deliver_each_letter_once(app, settings, server):
    readers = [f"reader{number}@example.org" for number in range(30)]
    queue(app, *readers)

    second = start_worker(settings, "--once")
    assert server.reached.wait(PATIENCE)
    deliver(app)
    second.join(PATIENCE)

    assert sorted(told(server)) == sorted(readers)
    assert states(app) == {State.ROUTED: 1, State.DELIVERED: 30}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, state",
    [("slow", State.DELIVERED), ("silent", State.PARKED)],
    ids=["before DATA", "after DATA"],
)
@ON_BOTH
def test_a_worker_killed_at_work_leaves_no_letter_twice(app, settings, server, name, state):
    queue(app, f"{name}@example.org")
    worker = start_worker(settings)
    assert server.reached.wait(PATIENCE)

    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(PATIENCE)
    expire_leases(app)
    work(app, stop=lambda: False, once=True)

    assert states(app) == {State.ROUTED: 1, state: 1}
    assert told(server) == [f"{name}@example.org"]


@pytest.mark.slow
def test_a_terminated_worker_ends_by_itself(app, settings, server):
    queue(app, "ana@example.org")
    worker = start_worker(settings)
    assert server.reached.wait(PATIENCE)

    worker.terminate()
    worker.join(PATIENCE)

    assert worker.exitcode == 0
    assert states(app)[State.DELIVERED] == 1


def test_a_worker_goes_on_where_the_clock_is_set_back(app, server, clock):
    right = now()
    clock.shift(days=365)
    ahead = now()

    def stop():
        if (last := lived_and_chained(app)) == [ahead, ahead]:
            clock.move_to(right)
        return last == [right, right]

    work(app, stop=stop)

    assert lived_and_chained(app) == [right, right]


@ON_BOTH
def test_a_worker_deletes_the_keys_of_sessions_that_are_over(app, settings, server, clock):
    with writing_in(app):
        ana = member(team(), "ana@example.org")
        for token in (b"1" * 32, b"2" * 32):
            begun_at = now() - IDLE if token[0] == ord("1") else now()
            sessions.begin(member_id=ana.id, token_hash=token, locked_keys=b"keys", now=begun_at)

    deliver(app)

    with app.app_context():
        query = select(StaffSession.locked_keys).order_by(StaffSession.token_hash)
        assert db.session.scalars(query).all() == [b"", b"keys"]


def lived_and_chained(app):
    with app.app_context():
        times = [db.session.scalar(select(row.at)) for row in (WorkerHeartbeat, AuditHead)]
    return [at for at in times if at]


def deliver(app):
    work(app, stop=lambda: False, once=True)


def address_of(letter_id):
    return db.session.scalar(select(OutboxEmail.address).where(OutboxEmail.id == letter_id))


def expire_leases(app):
    with writing_in(app):
        held = update(OutboxEmail).where(OutboxEmail.leased_until.is_not(None))
        db.session.execute(held.values(leased_until=now() - timedelta(seconds=1)))


@pytest.fixture
def server():
    with MoodyServer() as server:
        yield server


@pytest.fixture
def runner(app):
    return app.test_cli_runner()


@pytest.fixture
def signals_as_before():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def settings(database, tmp_path, server):
    return through(doorless(database, tmp_path), server)
