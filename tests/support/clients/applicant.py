"""An applicant at the test client: reads the page shown, answers it, presses its button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.questionnaire.asylum import ASYLUM

SHORTEST: Mapping[str, list[str]] = {
    "help_types": ["fear_return"],
    "court_case": ["no"],
    "name_to_use": ["Lumo Test-Wrenfold"],
    "contact_methods": ["return_code"],
}
"""The least that somebody may answer."""

ACKNOWLEDGED = {"ack_not_lawyer": ["yes"], "ack_deadline": ["yes"]}


class Applicant:
    """One invented person with answers by question id, posted as the pages' own forms would."""

    def __init__(
        self,
        client: FlaskClient,
        answers: Mapping[str, list[str]] = SHORTEST,
        *,
        language: str = "en",
    ) -> None:
        self.client, self.answers, self.language = client, dict(answers), language
        self.page: TestResponse = client.get(f"/{language}/")
        self.visited: list[str] = []

    @property
    def path(self) -> str:
        """The address of the page shown."""
        return urlsplit(self.page.request.url).path

    @property
    def text(self) -> str:
        """The page shown."""
        return self.page.get_data(as_text=True)

    def open(self, path: str) -> TestResponse:
        """Go to an address, wherever it leads."""
        self.page = self.client.get(path, follow_redirects=True)
        return self.page

    def post(self, path: str, fields: Mapping[str, list[str]]) -> TestResponse:
        """Press a button of the page shown, and go where it leads."""
        data = {"csrf_token": csrf_of(self.text), **fields}
        self.page = self.client.post(path, data=data, follow_redirects=True)
        return self.page

    def begin(self) -> None:
        """From the promise to the first question."""
        self.open(f"/{self.language}/f/1")

    def answer(self) -> TestResponse:
        """Answer the page shown, or skip what this person does not answer; keep a code."""
        if self.path.endswith("/f/code"):
            return self.post(self.path, {"have": ["yes"]})
        number = int(self.path.rpartition("/")[2])
        page = ASYLUM.pages[number - 1]
        given = {
            name: values
            for question in page.questions
            for name, values in self.answers.items()
            if name == question.id or name.startswith(f"{question.id}-")
        }
        self.visited.append(page.id)
        return self.post(self.path, given or {"skip": ["1"]})

    def walk(self) -> None:
        """Answer page after page, as far as the check page."""
        for _ in range(80):
            if self.path.endswith("/f/check"):
                return
            if self.path.endswith("/f/result"):
                self.open(f"/{self.language}/f/check")
            else:
                before = self.path
                self.answer()
                assert self.page.status_code == 200, (before, self.page.status_code)
        raise AssertionError(f"no way to the check page from {self.path}")

    def send(self) -> str:
        """Acknowledge, send, and read the reference."""
        self.post(f"/{self.language}/f/send", {**ACKNOWLEDGED, "send": ["now"]})
        assert self.path == f"/{self.language}/sent", (self.path, self.page.status_code)
        return reference_of(self.text)

    def apply(self) -> str:
        """The whole way."""
        self.begin()
        self.walk()
        return self.send()


def csrf_of(html: str) -> str:
    """The form token in a page."""
    found = re.search(r'name="?csrf_token"? value="?([^">\s]+)', html)
    assert found, "no form token on this page"
    return found[1]


def reference_of(html: str) -> str:
    """The reference that the sent page shows."""
    found = re.search(
        r'id="?reference"?[^>]*>(?:<[^>]*>)*\s*([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})', html
    )
    assert found, "no reference on this page"
    return found[1]
