"""``python -m intake.cli.failure_notice UNIT``: email ``NOTIFY`` that a service failed.

For systemd's ``OnFailure=``. Needs no database, and of the settings only those of email: a wrong
value elsewhere may be why the service failed, and must not keep the email back.
"""

import logging
import os
import re
import socket
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from flask import Flask

from intake import clock, logs
from intake.actions.mail.operator_letters import (
    SERVICE_FAILED,
    send_letter,
)
from intake.catalogues import babel
from intake.cli.mail_server import sentence_of
from intake.environment import environment, readable_settings
from intake.extensions import mail
from intake.settings import NAMES, Settings, UnsafeSettings

ROOT = Path(__file__).parents[2]
UNIT = re.compile(r"[A-Za-z0-9:_.@\\-]{1,255}")
WORD_IN_CAPITALS = re.compile(r"[A-Z_]+")
NEEDED = ("NOTIFY", *sorted(name for name in NAMES if name.startswith("MAIL_")))
"""Settings without which no email can be sent."""

HELPFUL = ("TIME_ZONE", "LOG_LEVEL", "VAR")
"""Settings whose default is used where they are refused."""

SENT = "sent"
SETTLED = {
    *(SENT, "outcome_unknown", "written", "bad_address"),
    *("recipient_refused", "letter_refused", "sender_refused"),
}
"""Codes of outcomes after which an address is not tried again."""

PAUSES = (600.0,) * 6
"""Seconds between tries: a mail server that delays a new sender takes the email within an hour."""

log = logging.getLogger("intake.failure")


def main(arguments: list[str], pauses: Iterable[float] = PAUSES) -> int:
    """Return 0 if every address in ``NOTIFY`` was emailed, 1 if one failed, 2 if none can be.

    After each pause, in seconds, the addresses are tried again at which another try may succeed.
    """
    if len(arguments) != 1 or not UNIT.fullmatch(arguments[0]):
        _print("Enter the name of one unit, such as intake-worker.service.")
        return 2
    try:
        settings = needed_settings(readable_settings(os.environ, ROOT))
    except UnsafeSettings as refusal:
        _print(f"No email was sent that {arguments[0]} failed. {refusal}")
        return 2
    logs.set_up(settings.log_level)
    log.error("service failed", extra={"code": arguments[0]})
    if name := refused_setting():
        log.error("setting refused", extra={"code": name})
    if not settings.notify:
        _print("NOTIFY is not set: no email is sent when a service fails.")
        return 2
    now = clock.now()
    values = {
        "unit": arguments[0],
        "host": socket.gethostname(),
        "time": f"{now.astimezone(settings.time_zone):%Y-%m-%d %H:%M %Z}",
    }
    codes = dict.fromkeys(settings.notify, "")
    app = Flask("failure_notice", template_folder=str(ROOT / "templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    babel.init_app(app)
    mail.init_app(app)
    with app.app_context():
        for pause in (*pauses, 0.0):
            for address in [address for address in codes if codes[address] not in SETTLED]:
                outcome = send_letter(SERVICE_FAILED, values, address, settings, now=now)
                codes[address] = outcome.code
                log.info("operator email", extra={"code": outcome.code})
                _print(sentence_of(outcome))
            if SETTLED.issuperset(codes.values()):
                break
            time.sleep(pause)
    return 0 if set(codes.values()) == {SENT} else 1


def needed_settings(environ: Mapping[str, str]) -> Settings:
    """Read only the settings that the email needs; raise ``UnsafeSettings`` if one is refused."""
    needed = _only(NEEDED, environ)
    for name in HELPFUL:
        helpful = _only((name,), environ)
        with suppress(UnsafeSettings):
            Settings.from_environ(helpful, needs_secret=False)
            needed |= helpful
    return Settings.from_environ(needed, needs_secret=False)


def refused_setting() -> str:
    """Return the name of a setting that all other processes refuse, or an empty string."""
    try:
        Settings.from_environ(environment(os.environ, ROOT), needs_secret=False)
    except UnsafeSettings as refusal:
        words = WORD_IN_CAPITALS.findall(str(refusal))
        names = (word for word in words if word.removesuffix("_FILE") in NAMES)
        return next(names, "settings file")
    return ""


def _only(names: tuple[str, ...], environ: Mapping[str, str]) -> dict[str, str]:
    known = {*names, *(f"{name}_FILE" for name in names)}
    return {name: value for name, value in environ.items() if name in known}


def _print(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
