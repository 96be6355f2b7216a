"""Say above every page that it is a demonstration, and show visitors how to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup
from werkzeug.wrappers import Response

from intake import clock
from intake.cli.demo_site.posted import STEPS, TooLarge, posted_fields
from intake.cli.demo_site.sign_in import SignIn, forget_tries
from intake.extensions import db, writing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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
NOT_THE_SHOWN_ACCOUNT = (
    "In this demonstration only the account above the page of signing in works. Go back, load that"
    " page again, and type what it shows."
)
SIGN_IN = re.compile(r"/desk/signin\b")
LANGUAGE = re.compile(rb'<html lang="?([A-Za-z-]+)')
BODY = re.compile(rb"<body[^>]*>")
HTML = "text/html"


class Notice:
    """The application with a notice in each page. Answers that are no pages stay as they are."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self.application, self.sign_in = app, app.wsgi_app, sign_in

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._response(environ)(environ, respond)

    def _response(self, environ: WSGIEnvironment) -> Response:
        path = str(environ.get("PATH_INFO", ""))
        is_post = environ["REQUEST_METHOD"] == "POST"
        if is_post and CLOSED.match(path):
            return Response(REFUSED, 403, mimetype="text/plain")
        if is_post and STEPS.fullmatch(path) and not self._is_right(environ):
            return Response(NOT_THE_SHOWN_ACCOUNT, 403, mimetype="text/plain")
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # a compressed page could not be changed
        response = Response.from_app(self.application, environ, buffered=True)
        if response.mimetype == HTML and response.data:
            response.data = self.page_with_notice(response.data, path, now=clock.now())
        return response

    def _is_right(self, environ: WSGIEnvironment) -> bool:
        """Return true for a step with the shown account, for which all earlier tries are forgotten.

        Wrong tries, and right ones that are never finished, would lock the one account of all
        visitors.
        """
        try:
            fields = posted_fields(environ)
        except TooLarge:
            return False
        if not self.sign_in.fits(fields, now=clock.now()):
            return False
        with self.app.app_context(), writing():
            forget_tries(secrets=(self.app.config["SETTINGS"].secret_key,))
            db.session.commit()
        return True

    def page_with_notice(self, page: bytes, path: str, *, now: datetime) -> bytes:
        """Return the page with the notice first; on the pages of signing in, with the account."""
        language = LANGUAGE.search(page)
        tag = language[1].decode() if language else "en"
        notice = Markup('<p class="warn">{}</p>').format(NOT_REAL.get(tag, NOT_REAL["en"]))
        if SIGN_IN.match(path):
            notice += self._account(now)
        start = BODY.search(page)
        at = start.end() if start else 0
        return page[:at] + f"<aside>{notice}</aside>".encode() + page[at:]

    def _account(self, now: datetime) -> Markup:
        rows = (
            ("Email address", self.sign_in.email),
            ("Password", self.sign_in.password),
            ("Code, for some seconds", self.sign_in.code(now)),
            ("Sheet", self.sign_in.groups),
        )
        text = Markup("<br>").join(Markup("{}: <code>{}</code>").format(*row) for row in rows)
        wait = "A code works once. If it is refused, wait half a minute and load this page again."
        return Markup("<p>{}<br>{}</p>").format(text, wait)
