"""``make demo-site``: a demonstration that anyone may visit, made anew each hour.

Its database is filled with invented cases in a folder that is deleted afterwards. There is no mail
server: emails become files in that folder. ``.env`` is not read, so that no setting of a real
installation gets in; only the address, languages and the names of an organisation are taken from
the environment.
"""

import json
import os
import re
import secrets
import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from markupsafe import Markup
from sqlalchemy import delete
from werkzeug.wrappers import Response

from intake import clock, create_app
from intake.actions.access.moment import Moment
from intake.actions.accounts.change_password import new_keys
from intake.actions.accounts.enrol_staff import begin_enrolment, enrol_staff, invitation_of
from intake.catalogues import read_catalogues
from intake.cli import faults_as_sentences, processes
from intake.cli.demo import add_cases
from intake.cli.keys import start
from intake.cli.serve import ROOT, free_address
from intake.database_file import create_file
from intake.extensions import db, saving
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.sheets import device_groups
from intake.sealing.tokens import new_token, read_token
from intake.settings import Settings
from intake.staff import second_factor
from intake.staff.models import SignInTry, StaffMember

EMAIL = "visitor@example.org"
SHOWN_WORDS = "copper kettle nine gulls"


@frozen
class SignIn:
    """The secrets that a visitor types; the code follows from the secret and the time."""

    totp_secret: str
    groups: str
    installation: str

    def code(self) -> str:
        """Return the code that an authenticator app would show now."""
        return second_factor.code_at(self.totp_secret, clock.now())


def join(invitation: str, *, installation: str, secrets: tuple[str, ...]) -> SignIn:
    """Accept the first invitation. The caller commits."""
    token, browser, now = read_token(invitation), new_token(), clock.now()
    moment = Moment(installation=installation, secrets=secrets, day=now.date(), at=now)
    invited = invitation_of(token, moment, browser=browser)
    new = new_keys(SHOWN_WORDS, installation=installation)
    enrolment = begin_enrolment(invited, new, moment, email=EMAIL, browser=browser)
    sign_in = SignIn(
        totp_secret=enrolment.totp_secret,
        groups="-".join(device_groups(new.device)),
        installation=installation,
    )
    enrol_staff(sign_in.code(), token, moment, browser=browser, becomes=new_token())
    # Spare visitors the sheets that a first member prints.
    db.session.get_one(StaffMember, new.member_id).sheet_kept_on = now.date()
    keys.discard_pending_sheets(new.member_id)
    return sign_in


NOT_REAL = {
    "en": "This is a demonstration and not real. Anyone who visits can read what you write here."
    " Nobody can help you here. Do not write anything true.",
    "es": "Esto es una demostración y no es real. Cualquier visitante puede leer lo que usted"
    " escriba aquí. Nadie puede ayudarle aquí. No escriba nada verdadero.",
    "ar": "هذا عرض توضيحي وليس حقيقيًا. يستطيع كل من يزور هذا الموقع أن يقرأ ما تكتبه هنا."
    " لا أحد يستطيع مساعدتك هنا. لا تكتب أي معلومات حقيقية.",
    "fa-AF": "این یک نمایش است و واقعی نیست. هر کس که اینجا بیاید، نوشتهٔ شما را خوانده می‌تواند."
    " هیچ‌کس اینجا به شما کمک کرده نمی‌تواند. هیچ چیز راست ننویسید.",
}
"""The notice by language; es, ar and fa-AF are drafts.

It is not in the catalogues, because no installation shows it.
"""

CLOSED = re.compile(r"/desk/(account|signin/password|team|invitation)\b")
"""Pages that are refused, because they could keep other visitors out."""

REFUSED = (
    "In this demonstration nobody can change accounts or the team. Go back to the page before."
)
SIGN_IN_PAGES = re.compile(r"/desk/signin\b")
LANGUAGE = re.compile(rb'<html lang="?([A-Za-z-]+)')
BODY = re.compile(rb"<body[^>]*>")


def with_notice(app: Flask, sign_in: SignIn) -> Flask:
    """Return the application with a notice in each page. Answers that are no pages stay.

    All counted tries are forgotten before each step of signing in, because wrong ones, and right
    ones that are never finished, would lock the one account of all visitors.
    """
    application = app.wsgi_app

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, is_post = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"] == "POST"
        if is_post and CLOSED.match(path):
            return Response(REFUSED, 403, mimetype="text/plain")(environ, start_response)
        if is_post and SIGN_IN_PAGES.match(path):
            with app.app_context(), saving():
                db.session.execute(delete(SignInTry))
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # a compressed page could not be changed
        response = Response.from_app(application, environ, buffered=True)
        if response.mimetype == "text/html" and response.data:
            account = _account(sign_in) if SIGN_IN_PAGES.match(path) else ""
            response.data = _page_with(response.data, account)
        return response(environ, start_response)

    vars(app)["wsgi_app"] = respond
    return app


