"""Settings: values that are accepted, refused with a sentence, or warned of."""

import re
import secrets
import tomllib
from ast import literal_eval
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_mail import Mail, Message

from intake import running, settings
from intake.environment import doubtful_names, environment, readable_settings, var_folder
from intake.law.book import shipped
from intake.logs import LEVELS
from intake.questionnaire.asylum.states import STATES
from intake.settings import DOORS, EXIT, NAMES, OFFERED, ZONE, Settings, UnsafeSettings
from intake.settings.mail import SENDER, SUBMISSION_PORT, TLS_PORT, read_sender
from intake.settings.practice import MOST_BYTES, STAFFED, STATE, logo_file, staffed_hours
from intake.settings.reading import SECRET_LENGTH, EnvironReader, WholeNumber
from intake.settings.review import SENTENCES, review
from intake.web.security import hosts_of
from tests.house.source import ROOT
from tests.support.refused_settings import REFUSED
from tests.support.tables import beside

SECRET = {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuv"}
PIN = "abcd-efgh-ijkl-mnop-qrst-uvwx-yz23-4567"
EVERYWHERE = str(IPv4Address(0))
STRONG = "zyxwvutsrqponmlkjihgfedcba9876543210"


ACCEPTED: tuple[tuple[str, str, Any], ...] = (
    *((name, text, literal_eval(value)) for name, text, value in beside(__file__, "accepted")),
    ("SECRET_KEY", STRONG, STRONG),
    ("SECRET_KEY", f"{STRONG}$(`)`", f"{STRONG}$(`)`"),  # as a password manager may draw them
    ("SECRET_KEY_FALLBACKS", f"{STRONG}, {STRONG[::-1]}", (STRONG, STRONG[::-1])),
    ("VAR", "/srv/intake", Path("/srv/intake")),
    ("VAR", "elsewhere", ROOT / "elsewhere"),
    ("PUBLISHED", "/srv/published", Path("/srv/published")),
    ("HOST", EVERYWHERE, EVERYWHERE),
    ("PUBLIC_URL", f"http://{'a2' * 28}.onion", f"http://{'a2' * 28}.onion"),
    ("RECOVERY_FINGERPRINT", PIN.upper(), PIN),
    ("MAIL_PASSWORD", "with = and # and ${x}", "with = and # and ${x}"),
    ("NOTIFY", "a@example.org, b@localhost\na@example.org", ("a@example.org", "b@localhost")),
    ("ORGANISATION_LOGO", str(ROOT / "static/mark.svg"), ROOT / "static/mark.svg"),
    ("STAFFED", "Mo,We 10:00-14:00", staffed_hours("Mo,We 10:00-14:00")),
    ("STAFFED", "Su-Tu 10:00-14:00", staffed_hours("Mo,Tu,Su 10:00-14:00")),
    ("METRICS_TOKEN", STRONG, STRONG),
    ("TIME_ZONE", "Asia/Kabul", ZoneInfo("Asia/Kabul")),
)
WARNED = [
    (row["code"], row["unusual"], row["usual"])
    for row in tomllib.loads(Path(__file__).with_name("warned_settings.toml").read_text("utf-8"))[
        "warned"
    ]
]
"""Code of the warning, settings that cause it, and similar settings that do not."""


@pytest.mark.parametrize("name, text, value", ACCEPTED)
def test_a_valid_value_is_accepted(name, text, value):
    settings = Settings.from_environ(SECRET | {name: text})

    assert getattr(settings, name.lower()) == value


@pytest.mark.parametrize("name, environ, sentence", REFUSED)
def test_an_invalid_value_is_refused_with_one_sentence(name, environ, sentence):
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environ(SECRET | environ)

    text = str(refused.value)
    assert sentence in text
    assert name in text
    assert text.endswith(".")
    assert len(text.splitlines()) == 1


def test_every_setting_is_in_both_tables():
    free = {"MAIL_USERNAME", "MAIL_PASSWORD"}  # any text may be right

    assert {name for name, _, _ in ACCEPTED} == NAMES
    assert {name for name, _, _ in REFUSED} | free == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_control_character_is_refused(name):
    for character in ("\x00", "\x1b[2J", "\udce9", "\x85", "\u2028"):
        with pytest.raises(UnsafeSettings, match=f"^{name} contains a control character"):
            Settings.from_environ(SECRET | {name: f"a{character}b"})


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_value_and_a_file_for_the_same_setting_are_refused(name, tmp_path):
    (tmp_path / "value").write_text("1")

    with pytest.raises(UnsafeSettings, match=f"^{name} and {name}_FILE are both set"):
        Settings.from_environ(SECRET | {name: "1", f"{name}_FILE": str(tmp_path / "value")})


@pytest.mark.parametrize("content", [b"\xff" * 64, b"", b" \n", b"k" * 70_000])
def test_a_file_without_a_usable_value_is_refused(tmp_path, content):
    (tmp_path / "key").write_bytes(content)

    for path in (tmp_path / "key", tmp_path, tmp_path / "nowhere", "/dev/zero", "a\x00b"):
        with pytest.raises(UnsafeSettings, match=r"^SECRET_KEY_FILE names a file"):
            Settings.from_environ({"SECRET_KEY_FILE": str(path)})


def test_a_file_may_end_with_a_line_break_and_have_a_word_per_line(tmp_path):
    (tmp_path / "token").write_text(f"\ufeff{STRONG}\n", "utf-8")
    (tmp_path / "notify").write_text("a@example.org\nb@example.org\n")

    settings = Settings.from_environ(
        SECRET
        | {
            "METRICS_TOKEN_FILE": str(tmp_path / "token"),
            "NOTIFY_FILE": str(tmp_path / "notify"),
        }
    )

    assert settings.metrics_token == STRONG
    assert settings.notify == ("a@example.org", "b@example.org")


def test_random_secrets_are_accepted():
    for secret in (secrets.token_hex(16), secrets.token_urlsafe(32), secrets.token_bytes(32).hex()):
        assert Settings.from_environ({"SECRET_KEY": secret}).secret_key == secret


def test_every_old_secret_can_be_replaced():
    old = ("$(head -c 32 /dev/urandom | base64)", "change-me, " * 4, "0123456789abcdef" * 2)
    text = ", ".join(f'"{secret}"' for secret in old) + f" {STRONG}"

    settings = Settings.from_environ(SECRET | {"SECRET_KEY_FALLBACKS": text})

    assert settings.secret_key_fallbacks == (*old, STRONG)


@pytest.mark.parametrize("secret", ["MAIL_PASSWORD", "DATABASE_URL", "SECRET_KEY"])
def test_no_secret_is_shown(secret):
    value = {"DATABASE_URL": "postgresql://u:hidden@h/%zz"}
    environ = SECRET | {secret: value.get(secret, "hidden\x01")}

    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environ(environ)

    assert "hidden" not in str(refused.value)
    assert SECRET["SECRET_KEY"] not in repr(Settings.from_environ(SECRET))


@pytest.mark.parametrize("code, unusual, usual", WARNED)
def test_an_unusual_value_is_warned_of(code, unusual, usual):
    warnings = review(Settings.from_environ(SECRET | unusual))
    others = review(Settings.from_environ(SECRET | usual))

    assert warnings[code] == SENTENCES[code]
    assert code not in others


def test_every_warning_has_a_case_and_defaults_have_none():
    assert {code for code, _, _ in WARNED} == set(SENTENCES)
    assert review(Settings.from_environ(SECRET)) == {}


def test_the_public_address_gives_the_accepted_hosts_and_tls_the_port_of_mail():
    settings = Settings.from_environ(
        SECRET | {"PUBLIC_URL": "HTTPS://Desk.Example.org/", "MAIL_USE_SSL": "yes"}
    )

    assert settings.https
    assert hosts_of(settings) == {"desk.example.org"}
    assert (settings.mail_port, settings.mail_use_tls) == (465, False)


@pytest.mark.parametrize(
    "doors, hosts, applicants",
    [
        ("apply,desk", {"desk.example.org", "help.example.net"}, "https://help.example.net"),
        ("desk", {"desk.example.org"}, "https://help.example.net"),
        ("apply", {"desk.example.org"}, "https://desk.example.org"),
    ],
)
def test_each_door_answers_at_its_own_address(doors, hosts, applicants):
    settings = Settings.from_environ(
        SECRET
        | {"PUBLIC_URL": "https://desk.example.org", "APPLICANTS_URL": "https://help.example.net"}
        | {"DOORS": doors}
    )

    assert hosts_of(settings) == hosts
    assert settings.applicants_address == applicants


def test_one_address_with_https_makes_cookies_secure_and_the_server_public():
    settings = Settings.from_environ(SECRET | {"APPLICANTS_URL": "https://help.example.net"})

    assert (settings.https, settings.loopback) == (True, False)
    assert hosts_of(settings) == {"127.0.0.1:8000", "help.example.net"}


def test_a_folder_is_the_same_wherever_a_command_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert Settings.from_environ(SECRET).var == ROOT / "var" == var_folder({}, ROOT)


def test_only_the_secret_may_be_missing_where_it_is_not_needed():
    assert Settings.from_environ({}, needs_secret=False).secret_key == ""

    with pytest.raises(UnsafeSettings, match="SECRET_KEY is missing or weak"):
        Settings.from_environ({"SECRET_KEY": "short"}, needs_secret=False)
    with pytest.raises(UnsafeSettings, match="RETENTION_DAYS"):
        Settings.from_environ({"RETENTION_DAYS": "0"}, needs_secret=False)


def test_the_states_of_the_service_area_are_those_of_the_questionnaire():
    letters = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]
    taken = {a + b for a in letters for b in letters if STATE.fullmatch(a + b)}

    assert taken == {state.code for state in STATES}


