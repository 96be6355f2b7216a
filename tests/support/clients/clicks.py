"""A member who works with the desk by clicks alone, which are counted as a person makes them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Engine

from intake.extensions import db
from intake.logs import JsonLines
from tests.cases.desk import Desk

Posted = dict[str, str | list[str]]


@dataclass
class Clicker:
    """Follow links and press buttons that the page in hand has, and count them.

    A chosen option and a ticked box count as a click each; typing counts as none.
    """

    desk: Desk
    clicks: int = 0

    def start(self, address: str):
        """Begin at an address, as after signing in: this is no click."""
        self.clicks = 0
        self._show(address)

    def follow(self, says: str):
        """Click the first link with these words."""
        links = [link for link in self.desk.all("a") if self.desk.words(link) == says]
        assert links, f"no link {says!r} on {self.desk.title}"
        self.clicks += 1
        self._show(str(links[0].get("href")))

    def press(self, says: str, choose: Posted | None = None, **typed: str):
        """Press the first button with these words; *choose* what is clicked, *typed* is not."""
        form, button = self._button(says)
        fields: Posted = dict(_filled(form))
        for name, value in {**typed, **(choose or {})}.items():
            assert name in fields or any(element.get("name") == name for element in form.iter()), (
                f"no field {name!r}"
            )
            fields[name] = value
        if button.get("name"):
            fields[str(button.get("name"))] = str(button.get("value") or "")
        self.clicks += 1 + len(choose or {})
        address = str(form.get("action") or "")
        with self.desk.client.application.app_context():
            self.desk.page = self.desk.client.post(urljoin(self._address, address), data=fields)
        assert self.desk.page.status_code == 303, self.desk.words(self.desk.root)[:600]
        self._show(str(self.desk.page.location))

    def _show(self, address: str):
        self._address = urljoin(getattr(self, "_address", "/desk/"), address.partition("#")[0])
        answer = self.desk.open(self._address)
        while answer.status_code == 303:
            self._address = urljoin(self._address, str(answer.location))
            answer = self.desk.open(self._address)
        assert answer.status_code == 200, self.desk.text

    def _button(self, says: str) -> tuple[Element, Element]:
        for form in self.desk.all("form"):
            for button in form.iter("button"):
                if self.desk.words(button) == says:
                    return form, button
        raise AssertionError(f"no button {says!r} on {self.desk.title}")


def _filled(form: Element) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form as a browser would post them untouched."""
    for element in form.iter():
        name = element.get("name")
        if not name or element.tag == "button":
            continue
        if element.tag == "textarea":
            yield name, element.text or ""
        elif element.tag == "select":
            yield name, _selected(element)
        elif element.get("type") not in ("radio", "checkbox") or "checked" in element.attrib:
            yield name, element.get("value") or ""


def _selected(select: Element) -> str:
    options = list(select.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib] or options[:1]
    return chosen[0].get("value") or "" if chosen else ""


def main_form(html: str) -> tuple[str, dict[str, list[str]]]:
    """Return the action and the fields of the only form in ``<main>``."""
    (form,) = parse_page(html).findall(".//main//form")
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return form.get("action", ""), fields


def field_values(html: str, question: str) -> list[str]:
    """Return the values in the inputs of a question; of checkboxes only those ticked."""
    inputs = [field for field in parse_page(html).iter("input") if field.get("name") == question]
    return [
        field.get("value", "")
        for field in inputs
        if field.get("type") != "checkbox" or "checked" in field.attrib
    ]


def parse_page(html: str) -> Element:
    """Return the root element of a page."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def error_code(html: str) -> str:
    """Return the code that an error page shows."""
    match = re.search(r'id="?error-code"?>([0-9A-Z]{8})<', html)
    assert match
    return match[1]


def failure_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    """Return the log lines of failed requests, parsed from JSON."""
    read = [json.loads(JsonLines().format(record)) for record in caplog.records]
    return [line for line in read if "request_id" in line]


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def leave_token(html: str) -> str:
    """Return the token in the form of the *Leave* button."""
    (form,) = [form for form in parse_page(html).iter("form") if form.get("action") == "/leave"]
    return next(field.get("value", "") for field in form.iter("input"))


def move_database(origin: Path, goal: Path):
    """Move an SQLite file with its log and index, as if a disk were exchanged."""
    goal.mkdir(exist_ok=True)
    for file in origin.glob("intake.db*"):
        file.rename(goal / file.name)