def _page_with(page: bytes, account: str) -> bytes:
    """Return the page with the notice first, in its language, and what else is shown above it."""
    language = LANGUAGE.search(page)
    says = NOT_REAL.get(language[1].decode() if language else "en", NOT_REAL["en"])
    start = BODY.search(page)
    at = start.end() if start else 0
    notice = Markup('<aside><p class="warn">{}</p>{}</aside>').format(says, account)
    return page[:at] + notice.encode() + page[at:]


def _account(sign_in: SignIn) -> Markup:
    """Return what visitors type to sign in."""
    return Markup(
        "<p>Email address: <code>{}</code><br>Password: <code>{}</code><br>"
        "Code, for some seconds: <code>{}</code><br>Sheet: <code>{}</code><br>"
        "A code works once. If it is refused, wait half a minute and load this page again.</p>"
    ).format(EMAIL, SHOWN_WORDS, sign_in.code(), sign_in.groups)


LASTS = 3600.0
"""Seconds until everything is invented anew."""

PATIENCE = 20.0
"""Seconds in which a server that is asked to end may finish its requests."""

TAKEN = (
    *("HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES", "LANGUAGES", "TIME_ZONE"),
    *("ORGANISATION_NAME", "HELP_PHONE", "LOG_LEVEL", "CASES"),
)
"""Variables of the environment that the demonstration reads."""


def run(environ: Mapping[str, str]) -> int:
    """Make and serve one demonstration after the other, until the process is asked to end."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())
    with ExitStack() as current:
        while not over.is_set():
            folder = TemporaryDirectory(prefix="intake-demo-")
            settings = settings_for(Path(folder.name), environ)
            making, server = (
                get_context("spawn").Process(target=target, args=(settings,))
                for target in (make, serve)
            )
            making.start()
            making.join()
            current.close()  # the one before, and its folder
            current.enter_context(folder)
            if making.exitcode:
                return 1
            server.start()
            current.callback(_end, server)
            over.wait(LASTS)
    return 0


def settings_for(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of one demonstration, with a secret of its own."""
    taken = {name: environ[name] for name in TAKEN if environ.get(name)}
    own = {"VAR": str(folder), "SECRET_KEY": secrets.token_urlsafe(32)}
    return {"ORGANISATION_NAME": "Invented Example Legal Aid", **taken, **own}


def _end(server: BaseProcess) -> None:
    server.terminate()
    server.join(PATIENCE)
    server.kill()
    server.join()


SIGN_IN = "demo_sign_in.json"
"""The file of the folder ``VAR`` with what visitors type."""

CASES = "120"


def make(environ: Mapping[str, str]) -> None:
    """Fill the folder ``VAR``: tables, keys, an account for visitors, and invented cases."""
    _enter()
    with faults_as_sentences():
        with create_app(Settings.from_environ(environ)).app_context():
            from flask_migrate import upgrade

            create_file(db.engine)
            upgrade()
            with saving():
                started, own = start(), (environ["SECRET_KEY"],)
                sign_in = join(
                    started.invitation_token, installation=started.fingerprint, secrets=own
                )
            processes.close_connections()
        Path(environ["VAR"], SIGN_IN).write_text(json.dumps(asdict(sign_in)), "utf-8")
        with create_app(_pinned(sign_in, environ)).app_context():
            add_cases(int(environ.get("CASES", CASES)), SystemRandom())


def serve(environ: Mapping[str, str]) -> None:
    """Serve the folder ``VAR`` until stopped."""
    _enter()
    with faults_as_sentences():
        sign_in = SignIn(**json.loads(Path(environ["VAR"], SIGN_IN).read_text("utf-8")))
        settings = _pinned(sign_in, environ)
        app = with_notice(create_app(settings), sign_in)
        read_catalogues(settings.languages)
        sys.stdout.write(f"A demonstration for one hour: {settings.public_url}\n")
        sys.stdout.flush()
        sys.exit(processes.run(app, address=free_address(settings)))


def _enter() -> None:
    os.chdir(ROOT)
    os.umask(0o077)


def _pinned(sign_in: SignIn, environ: Mapping[str, str]) -> Settings:
    """Return the settings with the pin of these keys."""
    return Settings.from_environ({**environ, "RECOVERY_FINGERPRINT": sign_in.installation})