@pytest.mark.parametrize(
    "staffed, at, hours, then",
    beside(__file__, "staffed"),
)
def test_staffed_hours_pass_only_while_somebody_reads(staffed, at, hours, then):
    start = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("America/New_York"))

    later = staffed_hours(staffed).hours_after(start, int(hours), shipped().holidays)

    assert later.isoformat(" ", "minutes").startswith(then)
    between = staffed_hours(staffed).time_between
    assert between(start, later, shipped().holidays) == timedelta(hours=int(hours))
    assert between(later, start, shipped().holidays) == timedelta()


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


PAGE = (ROOT / "docs/handbook/operators/settings.md").read_text("utf-8")
TO = "\u2013"
VALUES = {
    name: values
    for names, values in re.findall(r"^\| (`[A-Z].*?`) \| (.*?) \|", PAGE, re.MULTILINE)
    for name in re.findall(r"\w+", names)
}
NUMBERS = {name: value for name, value in vars(settings).items() if isinstance(value, WholeNumber)}
DEFAULTS = {
    "DOORS": f"`{','.join(DOORS)}`",
    "EXIT_URL": f"`{EXIT}`",
    "LANGUAGES": f"`{','.join(OFFERED)}`",
    "LOG_LEVEL": f"`INFO`; {', '.join(f'`{level}`' for level in LEVELS)}",
    "MAIL_DEFAULT_SENDER": f"`{SENDER}`;",
    "MAIL_PORT": f"{SUBMISSION_PORT}, or {TLS_PORT} with `MAIL_USE_SSL`; 1{TO}65535",
    "METRICS_TOKEN": f"none; {SECRET_LENGTH} random characters or more",
    "ORGANISATION_LOGO": f"none; a file of at most {MOST_BYTES // 1024} KB",
    "STAFFED": f"`{STAFFED}`",
    "TIME_ZONE": f"`{ZONE}`",
}


