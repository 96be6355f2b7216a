"""The worker checks the certificates of both doors, on a real TLS server with its own authority.

OpenSSL uses the clock of the machine, so the clock is not frozen here.
"""

import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from intake import clock
from intake.actions.health.check import Moment
from intake.actions.health.server import check_certificate as check
from intake.actions.upkeep.check_certificate import (
    CertificateCheck,
    check_certificate,
    is_due,
    record_certificate,
)
from intake.cli.mail_worker import work
from intake.extensions import db
from intake.settings import Settings
from intake.upkeep import runs
from tests.support.databases.fixtures import ON_EITHER
from tests.support.servers.certificates import self_signed
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE, until

pytestmark = ON_EITHER


@pytest.mark.parametrize("days, finding", [(64, "good"), (14, "expiring"), (3, "expires_now")])
def test_the_worker_records_when_the_certificate_ends(app, tmp_path, monkeypatch, days, finding):
    with tls_server(tmp_path, days=days) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.crt"))
        serve_at(app, f"https://127.0.0.1:{port}")
        work_until_recorded(app)

    result = checked(app)
    assert result.finding == finding
    assert result.figures["left_seconds"] == pytest.approx(days * 86_400, abs=3600)


@pytest.mark.parametrize(
    "case",
    [
        (-1, "127.0.0.1", "own.crt", "expired"),
        (64, "127.0.0.1", "", "untrusted"),
        (64, "localhost", "own.crt", "other_name"),
    ],
)
def test_a_certificate_that_browsers_refuse_is_told_by_its_reason(app, tmp_path, monkeypatch, case):
    days, host, trusted, outcome = case
    with tls_server(tmp_path, days=days) as port:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / trusted))
        serve_at(app, f"https://{host}:{port}")

        record(app, check_certificate(app.config["SETTINGS"], now=clock.now()))

    result = checked(app)
    assert (result.finding, result.names) == ("refused", (outcome,))


@pytest.mark.parametrize("days", [(64, 3), (3, 64)])
def test_of_two_addresses_the_certificate_that_ends_first_counts(app, tmp_path, monkeypatch, days):
    folders = [tmp_path / name for name in ("desk", "help")]
    for folder in folders:
        folder.mkdir()
    with (
        tls_server(folders[0], days=days[0]) as port,
        tls_server(folders[1], days=days[1]) as other_port,
    ):
        trusted = tmp_path / "both.crt"
        trusted.write_text("".join((folder / "own.crt").read_text() for folder in folders))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        serve_at(app, f"https://127.0.0.1:{port}", f"https://127.0.0.1:{other_port}")
        record(app, check_certificate(app.config["SETTINGS"], now=clock.now()))
        serve_at(app, f"https://127.0.0.1:{port}", f"https://localhost:{other_port}")
        refused = check_certificate(app.config["SETTINGS"], now=clock.now())
        serve_at(app, f"https://127.0.0.1:{port}", f"https://127.0.0.1:{hold_port()}")
        one_away = check_certificate(app.config["SETTINGS"], now=clock.now())

    assert checked(app).finding == "expires_now"
    assert refused == CertificateCheck(outcome="other_name")
    assert (one_away.outcome == "unreachable") == (days[0] == 64)


def test_the_applicants_certificate_is_checked_where_the_desk_has_none(app, tmp_path, monkeypatch):
    with tls_server(tmp_path, days=3) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.crt"))
        serve_at(app, "http://desk.onion", f"https://127.0.0.1:{port}")
        work_until_recorded(app)

    assert checked(app).finding == "expires_now"


def test_a_server_that_is_not_reached_is_tried_again_within_the_hour(app):
    serve_at(app, f"https://127.0.0.1:{hold_port()}")
    settings = app.config["SETTINGS"]

    seen = check_certificate(settings, now=clock.now())
    record(app, seen)

    assert seen == CertificateCheck(outcome="unreachable")
    assert checked(app).finding == "unreachable"
    now = clock.now()
    with app.app_context():
        assert not is_due(settings, now=now)
        assert is_due(settings, now=now + timedelta(hours=1))


def test_a_server_that_never_answers_is_not_waited_for(app):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        serve_at(app, f"https://127.0.0.1:{silent.getsockname()[1]}")

        seen = check_certificate(app.config["SETTINGS"], now=clock.now(), patience=0.2)

    assert seen.outcome == "unreachable"


def test_it_is_looked_at_once_a_day_and_only_with_https(app):
    now = clock.now()
    with app.app_context():
        assert not is_due(app.config["SETTINGS"], now=now)
    serve_at(app, "https://desk.example.org")
    settings = app.config["SETTINGS"]
    assert checked(app).finding == "not_checked"

    record(app, CertificateCheck(outcome=runs.OK, until=now + timedelta(days=64)))

    with app.app_context():
        assert not is_due(settings, now=now + timedelta(hours=23))
        assert is_due(settings, now=now + timedelta(hours=25))
    assert checked(app, at=now + timedelta(days=4)).finding == "not_checked"


def work_until_recorded(app):
    """Run a mail worker until it has checked the certificate."""
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(app,), kwargs={"stop": stop.is_set})
    worker.start()
    try:
        until(lambda: recorded(app), "the worker looks at the certificate")
    finally:
        stop.set()
        worker.join(PATIENCE)


def recorded(app):
    with app.app_context():
        return runs.last_run(runs.CERTIFICATE) is not None


def serve_at(app, address, applicants=""):
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, public_url=address, applicants_url=applicants)


def record(app, seen):
    with app.app_context():
        record_certificate(seen, clock.now())
        db.session.commit()


def checked(app, at=None):
    with app.app_context():
        moment = Moment(settings=app.config["SETTINGS"], now=at or clock.now())
        return check(moment)


@contextmanager
def tls_server(folder, *, days):
    """Yield a TLS server on 127.0.0.1 whose certificate is valid for this number of days."""
    certificate, key = self_signed(
        folder, "own.crt", "own.key", "127.0.0.1", ends=clock.now() + timedelta(days=days)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as plain:
        thread = threading.Thread(target=greet, args=(plain, context))
        thread.start()
        try:
            yield plain.getsockname()[1]
        finally:
            plain.shutdown(socket.SHUT_RDWR)
            thread.join()


def greet(plain, context):
    """Complete the TLS handshake of each connection until the socket is closed."""
    while True:
        try:
            connection, _ = plain.accept()
        except OSError:
            return
        try:
            with connection, context.wrap_socket(connection, server_side=True) as wrapped:
                wrapped.recv(1)
        except OSError:  # the other side refused the certificate
            continue
