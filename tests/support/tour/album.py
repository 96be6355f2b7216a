"""The pages that a walk through the product was shown, each once in each of its states."""

import re
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, render_template, template_rendered
from werkzeug.exceptions import HTTPException

from intake.questionnaire.asylum import ASYLUM
from intake.web.faults.errors import error_page, fault_page
from tests.support.clients.strict_client import StrictClient, check_page

OUTCOME = re.compile(r'data-outcome="(\w+)"')


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was shown: name, path, status, HTML and headers."""

    name: str
    path: str
    status: int
    html: str
    headers: dict[str, str]


@dataclass
class Album:
    """Pages by name, in the order in which they were first seen.

    ``state`` is added to the names, to distinguish pages of the same template.
    """

    app: Flask
    pages: dict[str, StoredPage] = field(default_factory=dict)
    state: str = ""
    rendered: list[str] = field(default_factory=list)

    def __post_init__(self):
        template_rendered.connect(self._note, self.app)

    def browser(self):
        """Return a new client whose pages are stored here."""
        client = AlbumClient(self.app, self.app.response_class)
        client.album = self
        return client

    def keep(self, response):
        """Store the page of a response, unless that is a redirect."""
        if response.mimetype != "text/html" or 300 <= response.status_code < 400:
            return
        html, path = response.text, urlsplit(response.request.url).path
        name = self._name(path, response.status_code, html)
        self.pages.setdefault(
            name, StoredPage(name, path, response.status_code, html, dict(response.headers))
        )

    def imagine(self, path, template, **context):
        """Render and store a page in a state that only a fault brings about."""
        with self.app.test_request_context(path):
            self.app.preprocess_request()
            html = render_template(template, **context)
        check_page(html, path)
        name = f"{template} {self.state}"
        self.pages[name] = StoredPage(name, path, 200, html, {})

    def imagine_error(self, path, status):
        """Store an error page that no walk can bring about."""
        with self.app.test_request_context(path):
            self.app.preprocess_request()
            html = str(cast(Any, error_page(status))[0])
        self._keep_error(f"error {status}", path, status, html)

    def imagine_fault(self, path, fault):
        """Store the page of a fault of the database or the disk."""
        with self.app.test_request_context(path):
            self.app.preprocess_request()
            page, status, _ = cast(Any, fault_page(fault))
        self._keep_error(f"error {fault}", path, status, page)

    def _keep_error(self, name, path, status, html):
        check_page(html, path)
        name += " desk" if path.startswith("/desk") else ""
        self.pages[name] = StoredPage(name, path, status, html, {})

    def cover(self):
        """Return one page of each template, status and kind of question."""
        pages: dict[tuple[str, ...], StoredPage] = {}
        for name, seen in self.pages.items():
            template, _, details = name.partition(" ")
            is_question = template == "apply/page" and seen.status == 200
            page_id = details.partition(" ")[0]
            kind = _kind(ASYLUM.page_of(page_id).questions[-1]) if is_question else ""
            pages.setdefault((template, kind, str(seen.status)), seen)
        return tuple(pages.values())

    def links(self):
        """Yield the paths to which the links of all pages lead, within the product."""
        for seen in tuple(self.pages.values()):
            yield from re.findall(r'<a\s[^>]*href="(/[^"#]*)', seen.html)

    def view_of(self, path, method="GET"):
        """Return the endpoint of a path, ``"nowhere"`` for none, and its variable parts."""
        try:
            endpoint, values = self.app.url_map.bind("localhost").match(path, method=method)
        except HTTPException:
            return "nowhere", {}
        return endpoint, dict(values)

    def _note(self, _app, template, **_context):
        self.rendered.append(str(template.name).removesuffix(".html"))

    def _name(self, path, status, html):
        """Return the name of a page by its template, question, outcome, status and state.

        A page for which no template was rendered is an empty question page from the cache.
        """
        template = self.rendered[-1] if self.rendered else "apply/page"
        self.rendered.clear()
        _, values = self.view_of(path)
        page = ASYLUM.page(values["number"]) if "number" in values else None
        outcome = OUTCOME.search(html)
        parts = (
            *(template, page.id if page else "", outcome[1] if outcome else ""),
            *(str(status) if status != 200 else "", self.state),
        )
        return " ".join(part for part in parts if part)


class AlbumClient(StrictClient):
    """A strict client that stores each page in its album."""

    album: Album

    def open(self, *args, **kwargs):
        """Make a request, check its pages, and store the last."""
        response = super().open(*args, **kwargs)
        if not response.history:  # redirects were opened, and stored, one by one
            self.album.keep(response)
        return response


def _kind(question):
    return f"{type(question).__name__} {getattr(question, 'style', '')}"