def test_every_setting_is_there_once():
    assert set(VALUES) == NAMES


@pytest.mark.parametrize("name, number", NUMBERS.items())
def test_numbers_have_the_default_and_the_range_of_the_code(name, number):
    assert VALUES[name].startswith(f"{number.default}; {number.least}{TO}{number.most}")


@pytest.mark.parametrize("name, text", DEFAULTS.items())
def test_defaults_are_those_of_the_code(name, text):
    assert VALUES[name].startswith(text)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><rect fill="url(#b)"/></svg>'


@pytest.mark.parametrize("name, content", [("logo.png", PNG), ("logo.svg", DRAWING)])
def test_a_small_picture_is_accepted(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    assert logo_file(str(tmp_path / name)) == tmp_path / name


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("logo.png", PNG + bytes(MOST_BYTES), "larger than 32 KB"),
        ("logo.svg", PNG, "must be an SVG"),
        ("logo.html", DRAWING, "must be an SVG"),
        ("logo.svg", b"<svg><script>x</script></svg>", "contains scripts"),
        ("logo.svg", b'<svg><a href="https://x.example"/></svg>', "contains scripts"),
        ("logo.svg", b'<svg><rect onload="x()"/></svg>', "contains scripts"),
        ("logo.svg", b"<svg><style>a{fill:url(//x.example/a)}</style></svg>", "contains scripts"),
    ],
)
def test_any_other_file_is_refused(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnsafeSettings, match=reason):
        logo_file(str(tmp_path / name))


@pytest.mark.parametrize("path", ["/nowhere/logo.png", "/", "/dev/zero"])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(UnsafeSettings, match=r"^ORGANISATION_LOGO"):
        logo_file(path)


@pytest.mark.parametrize(
    "sender, name",
    beside(__file__, "senders"),
)
def test_the_name_reaches_the_reader(sender, name):
    app = Flask("sender")
    Mail(app)

    with app.app_context():
        read = read_sender(EnvironReader({"MAIL_DEFAULT_SENDER": sender}))
        sent = Message(subject="-", recipients=["b@example.org"], body="-", sender=read).as_bytes()

    assert sent.isascii()
    (address,) = message_from_bytes(sent, policy=default)["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "a@example.org")
