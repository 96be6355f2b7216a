"""The server fails just as somebody sends something: one press more, and nothing is typed twice."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import OperationalError

from intake.extensions import db
from intake.logs import JsonLines
from intake.questionnaire.asylum import ASYLUM
from intake.settings import Settings
from intake.storage_faults import StorageFault
from intake.web import database_gate
from tests.support import narrow
from tests.support.applicant import Applicant
from tests.support.mailserver import free_port
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


FAULTS = [
    (narrow.full, StorageFault.DISK_FULL, "has no more room"),
    (narrow.read_only, StorageFault.READ_ONLY, "cannot save anything"),
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("befalls", "fault", "says"), FAULTS)
def test_what_cannot_be_saved_is_held_in_the_page_and_named_in_the_log(
    app: Flask,
    befalls: Callable[[Engine], AbstractContextManager[None]],
    fault: StorageFault,
    says: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = Applicant(app.test_client())
    reader.begin()
    reader.answer()

    with befalls(engine_of(app)):
        someone = first_who_cannot_begin(app)
        failed = someone.page
        assert reader.open("/en/f/1").status_code == 200, "reading works"
    someone.post(*form_of(failed.text))

    assert failed.status_code == 503
    assert says in failed.text
    assert "The answers you saved before are safe." in failed.text
    assert "Refresh" not in failed.headers
    (line,) = lines(caplog)
    assert (line["code"], line["request_id"]) == (fault, error_code(failed.text))
    assert line["where"].partition(":")[0].endswith(".py")
    assert someone.page.status_code == 200
    assert chosen(someone.open("/en/f/1").text) == ["child"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_is_only_read_opens_though_its_session_cannot_be_extended(
    app: Flask, caplog: pytest.LogCaptureFixture, clock: time_machine.Traveller
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.answer()
    clock.shift(timedelta(minutes=20))

    with narrow.read_only(engine_of(app)):
        someone.open(someone.path)

    assert someone.page.status_code == 200
    assert [line["code"] for line in lines(caplog)] == [StorageFault.READ_ONLY]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_desk_is_told_what_is_wrong(app: Flask, wren: Person) -> None:
    wren.open("/desk/")

    with narrow.read_only(engine_of(app)):
        wren.fill(action="/desk/signout")

    assert wren.page.status_code == 503
    assert "The database is read-only" in wren.text
    assert "It may or may not have been saved" in wren.text


def test_without_a_database_a_page_waits_and_then_tries_again_by_itself(
    away: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client, begun = away.test_client(), time.monotonic()

    page = client.get("/en/f/1?from=here")

    assert SHORT / 2 < time.monotonic() - begun < SHORT + 1
    assert page.status_code == 503
    assert page.headers["Refresh"] == page.headers["Retry-After"]
    assert "Please wait a moment" in page.text
    assert 'href="/en/f/1?from=here"' in page.text
    (line,) = lines(caplog)
    assert line["request_id"] == error_code(page.text)
    assert line["code"] in database_gate.WAITED_FOR


def test_without_a_database_a_form_waits_and_is_never_sent_by_itself(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.walk()
    address = f"/en/f/{ASYLUM.numbers['name_to_use']}"
    someone.open(address)

    with without_database(app, monkeypatch):
        someone.post(address, {"name_to_use": [NAME]})
        failed = someone.page
        again = someone.post(*form_of(failed.text))
    someone.post(*form_of(again.text))

    assert failed.status_code == again.status_code == 503
    assert "Refresh" not in failed.headers
    assert "We could not save this yet" in failed.text
    assert "Testfold" not in "".join(page(failed.text).itertext())
    someone.open(address)
    assert kept(someone.text, "name_to_use") == [NAME]


@pytest.mark.parametrize("path", ["/", "/en/", "/en/safety", "/en/return", "/healthz", "/leave"])
def test_what_needs_no_database_never_waits(away: Flask, path: str) -> None:
    client, begun = away.test_client(), time.monotonic()

    page = client.get(path)

    assert page.status_code in (200, 303)
    assert time.monotonic() - begun < SHORT


def test_whoever_leaves_without_a_database_is_let_go_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.answer()

    with without_database(app, monkeypatch):
        begun = time.monotonic()
        left = someone.client.post("/leave", data={"csrf_token": form_of_leaving(someone.text)})

    assert left.status_code == 303
    assert time.monotonic() - begun < SHORT
    assert someone.client.get_cookie("s") is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_folder_that_comes_back_while_a_form_waits_costs_nobody_anything(
    app: Flask, settings: Settings
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.walk()
    address = f"/en/f/{ASYLUM.numbers['name_to_use']}"
    someone.open(address)
    file = Path(str(make_url(settings.database_url).database))
    away = file.with_name("away")
    move_database(file.parent, away)

    def put_back() -> None:
        move_database(away, file.parent)

    threading.Timer(1.5, put_back).start()
    someone.post(address, {"name_to_use": [NAME]})

    assert someone.page.status_code == 200
    someone.open(address)
    assert kept(someone.text, "name_to_use") == [NAME]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_another_file_in_its_place_is_noticed_before_anything_is_acknowledged(
    app: Flask, settings: Settings, sqlite_template: Path
) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.answer()
    file = Path(str(make_url(settings.database_url).database))
    away = file.with_name("away")
    move_database(file.parent, away)
    file.write_bytes(sqlite_template.read_bytes())

    someone.answer()

    assert someone.page.status_code == 410, "nobody knows this session there"


def first_who_cannot_begin(app: Flask) -> Applicant:
    """A page of a table may have room for a few more rows: let people begin until one cannot."""
    for _ in range(50):
        someone = Applicant(app.test_client())
        someone.begin()
        if someone.post("/en/f/1", {"filling_for": ["child"]}).status_code != 200:
            return someone
    raise AssertionError("everybody could begin")


def move_database(origin: Path, goal: Path) -> None:
    """Move the file, its log and its index, the way one disk is put in the place of another."""
    goal.mkdir(exist_ok=True)
    for part in origin.glob("intake.db*"):
        part.rename(goal / part.name)


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    """The log lines of requests that failed, as they are written."""
    read = [json.loads(JsonLines().format(record)) for record in caplog.records]
    return [line for line in read if "request_id" in line]


def error_code(html: str) -> str:
    """The code that an error page shows."""
    found = re.search(r'id="?error-code"?>([0-9A-Z]{8})<', html)
    assert found
    return found[1]


def form_of_leaving(html: str) -> str:
    """The token in the form that leaves."""
    (form,) = [one for one in page(html).iter("form") if one.get("action") == "/leave"]
    return next(field.get("value", "") for field in form.iter("input"))


SHORT = 0.8
"""Seconds that a request waits in these tests."""


@contextmanager
def without_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every new connection is refused, or leads to a folder that is gone."""
    monkeypatch.setattr(database_gate, "PATIENCE", SHORT)
    database_gate_of(app).doubt()
    engine = engine_of(app)
    engine.dispose()

    def lead_nowhere(
        _dialect: object, _record: object, given: list[object], named: dict[str, object]
    ) -> None:
        named |= {"host": "127.0.0.1", "port": free_port()}

    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        file.rename(file.with_name("away.db"))
        yield
        file.with_name("away.db").rename(file)
        return
    event.listen(engine, "do_connect", lead_nowhere)
    yield
    event.remove(engine, "do_connect", lead_nowhere)


@pytest.fixture
def away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    with without_database(app, monkeypatch):
        yield app


def database_gate_of(app: Flask) -> database_gate.DatabaseGate:
    gate: database_gate.DatabaseGate = app.extensions["database_gate"]
    return gate


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


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


def chosen(html: str) -> list[str]:
    """Return the values of the buttons of a question that was answered by one of them."""
    buttons = page(html).iter("button")
    return [one.get("value", "") for one in buttons if one.get("aria-current") == "true"]


def page(html: str) -> Element:
    """A page, read."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


@contextmanager
def failing(app: Flask, at: str) -> Iterator[None]:
    """The database does not get this far."""

    def fail(_connection: Connection) -> None:
        raise OperationalError("", {}, Exception())

    engine = engine_of(app)
    event.listen(engine, at, fail)
    try:
        yield
    finally:
        event.remove(engine, at, fail)
