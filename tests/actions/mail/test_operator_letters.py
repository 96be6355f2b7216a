"""Letters to an operator: sent at once, with no word about any case, and without a database."""

from dataclasses import replace

import pytest
from flask import Flask

from intake import create_app
from intake.actions.mail.operator_letters import send_test_letter
from intake.cli.mail_server import sentence_of
from intake.settings import Settings
from tests.outbox.making import HURRIED, NOW, MoodyServer

TO = "ana@example.org"


def test_a_test_goes_to_one_address_and_says_only_that_it_is_one(server, settings):
    assert send_test_letter(TO, settings, now=NOW).code == "sent"

    (message,) = server.messages
    assert server.envelopes[0].rcpt_tos == [message["To"]] == [TO]
    assert message["Subject"] == "Test email from the intake desk"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    text = message.get_content()
    assert "This is a test." in text
    assert "https://desk.example.org" in text


def test_without_a_server_it_becomes_a_file(settings, tmp_path):
    settings = replace(settings, mail_server="")

    assert send_test_letter(TO, settings, now=NOW).code == "written"

    (file,) = (tmp_path / "mail").glob("*.eml")
    assert b"This is a test." in file.read_bytes()


@pytest.mark.parametrize(
    "to, code, answer",
    [
        ("gone@example.org", "recipient_refused", "550"),
        ("busy@example.org", "try_later", "451"),
        ("slow@example.org", "no_connection", ""),
        ("drops@example.org", "outcome_unknown", ""),
        ("ana@example.org, ben@example.org", "bad_address", ""),
        ("ana@example.org\nBcc: ben@example.org", "bad_address", ""),
    ],
)
def test_each_failure_has_its_code(server, settings, to, code, answer):
    outcome = send_test_letter(to, settings, now=NOW, timeouts=HURRIED)

    assert (outcome.code, outcome.answer) == (code, answer)
    assert to not in sentence_of(outcome)


def test_a_letter_that_is_refused_after_its_recipient_was_taken(server, settings):
    server.answers.append("554 we do not like its looks")

    outcome = send_test_letter(TO, settings, now=NOW)

    assert (outcome.code, outcome.answer) == ("letter_refused", "554")


def test_a_sender_that_is_refused(server, settings):
    stranger = replace(settings, mail_default_sender="stranger@example.org")

    assert send_test_letter(TO, stranger, now=NOW).code == "sender_refused"


@pytest.fixture
def server():
    with MoodyServer() as server:
        yield server


@pytest.fixture
def settings(server, tmp_path):
    """Return the settings of an application whose database has no table."""
    settings = Settings(
        secret_key="a-secret-for-tests-0123456789-abcdefghij",
        database_url="sqlite://",
        var=tmp_path,
        public_url="https://desk.example.org",
        mail_server=server.host,
        mail_port=server.port,
        mail_use_tls=False,
        mail_default_sender="Harbor desk <desk@example.org>",
        doors=(),
    )
    app: Flask = create_app(settings)
    with app.app_context():
        yield settings
