"""Say above every page that it is a demonstration, and show visitors how to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Response

from intake import clock
from intake.cli.demo_site.sign_in import SignIn

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_REAL = {
    "en": "Not real: this is only a demonstration. Nobody reads what you write here, and nobody can"
    " help you here. Do not write anything true.",
    "es": "No es real: esto es solo una demostración. Nadie lee lo que escribe aquí y nadie puede"
    " ayudarle aquí. No escriba nada verdadero.",
    "ar": "ليس حقيقيًا: هذا مجرد عرض توضيحي. لا أحد يقرأ ما تكتبه هنا، ولا أحد يستطيع مساعدتك هنا."
    " لا تكتب أي شيء صحيح.",
    "fa-AF": "واقعی نیست: این فقط یک نمایش است. هیچ‌کس نوشتهٔ شما را اینجا نمی‌خواند و هیچ‌کس اینجا"
    " به شما کمک کرده نمی‌تواند. هیچ چیز راست ننویسید.",
}
"""The notice by language. It is not in the catalogues, because no installation shows it."""

CLOSED = re.compile(r"/desk/(account|signin/password|team|invitation)\b")
"""What would keep other visitors out: passwords, sheets, sessions and members."""

REFUSED = (
    "In this demonstration nobody can change accounts or the team. Go back to the page before."
)
SIGN_IN = re.compile(r"/desk/signin\b")
LANGUAGE = re.compile(rb'<html lang="?([A-Za-z-]+)')
BODY = re.compile(rb"<body[^>]*>")
HTML = "text/html"


class Notice:
    """The application with a notice in each page. Answers that are no pages stay as they are."""

    def __init__(self, application: WSGIApplication, sign_in: SignIn) -> None:
        self.application, self.sign_in = application, sign_in

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._response(environ)(environ, respond)

    def _response(self, environ: WSGIEnvironment) -> Response:
        path = str(environ.get("PATH_INFO", ""))
        if environ["REQUEST_METHOD"] == "POST" and CLOSED.match(path):
            return Response(REFUSED, 403, mimetype="text/plain")
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # a compressed page could not be changed
        response = Response.from_app(self.application, environ, buffered=True)
        if response.mimetype == HTML and response.data:
            response.data = self.page_with_notice(response.data, path, now=clock.now())
        return response

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
