"""The email about a failed service is sent by a separate process without a database."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from intake.cli import failure_notice
from tests.house.source import ROOT
from tests.support.servers.ports import hold_port

pytestmark = pytest.mark.slow

Notice = Callable[..., subprocess.CompletedProcess[str]]


def test_each_address_in_notify_is_told_which_service_failed(notice, mail_server):
    result = notice("intake-worker.service")

    assert result.returncode == 0, result.stderr
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [
        ["ana@example.org"],
        ["ben@example.org"],
    ]
    message = mail_server.messages[0]
    assert message["Subject"] == "Intake desk: intake-worker.service failed"
    text = message.get_content()
    assert "journalctl -u intake-worker.service -n 50" in text


def test_the_log_has_the_unit_and_no_address(mail_server, tmp_path):
    command = [sys.executable, "-m", "intake.cli.failure_notice", "intake-backup.service"]
    settings = {"PATH": os.environ["PATH"], **environ(mail_server.port, tmp_path)}

    result = subprocess.run(
        command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True, check=True
    )

    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert {"service failed", "operator email"} == {line["event"] for line in lines}
    assert lines[0]["code"] == "intake-backup.service"
    assert "example.org" not in result.stderr


def test_where_the_mail_server_is_away_the_journal_says_so(notice):
    result = notice("intake-worker.service", MAIL_PORT=str(hold_port()))

    assert result.returncode == 1
    assert "The mail server refuses connections" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "answers, readers, code",
    [
        (["451 later", "451 later"], ["ana@example.org", "ben@example.org"], 0),
        (["250 taken", "451 later"], ["ben@example.org"], 0),
        (["550 no", "451 later"], ["ben@example.org"], 1),
        (["550 no", "550 no"], [], 1),
        (["451 later"] * 4, [], 1),
    ],
)
def test_an_address_that_may_take_it_later_is_tried_again(
    notice, mail_server, answers, readers, code
):
    mail_server.answers = [*answers]

    assert notice("intake-worker.service").returncode == code
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [[to] for to in readers]


def test_nobody_to_tell_is_said_in_a_sentence(notice, mail_server):
    result = notice("intake-worker.service", NOTIFY="")

    assert result.returncode == 2
    assert "NOTIFY is not set" in result.stderr
    assert mail_server.envelopes == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("STAFFED", "Mo-Fr 9:00-17:00"),
        ("DATABASE_URL", "mysql://127.0.0.1/x"),
        ("TIME_ZONE", "Nowhere/Land"),
        ("LOG_LEVEL", "LOUD"),
        ("VAR", "/etc/hostname"),
        ("RETENTION_DAYS_FILE", "/nowhere"),
    ],
)
def test_a_refused_setting_keeps_no_email_back_and_is_named(notice, mail_server, name, value):
    result = notice("intake-desk.service", **{name: value})

    assert result.returncode == 0, result.stderr
    assert len(mail_server.messages) == 2
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert [line["code"] for line in lines if line["event"] == "setting refused"] == [name]
    assert value not in result.stderr


def test_a_broken_settings_file_keeps_no_email_back(notice, tmp_path):
    (tmp_path / "settings.env").write_text("RETENTION_DAYS 30\n")

    result = notice("intake-desk.service", CREDENTIALS_DIRECTORY=str(tmp_path))

    assert result.returncode == 0, result.stderr
    assert '"event": "setting refused", "code": "settings file"' in result.stderr


def test_without_a_usable_mail_setting_the_refusal_is_printed(notice):
    result = notice("intake-desk.service", MAIL_SERVER="smtp://127.0.0.1")

    assert result.returncode == 2
    assert "No email was sent that intake-desk.service failed. MAIL_SERVER" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_is_no_unit_is_written_to_nobody(notice, mail_server):
    for words in ("two words", "x\nBcc: ben@example.org", ""):
        assert notice(words).returncode == 2

    assert mail_server.envelopes == []


@pytest.fixture
def notice(
    monkeypatch,
    capsys,
    mail_server,
    var,
):
    """Return a function that runs the notice, with one short pause, in this process."""
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)  # of the server's thread

    def run(unit, **changed):
        for name, value in (environ(mail_server.port, var) | changed).items():
            monkeypatch.setenv(name, value)
        status = failure_notice.main([unit], [0.1])
        return subprocess.CompletedProcess([], status, stderr=capsys.readouterr().err)

    return run


def environ(port, var):
    """Return the settings of a server whose database cannot be reached, without a secret."""
    return {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
        "PUBLIC_URL": "https://desk.example.org",
        "VAR": str(var),
        "NOTIFY": "ana@example.org,ben@example.org",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(port),
        "MAIL_USE_TLS": "no",
    }
