"""``flask doctor`` prints the settings in force and every problem."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from intake.extensions import db
from tests.support.databases.fixtures import ON_BOTH
from tests.support.servers.mail_server import MailServer
from tests.support.servers.ports import hold_port


def test_it_shows_what_is_in_force_and_no_secret(doctor):
    output = doctor().output

    assert "PUBLIC_URL = http://localhost" in output
    assert "SECRET_KEY = (set)" in output
    assert "MAIL_PASSWORD = (not set)" in output
    assert "a-secret" not in output


@ON_BOTH
def test_tables_of_another_release_are_wrong(app, doctor):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()

    done = doctor()

    assert done.exit_code == 1
    assert (
        "! Database schema: The database schema does not match this release. "
        "The server administrator must run: flask db upgrade."
    ) in done.output


def test_without_keys_nobody_can_send(doctor):
    done = doctor()

    assert done.exit_code == 1
    assert "! Team keys: No keys exist yet, so no one can send a request. " in done.output


@pytest.mark.usefixtures("started")
def test_another_pin_is_wrong(app, doctor):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint="another")

    done = doctor()

    assert done.exit_code == 1
    assert (
        "! Team keys: A team's key was replaced, so no one can send a request. It does not match"
        in done.output
    )


@pytest.mark.usefixtures("started")
def test_what_would_keep_letters_from_arriving_is_named(app, doctor, tmp_path):
    (tmp_path / ".env").write_text("MAIL_FROM=desk@example.org\n")
    app.root_path = str(tmp_path / "intake")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_server="mail.example.org")

    output = doctor().output

    assert "MAIL_FROM in .env is not a known setting." in output
    assert "MAIL_DEFAULT_SENDER is at localhost" in output


@pytest.mark.usefixtures("started")
def test_what_somebody_should_see_to_is_said(doctor, settings):
    (settings.var / "recovery").mkdir()

    done = doctor()

    assert done.exit_code == 0
    for sentence in (
        "! Mail server: No mail server is set.",
        "! Members with case access: In the smallest team: 0.",
        "Recovery sheets",
        "HELP_PHONE",
    ):
        assert sentence in done.output


@pytest.fixture
def doctor(app):
    """Return a function that runs the command."""
    return lambda *options: app.test_cli_runner().invoke(args=["doctor", *options])


@pytest.mark.usefixtures("started")
def test_a_mail_server_that_is_away_is_wrong(app, doctor):
    through(app, MailServer(), mail_port=hold_port())

    done = doctor()

    assert done.exit_code == 0
    assert "! The mail server refuses connections: check MAIL_SERVER, MAIL_PORT" in done.output


@pytest.mark.usefixtures("started")
def test_a_mail_server_that_lets_us_in_is_not_mentioned(app, doctor, mail_server):
    through(app, mail_server)

    assert "! The mail server" not in doctor().output
    assert mail_server.envelopes == []


@pytest.mark.usefixtures("started")
def test_a_test_letter_is_sent_where_it_is_asked_for(app, doctor, mail_server):
    through(app, mail_server)

    done = doctor("--send-test-letter", "ana@example.org")

    assert done.exit_code == 0
    assert "The mail server accepted the email." in done.output
    (message,) = mail_server.messages
    assert message["To"] == "ana@example.org"
    assert "This is a test." in message.get_content()


@pytest.mark.usefixtures("started")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_test_letter_that_is_not_sent_says_why_and_ends_with_1(app, doctor, guarded_mail_server):
    through(app, guarded_mail_server, mail_username="desk", mail_password="wrong")

    done = doctor("--send-test-letter", "ana@example.org")

    assert done.exit_code == 1
    assert "The mail server rejects the user name or the password" in done.output
    assert "wrong" not in done.output.partition("rejects")[2]
    assert guarded_mail_server.envelopes == []


@pytest.mark.usefixtures("started")
def test_without_a_mail_server_the_test_letter_becomes_a_file(app, doctor, tmp_path):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], var=tmp_path)

    done = doctor("--send-test-letter", "ana@example.org")

    assert done.exit_code == 0
    assert "MAIL_SERVER is not set: the email was written to var/mail" in done.output
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def through(app, server, **more):
    plain = {"mail_server": server.host, "mail_port": server.port, "mail_use_tls": False}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **(plain | more))
