"""Settings: what an operator may write, and what is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.settings import Settings, UnsafeSettings
from intake.web.security import hosts_of

TOLD = {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuv"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_ZONE", "America"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("PUBLIC_URL", "https://["),
        ("PUBLIC_URL", "https://desk.example.org:99999"),
        ("PUBLIC_URL", "desk.example.org"),
        ("EXIT_URL", "es=https://["),
        ("HEARTBEAT_URL", "http://hc.example.org/1"),
        ("HEARTBEAT_URL", "hc.example.org"),
        ("MAIL_PORT", "many"),
        ("MAIL_USE_TLS", "perhaps"),
        ("DOORS", "kitchen"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name):
        Settings.from_environ(TOLD | {name: value})


def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff" * 64)

    with pytest.raises(UnsafeSettings, match="SECRET_KEY_FILE"):
        Settings.from_environ({"SECRET_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize(
    "written",
    ["https://desk.example.org", "HTTPS://Desk.Example.org/", "https://desk.example.org:443"],
)
def test_an_address_may_be_written_as_people_write_it(written: str) -> None:
    settings = Settings.from_environ(TOLD | {"PUBLIC_URL": written})

    assert settings.public_url == "https://desk.example.org"
    assert settings.https
    assert hosts_of(settings) == {"desk.example.org"}


def test_a_port_of_its_own_stays() -> None:
    settings = Settings.from_environ(TOLD | {"PUBLIC_URL": "https://[2001:DB8::1]:8443/"})

    assert settings.public_url == "https://[2001:db8::1]:8443"


def test_a_heartbeat_is_sent_where_nobody_else_reads_it() -> None:
    for address in ("https://hc.example.org/1?a=b", "http://127.0.0.1:8125/1"):
        settings = Settings.from_environ(TOLD | {"HEARTBEAT_URL": address})

        assert settings.heartbeat_url == address
        assert address not in repr(settings)
