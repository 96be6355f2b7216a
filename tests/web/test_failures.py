"""The server fails just as somebody sends something: one press more, and nothing is typed twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from tests.support.applicant import Applicant
from tests.support.members import Person

NAME = 'Nobody "Testfold" <b>&amp;'


@pytest.mark.parametrize(
    ("question", "given"),
    [("name_to_use", [NAME]), ("help_types", ["fear_return", "bring_family"])],
)
def test_what_an_applicant_sent_is_sent_again_with_one_press(
    app: Flask, question: str, given: list[str]
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.walk()
    address = f"/en/f/{ASYLUM.numbers[question]}"
    someone.open(address)

    with failing(app, "commit"):
        someone.post(address, {question: given})
    assert someone.page.status_code == 500
    assert "Testfold" not in "".join(page(someone.text).itertext())
    someone.post(*form_of(someone.text))

    assert someone.page.status_code == 200
    someone.open(address)
    assert kept(someone.text, question) == given


def test_a_button_without_anything_typed_can_be_pressed_again(app: Flask, wren: Person) -> None:
    wren.open("/desk/")
    with failing(app, "commit"):
        wren.fill(action="/desk/signout")

    wren.fill(*form_of(wren.text)[:1])

    assert wren.page.status_code == 200
    wren.open("/desk/")
    assert wren.path == "/desk/signin"


def test_a_page_that_was_only_asked_for_offers_nothing_to_send(app: Flask, wren: Person) -> None:
    with failing(app, "begin"):
        wren.open("/desk/")

    assert wren.page.status_code == 500
    assert not page(wren.text).findall(".//form")


def test_no_password_stands_in_a_page(app: Flask, wren: Person) -> None:
    again = Person(app)
    again.email = wren.email

    with failing(app, "commit"):
        again.give_password("a password in the wrong moment")

    assert again.page.status_code == 500
    assert "moment" not in again.text
    assert not page(again.text).findall(".//form")


def form_of(html: str) -> tuple[str, dict[str, list[str]]]:
    """Where the page's button sends what it holds."""
    (form,) = page(html).findall(".//main//form")
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return form.get("action", ""), fields


def kept(html: str, question: str) -> list[str]:
    """What the page of a question has in its fields."""
    fields = [one for one in page(html).iter("input") if one.get("name") == question]
    ticked = [one for one in fields if one.get("type") != "checkbox" or "checked" in one.attrib]
    return [one.get("value", "") for one in ticked]


def page(html: str) -> Element:
    """A page, read."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


@contextmanager
def failing(app: Flask, at: str) -> Iterator[None]:
    """The database does not get this far."""

    def fail(_connection: Connection) -> None:
        raise OperationalError("", {}, Exception())

    with app.app_context():
        engine = db.engine
    event.listen(engine, at, fail)
    try:
        yield
    finally:
        event.remove(engine, at, fail)
