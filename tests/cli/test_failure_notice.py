"""The email about a failed service is sent by a separate process without a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.slow

RUN = "import sys; from intake.cli.failure_notice import main; sys.exit(main(sys.argv[1:], [0.1]))"
"""Runs the notice with one short pause in place of its own."""


def test_each_address_in_notify_is_told_which_service_failed(mail_server, tmp_path):
    result = notice("intake-worker.service", environ(mail_server.port, tmp_path))

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
    result = notice("intake-backup.service", environ(mail_server.port, tmp_path))

    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert {"service failed", "operator email"} == {line["event"] for line in lines}
    assert lines[0]["code"] == "intake-backup.service"
    assert "example.org" not in result.stderr


def test_where_the_mail_server_is_away_the_journal_says_so(tmp_path):
    result = notice("intake-worker.service", environ(hold_port(), tmp_path))

    assert result.returncode == 1
    assert "The mail server refuses connections" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("answers", "readers", "code"),
    [
        (["451 later", "451 later"], ["ana@example.org", "ben@example.org"], 0),
        (["250 taken", "451 later"], ["ben@example.org"], 0),
        (["550 no", "451 later"], ["ben@example.org"], 1),
        (["550 no", "550 no"], [], 1),
        (["451 later"] * 4, [], 1),
    ],
)
def test_an_address_that_may_take_it_later_is_tried_again(
    mail_server, tmp_path, answers, readers, code
):
    mail_server.answers = [*answers]

    result = notice("intake-worker.service", environ(mail_server.port, tmp_path))

    assert result.returncode == code
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [[to] for to in readers]


def test_nobody_to_tell_is_said_in_a_sentence(mail_server, tmp_path):
    result = notice("intake-worker.service", environ(mail_server.port, tmp_path) | {"NOTIFY": ""})

    assert result.returncode == 2
    assert "NOTIFY is not set" in result.stderr
    assert mail_server.envelopes == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STAFFED", "Mo-Fr 9:00-17:00"),
        ("DATABASE_URL", "mysql://127.0.0.1/x"),
        ("TIME_ZONE", "Nowhere/Land"),
        ("LOG_LEVEL", "LOUD"),
        ("VAR", "/etc/hostname"),
        ("RETENTION_DAYS_FILE", "/nowhere"),
    ],
)
def test_a_refused_setting_keeps_no_email_back_and_is_named(mail_server, tmp_path, name, value):
    result = notice("intake-desk.service", environ(mail_server.port, tmp_path) | {name: value})

    assert result.returncode == 0, result.stderr
    assert len(mail_server.messages) == 2
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert [line["code"] for line in lines if line["event"] == "setting refused"] == [name]
    assert value not in result.stderr


def test_a_broken_settings_file_keeps_no_email_back(mail_server, tmp_path):
    (tmp_path / "settings.env").write_text("RETENTION_DAYS 30\n")
    broken = environ(mail_server.port, tmp_path) | {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    result = notice("intake-desk.service", broken)

    assert result.returncode == 0, result.stderr
    assert '"event": "setting refused", "code": "settings file"' in result.stderr


def test_without_a_usable_mail_setting_the_refusal_is_printed(mail_server, tmp_path):
    unsafe = environ(mail_server.port, tmp_path) | {"MAIL_SERVER": "smtp://127.0.0.1"}

    result = notice("intake-desk.service", unsafe)

    assert result.returncode == 2
    assert "No email was sent that intake-desk.service failed. MAIL_SERVER" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_is_no_unit_is_written_to_nobody(mail_server, tmp_path):
    for words in ("two words", "x\nBcc: ben@example.org", ""):
        assert notice(words, environ(mail_server.port, tmp_path)).returncode == 2

    assert mail_server.envelopes == []


def notice(unit: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-c", RUN, unit]
    return subprocess.run(
        asked, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def environ(port: int, var: Path) -> dict[str, str]:
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
