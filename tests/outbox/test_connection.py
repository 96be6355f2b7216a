"""The connection to the mail server: verified, with deadlines, and certain of what it delivered."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_mail import Message

from intake.outbox.connection import (
    MailRefused,
    NotDelivered,
    OutcomeUnknown,
    Timeouts,
    TryLater,
    VerifiedConnection,
)
from intake.settings import Settings
from tests.outbox.making import HURRIED, MoodyServer, Talker
from tests.support.servers.mail_server import MailServer

pytestmark = pytest.mark.slow


def test_a_letter_goes_to_one_reader(server, settings):
    deliver(plain(settings, server), letter("ana@example.org"))

    (envelope,) = server.envelopes
    assert envelope.rcpt_tos == ["ana@example.org"]
    assert envelope.mail_from == "desk@example.org"


def test_lines_of_a_single_dot_arrive_unchanged(server, settings):
    deliver(plain(settings, server), letter("ana@example.org", body="one\n.\n..two\n"))

    assert server.messages[0].get_content().splitlines() == ["one", ".", "..two"]


def test_the_letter_has_no_bare_line_feed(server, settings):
    deliver(plain(settings, server), letter("ana@example.org", body="Añá\nلجين\n"))

    content = server.envelopes[0].original_content
    assert content.count(b"\n") == content.count(b"\r\n")
    assert server.messages[0].get_content().splitlines() == ["Añá", "لجين"]


def test_an_untrusted_certificate_is_refused(mail_server_with_tls, settings):
    assert trouble(encrypted(settings, mail_server_with_tls)) == (TryLater, "certificate")

    assert mail_server_with_tls.envelopes == []


def test_a_trusted_certificate_is_accepted(mail_server_with_tls, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server_with_tls.certificate))

    deliver(encrypted(settings, mail_server_with_tls), letter("ana@example.org"))

    assert len(mail_server_with_tls.envelopes) == 1


def test_a_trusted_certificate_of_another_host_is_refused(
    mail_server_with_tls, settings, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server_with_tls.certificate))
    other_host = replace(encrypted(settings, mail_server_with_tls), mail_server="127.1")

    assert trouble(other_host) == (TryLater, "certificate")
    assert mail_server_with_tls.envelopes == []


def test_implicit_tls_is_verified_too(implicit_tls, settings, monkeypatch):
    implicit = replace(encrypted(settings, implicit_tls), mail_use_ssl=True)
    assert trouble(implicit) == (TryLater, "certificate")

    monkeypatch.setenv("SSL_CERT_FILE", str(implicit_tls.certificate))
    deliver(implicit, letter("ana@example.org"))

    assert len(implicit_tls.envelopes) == 1


def test_nothing_is_sent_unencrypted_if_tls_is_required(server, settings):
    assert trouble(encrypted(settings, server)) == (TryLater, "no_tls")

    assert server.envelopes == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_means_later_for_every_letter(guarded_mail_server, settings):
    wrong = replace(
        plain(settings, guarded_mail_server), mail_username="desk", mail_password="wrong"
    )
    right = replace(wrong, mail_password="right")

    assert trouble(wrong) == (TryLater, "sign_in")
    deliver(right, letter("ana@example.org"))

    assert len(guarded_mail_server.envelopes) == 1


@pytest.mark.parametrize(
    "name, expected",
    [
        ("busy", (TryLater, "smtp_451")),
        ("gone", (MailRefused, "smtp_550")),
        ("slow", (TryLater, "no_connection")),
        ("drops", (OutcomeUnknown, "outcome_unknown")),
        ("silent", (OutcomeUnknown, "outcome_unknown")),
    ],
)
def test_each_answer_has_its_error(server, settings, name, expected):
    timeouts = HURRIED if name in ("slow", "silent") else None

    assert trouble(plain(settings, server), f"{name}@example.org", timeouts=timeouts) == expected


@pytest.mark.parametrize(
    "answer, expected",
    [("452 full", (TryLater, "smtp_452")), ("554 no", (MailRefused, "smtp_554"))],
    ids=["later", "never"],
)
def test_an_answer_to_the_data_has_its_error(server, settings, answer, expected):
    server.answers.append(answer)

    assert trouble(plain(settings, server)) == expected


def test_a_refused_sender_means_later_and_the_next_letter_is_sent(server, settings):
    with VerifiedConnection(plain(settings, server), Timeouts()) as post:
        with pytest.raises(TryLater, match="sender_refused"):
            send(post, letter("ana@example.org", sender="stranger@example.org"))
        send(post, letter("ben@example.org"))

    assert [envelope.rcpt_tos for envelope in server.envelopes] == [["ben@example.org"]]


def test_a_refusal_before_the_data_means_that_nothing_was_sent(settings):
    with Talker(b"220 hi\r\n250 hi\r\n250 sender\r\n250 reader\r\n451 no letter\r\n") as server:
        error = trouble(plain(settings, server), timeouts=HURRIED)

    assert error == (TryLater, "smtp_451")


def test_the_connection_is_closed_after_421(server, settings):
    server.answers.append("421 closing")

    with VerifiedConnection(plain(settings, server), Timeouts()) as post:
        with pytest.raises(TryLater, match="smtp_421"):
            send(post, letter("ana@example.org"))

        assert post.host is None


@pytest.mark.slow
def test_a_receipt_may_take_longer_than_any_other_answer(server, settings):
    deliver(plain(settings, server), letter("thinks@example.org"), HURRIED)

    assert len(server.envelopes) == 1


@pytest.mark.slow
def test_the_next_letter_is_sent_after_each_error(server, settings):
    with VerifiedConnection(plain(settings, server), HURRIED) as post:
        for name in ("busy", "gone", "slow", "drops"):
            with pytest.raises(NotDelivered):
                send(post, letter(f"{name}@example.org"))
        send(post, letter("ana@example.org"))

    assert server.envelopes[-1].rcpt_tos == ["ana@example.org"]


def test_a_withdrawn_offer_sends_nothing(server, settings):
    with VerifiedConnection(plain(settings, server), Timeouts()) as post:
        post.offer(letter("ana@example.org"))
        post.withdraw()
        send(post, letter("ben@example.org"))

    assert [envelope.rcpt_tos for envelope in server.envelopes] == [["ben@example.org"]]


def test_a_batch_waits_once_for_a_server_that_never_greets(settings):
    with Talker() as server, VerifiedConnection(plain(settings, server), HURRIED) as post:
        for _ in range(5):
            with pytest.raises(TryLater):
                send(post, letter("ana@example.org"))

    assert server.clients == 1


def test_a_server_that_never_begins_tls_times_out(settings):
    with Talker() as server:
        implicit = replace(encrypted(settings, server), mail_use_ssl=True)

        with pytest.raises(TryLater):
            deliver(implicit, letter("ana@example.org"), HURRIED)


@pytest.mark.slow
def test_a_server_that_sends_single_bytes_times_out(settings):
    single_bytes = [b"2", b"2", b"0", b"-"] + [b"x"] * 2000
    with Talker(*single_bytes, every=0.05) as server:
        assert trouble(plain(settings, server), timeouts=HURRIED) == (TryLater, "timed_out")

        assert server.pieces < len(single_bytes) / 2


def test_errors_contain_no_address(server, settings):
    with pytest.raises(NotDelivered) as caught:
        deliver(plain(settings, server), letter("gone@example.org"))

    assert "gone" not in f"{caught.value!r}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def plain(settings, server):
    return replace(settings, mail_server=server.host, mail_port=server.port, mail_use_tls=False)


def encrypted(settings, server):
    return replace(plain(settings, server), mail_use_tls=True)


def letter(to, *, body="Hello.\n", sender="Desk <desk@example.org>"):
    return Message("A letter", recipients=[to], body=body, sender=sender)


def send(post, message):
    post.offer(message)
    post.hand_over(message)


def deliver(settings, message, timeouts=None):
    with VerifiedConnection(settings, timeouts or Timeouts()) as post:
        send(post, message)


def trouble(settings, to="ana@example.org", *, timeouts=None):
    with pytest.raises(NotDelivered) as caught:
        deliver(settings, letter(to), timeouts)
    return type(caught.value), caught.value.code


@pytest.fixture
def settings():
    return Settings(secret_key="x" * 32, database_url="sqlite://", var=Path("var"))


@pytest.fixture(autouse=True)
def in_an_application(settings):
    app = Flask("connection")
    app.extensions["mail"] = VerifiedConnection(settings, HURRIED).mail.state
    with app.app_context():
        yield


@pytest.fixture
def server():
    with MoodyServer() as server:
        yield server


@pytest.fixture
def implicit_tls(mail_server_with_tls):
    certificate = mail_server_with_tls.certificate
    assert certificate is not None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = MailServer(certificate=certificate)
    server._controller.ssl_context = context
    with server:
        yield server
