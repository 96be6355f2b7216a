"""Settings that are refused, for tests of their messages and of all commands."""

import tomllib
from pathlib import Path

OTHER = "zyxwvutsrqponmlkjihgfedcba9876543210"

BY_MESSAGE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
"""Values that are refused by themselves: by setting, and by a part of the message."""

REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    *(
        (name, {name: value}, says)
        for name, messages in BY_MESSAGE.items()
        for says, values in messages.items()
        for value in values
    ),
    ("VAR", {"VAR": "a" * 300}, "names a folder that cannot be read"),
    ("TIME_ZONE", {"TIME_ZONE": "a" * 4096}, "must be a time zone name"),
    ("ORGANISATION_NAME", {"ORGANISATION_NAME": "a" * 201}, "is too long"),
    ("HELP_PHONE", {"HELP_PHONE": "5" * 101}, "is too long"),
    ("NOTICE_APPROVED_BY", {"NOTICE_APPROVED_BY": "a" * 201}, "is too long"),
    ("RETENTION_DAYS", {"RETENTION_DAYS": "9" * 4000}, "must be a whole number from 1 to 365"),
    (
        "METRICS_TOKEN",
        {"METRICS_TOKEN": OTHER, "SECRET_KEY": OTHER},
        "METRICS_TOKEN is SECRET_KEY or one of SECRET_KEY_FALLBACKS",
    ),
    (
        "METRICS_TOKEN",
        {"METRICS_TOKEN": OTHER, "SECRET_KEY_FALLBACKS": OTHER},
        "METRICS_TOKEN is SECRET_KEY or one of SECRET_KEY_FALLBACKS",
    ),
    ("MAIL_USE_SSL", {"MAIL_USE_SSL": "yes", "MAIL_USE_TLS": "yes"}, "must not both be yes"),
    (
        "EXIT_URL",
        {"EXIT_URL": "https://desk.example.org", "PUBLIC_URL": "https://desk.example.org"},
        "EXIT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "EXIT_URL",
        {"EXIT_URL": "https://help.example.net", "APPLICANTS_URL": "https://help.example.net"},
        "EXIT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "HEARTBEAT_URL",
        {"HEARTBEAT_URL": "https://desk.example.org/1", "PUBLIC_URL": "https://desk.example.org"},
        "HEARTBEAT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "HEARTBEAT_URL",
        {"HEARTBEAT_URL": "https://help.example.net", "APPLICANTS_URL": "https://help.example.net"},
        "HEARTBEAT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "APPLICANTS_URL",
        {"APPLICANTS_URL": "http://[::1]:8001", "PUBLIC_URL": "https://desk.example.org"},
        "APPLICANTS_URL is loopback although PUBLIC_URL is public",
    ),
    (
        "TRUSTED_PROXIES",
        {"TRUSTED_PROXIES": "1", "PUBLIC_URL": f"http://{'a2' * 28}.onion"},
        "TRUSTED_PROXIES must be 0 where PUBLIC_URL is an .onion address",
    ),
)
"""Name of the setting at fault, the environment, and a part of the message."""
