"""The check of the mail server: each failure has its code, and no letter is sent."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.outbox.connection import check_mail_server
from intake.settings import Settings
from tests.outbox.making import HURRIED, Talker
from tests.support.servers.ports import hold_port

pytestmark = pytest.mark.slow


def test_a_server_that_accepts_us_is_ok_and_gets_no_letter(mail_server, settings):
    assert check_mail_server(plain(settings, mail_server)) == "ok"
    assert mail_server.envelopes == []


def test_without_a_server_mail_is_not_configured(settings):
    assert check_mail_server(replace(settings, mail_server="")) == "not_configured"


def test_an_unknown_host_has_its_code(settings):
    unknown = replace(settings, mail_server="mail.invalid", mail_port=25)

    assert check_mail_server(unknown) == "no_host"


def test_a_closed_port_has_its_code(settings):
    assert check_mail_server(at(settings, hold_port())) == "connection_refused"


def test_a_server_that_never_greets_times_out(settings):
    with Talker() as server:
        assert check_mail_server(at(settings, server.port), HURRIED) == "timed_out"


def test_a_server_that_hangs_after_its_greeting_times_out(settings):
    with Talker(b"220 hi\r\n") as server:
        assert check_mail_server(at(settings, server.port), HURRIED) == "no_connection"


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"554 closed\r\n"])
def test_a_server_that_does_not_speak_smtp_has_its_code(settings, greeting):
    with Talker(greeting) as server:
        assert check_mail_server(at(settings, server.port), HURRIED) == "no_mail_server"


@pytest.mark.parametrize("from_the_start", [False, True])
def test_a_server_without_tls_has_its_code(mail_server, settings, from_the_start):
    encrypted = replace(
        plain(settings, mail_server), mail_use_tls=True, mail_use_ssl=from_the_start
    )

    assert check_mail_server(encrypted) == "no_tls"


def test_a_server_without_sign_in_has_its_code(mail_server, settings):
    with_user = replace(plain(settings, mail_server), mail_username="desk", mail_password="right")

    assert check_mail_server(with_user) == "no_sign_in"


def plain(settings, server):
    return at(settings, server.port)


def at(settings, port):
    return replace(settings, mail_server="127.0.0.1", mail_port=port, mail_use_tls=False)


@pytest.fixture
def settings():
    return Settings(secret_key="x" * 32, database_url="sqlite://", var=Path("var"))
