"""The settings of a process come from its environment, ``.env`` and files, in this order."""

import pytest

from intake import running
from intake.environment import doubtful_names, environment, readable_settings
from intake.settings import UnsafeSettings

SERVED = {"HOST": "127.0.0.1", "PORT": "8123"}


def test_the_environment_overrides_the_file(tmp_path):
    (tmp_path / ".env").write_text(
        "\ufeffORGANISATION_NAME='Example Legal Aid'  # who we are\n\n"
        "export HELP_PHONE=+1 555 0100\nPORT=1\nNOTIFY=\n# the end\n",
        "utf-8",
    )

    values = environment({"PORT": "8001", "HOST": ""}, tmp_path)

    assert values == {
        "ORGANISATION_NAME": "Example Legal Aid",
        "HELP_PHONE": "+1 555 0100",
        "PORT": "8001",
        "NOTIFY": "",
    }


def test_credentials_of_systemd_override_the_file_and_are_taken_as_they_are(tmp_path):
    (tmp_path / ".env").write_text("PUBLIC_URL=https://desk.example.org\nDOORS=desk,apply\n")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "settings.env").write_text("DOORS=apply\nMAIL_PASSWORD=a${b}#c\nPORT=1\n")
    environ = {"CREDENTIALS_DIRECTORY": str(credentials), "PORT": "8001"}

    assert environment({**environ, "DOORS": "desk,apply"}, tmp_path) == {
        **environ,
        "PUBLIC_URL": "https://desk.example.org",
        "DOORS": "apply",
        "MAIL_PASSWORD": "a${b}#c",
    }
    assert "DOORS" not in environment({"CREDENTIALS_DIRECTORY": str(tmp_path / "no")}, credentials)


def test_credentials_that_cannot_be_read_are_refused(tmp_path):
    (tmp_path / "settings.env").write_bytes(b"\xff")

    with pytest.raises(UnsafeSettings, match=r"Cannot read settings.env"):
        environment({"CREDENTIALS_DIRECTORY": str(tmp_path)}, tmp_path)


def test_a_persons_own_machine_has_its_secrets_in_files(tmp_path):
    secret = tmp_path / "var" / "secret_key"
    secret.parent.mkdir()
    secret.write_text("kept")

    assert environment({}, tmp_path) == {"SECRET_KEY_FILE": str(secret)}
    assert environment({"SECRET_KEY": "given"}, tmp_path) == {"SECRET_KEY": "given"}
    assert "SECRET_KEY_FILE" in environment({"PUBLIC_URL": "http://[::1]:8000"}, tmp_path)


def test_the_folder_of_these_files_may_be_named_in_a_file(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret_key").write_text("kept")
    (tmp_path / "name").write_text("elsewhere\n")

    values = environment({"VAR_FILE": str(tmp_path / "name")}, tmp_path)

    assert values["SECRET_KEY_FILE"] == str(tmp_path / "elsewhere" / "secret_key")


def test_a_server_does_not_read_these_files(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("kept")

    for server in ({"PUBLIC_URL": "https://desk.example.org"}, {"PUBLIC_URL_FILE": "url"}):
        assert environment(server, tmp_path) == server


def test_without_any_source_there_is_no_setting(tmp_path):
    assert environment({}, tmp_path) == {}
    assert environment({}, tmp_path, follow_server=True) == {}


@pytest.mark.parametrize("content", [b"ORGANISATION_NAME=M\xe9decins\n", None])
def test_an_unreadable_file_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / ".env"
    file.write_bytes(content) if content else file.symlink_to("/proc/self/mem")

    with pytest.raises(UnsafeSettings, match=r"^Cannot read \.env"):
        environment({}, tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "HEARTBEAT_URL: https://hidden.example.org",
        'NOTIFY "hidden@example.org"',
        "RETENTION_DAYS 30",
        "DOORS",
        "= hidden",
        "MAIL-SERVER=hidden",
        "ORGANISATION_NAME='Hidden's'",
        'ORGANISATION_NAME="hidden',
    ],
)
def test_a_line_that_would_be_ignored_is_refused(tmp_path, line):
    text = f"# ours\n\nPORT=1\n\n  {line}\nHELP_PHONE=211\n"

    for name, environ in ((".env", {}), ("settings.env", {"CREDENTIALS_DIRECTORY": str(tmp_path)})):
        (tmp_path / ".env").unlink(missing_ok=True)
        (tmp_path / name).write_text(text)
        with pytest.raises(UnsafeSettings, match=f"^Line 5 of {name} is not NAME=value") as refused:
            environment(environ, tmp_path)
        assert "idden" not in str(refused.value)


def test_a_notice_of_failure_reads_what_can_be_read(tmp_path):
    (tmp_path / ".env").write_text("NOTIFY=a@example.org\nRETENTION_DAYS 30\nPORT=1\n")
    (tmp_path / "settings.env").write_bytes(b"\xff")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "PORT": "8001"}

    assert readable_settings(environ, tmp_path) == {**environ, "NOTIFY": "a@example.org"}


def test_misspelt_and_repeated_names_are_found(tmp_path):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert doubtful_names(environ, tmp_path) == []

    (tmp_path / ".env").write_text(
        "MAIL_FROM=a@example.org\nMAIL_PASSWORD_FILE=/x\nPORT=1\nEXIT_URL=\nSTAFFED=Mo-Fr\n"
        "FLASK_DEBUG=0\nEXIT_URLS=\nACCEPT_ANY_HOST=yes\nRETENTION_DAY=\nPORT=2\n"
    )
    (tmp_path / "settings.env").write_text("MAIL_PASWORD=x\nPORT=3\n")

    doubtful = doubtful_names(environ, tmp_path)

    assert [(name.name, name.file, name.is_repeated) for name in doubtful] == [
        ("ACCEPT_ANY_HOST", ".env", False),
        ("EXIT_URLS", ".env", False),
        ("MAIL_FROM", ".env", False),
        ("RETENTION_DAY", ".env", False),
        ("PORT", ".env", True),
        ("MAIL_PASWORD", "settings.env", False),
    ]
    assert doubtful[-1].sentence == "MAIL_PASWORD in settings.env is not a known setting."
    assert doubtful[-2].sentence == "PORT is given twice in .env, and the last line counts."


def test_a_command_uses_the_address_of_the_running_server(tmp_path):
    (tmp_path / "var").mkdir()

    with running.announced(tmp_path / "var", SERVED):
        values = environment({}, tmp_path, follow_server=True)
        server = environment({}, tmp_path)
    afterwards = environment({}, tmp_path, follow_server=True)

    assert values == SERVED
    assert server == afterwards == {}


@pytest.mark.parametrize("name", ["PUBLIC_URL", "HOST", "PORT", "PORT_FILE"])
def test_a_command_with_an_address_of_its_own_uses_that(tmp_path, name):
    (tmp_path / "var").mkdir()

    with running.announced(tmp_path / "var", SERVED):
        values = environment({name: "given"}, tmp_path, follow_server=True)

    assert values == {name: "given"}


def test_the_address_of_the_running_server_overrides_the_file(
    tmp_path,
):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".env").write_text(
        "PUBLIC_URL_FILE=/nowhere\nPORT=8001\nNOTIFY=a@example.org\nVAR=elsewhere\n"
    )
    as_flask_copies_them = {"PORT": "8001", "NOTIFY": "a@example.org"}

    with running.announced(tmp_path / "elsewhere", SERVED):
        values = environment(as_flask_copies_them, tmp_path, follow_server=True)

    assert values == {**SERVED, "NOTIFY": "a@example.org", "VAR": "elsewhere"}
