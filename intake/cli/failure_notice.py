"""``python -m intake.cli.failure_notice UNIT``: write to ``NOTIFY`` that a service failed.

For systemd's ``OnFailure=``. Works while the database is away: it reads the settings and speaks to
the mail server, nothing else.
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
from intake.cli.mail_server import sentence_of
from intake.environment import environment
from intake.extensions import babel, mail
from intake.settings import Settings, UnsafeSettings

ROOT = Path(__file__).parents[2]
UNIT = re.compile(r"[A-Za-z0-9:_.@\\-]{1,255}")
NO_DATABASE = {"DATABASE_URL": "sqlite:////dev/null"}
"""Never opened, and not judged either: a wrong address must not keep the notice back."""

log = logging.getLogger("intake.failure")


def main(arguments: list[str]) -> int:
    """Return 0 where everybody in ``NOTIFY`` was written to, 1 where not, 2 where nobody can be."""
    if len(arguments) != 1 or not UNIT.fullmatch(arguments[0]):
        _say("Give the name of one unit, such as intake-worker.service.")
        return 2
    try:
        settings = Settings.from_environ(environment(os.environ, ROOT) | NO_DATABASE)
    except UnsafeSettings as refusal:
        _say(f"Nobody is told that {arguments[0]} failed. {refusal}")
        return 2
    logs.set_up(settings.log_level)
    log.error("service failed", extra={"code": arguments[0]})
    if not settings.notify:
        _say("NOTIFY is not set: nobody is told by email that a service failed.")
        return 2
    return 0 if _tell(arguments[0], _without_doors(), settings) else 1


def _tell(unit: str, app: Flask, settings: Settings) -> bool:
    """Write to each address in ``NOTIFY``; return whether the mail server took every letter."""
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
        log.info("operator letter", extra={"code": outcome.code})
        _say(sentence_of(outcome))
    return all(outcome.code == "sent" for outcome in outcomes)


def _without_doors() -> Flask:
    """Return an application that can do nothing but write letters."""
    app = Flask("failure_notice", template_folder=str(ROOT / "templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    babel.init_app(app)
    mail.init_app(app)
    return app


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
