"""``python -m intake.cli.failure_notice UNIT``: email ``NOTIFY`` that a service failed.

For systemd's ``OnFailure=``. Needs no database: it reads the settings and connects to the mail
server, nothing else.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
from pathlib import Path

from flask import Flask

from intake import clock, logs
from intake.actions.mail.operator_letters import SERVICE_FAILED, send_letter
from intake.catalogues import babel
from intake.cli.mail_server import sentence_of
from intake.environment import environment
from intake.extensions import mail
from intake.settings import Settings, UnsafeSettings

ROOT = Path(__file__).parents[2]
UNIT = re.compile(r"[A-Za-z0-9:_.@\\-]{1,255}")
NO_DATABASE = {"DATABASE_URL": "sqlite:////dev/null"}
"""Replaces the real address, which is never opened; a wrong one must not prevent the notice."""

SENT = "sent"
ARRIVED = {SENT, "outcome_unknown"}
REFUSED = {"bad_address", "recipient_refused", "letter_refused", "sender_refused", "written"}
"""Codes of outcomes that another try would not change."""

log = logging.getLogger("intake.failure")


def main(arguments: list[str]) -> int:
    """Email every address in ``NOTIFY``.

    Return 0 if every email was sent; 1 if none was, and a later try may succeed; otherwise 2.
    """
    if len(arguments) != 1 or not UNIT.fullmatch(arguments[0]):
        _print("Enter the name of one unit, such as intake-worker.service.")
        return 2
    try:
        environ = environment(os.environ, ROOT) | NO_DATABASE
        settings = Settings.from_environ(environ, needs_secret=False)
    except UnsafeSettings as refusal:
        _print(f"No email was sent that {arguments[0]} failed. {refusal}")
        return 2
    logs.set_up(settings.log_level)
    log.error("service failed", extra={"code": arguments[0]})
    if not settings.notify:
        _print("NOTIFY is not set: no email is sent when a service fails.")
        return 2
    codes = _notify(arguments[0], _mail_only_application(), settings)
    if codes == {SENT}:
        return 0
    return 2 if codes & ARRIVED or codes <= REFUSED else 1


def _notify(unit: str, app: Flask, settings: Settings) -> set[str]:
    """Email each address in ``NOTIFY``; return the codes of the outcomes."""
    now = clock.now()
    values = {
        "unit": unit,
        "host": socket.gethostname(),
        "time": f"{now.astimezone(settings.time_zone):%Y-%m-%d %H:%M %Z}",
    }
    with app.app_context():
        outcomes = [
            send_letter(SERVICE_FAILED, values, address, settings, now=now)
            for address in settings.notify
        ]
    for outcome in outcomes:
        log.info("operator email", extra={"code": outcome.code})
        _print(sentence_of(outcome))
    return {outcome.code for outcome in outcomes}


def _mail_only_application() -> Flask:
    """Return an application that can only send email."""
    app = Flask("failure_notice", template_folder=str(ROOT / "templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    babel.init_app(app)
    mail.init_app(app)
    return app


def _print(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
