"""Failures while a form is sent: the page keeps the form, and one press sends it again."""

from contextlib import contextmanager
from itertools import product

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import StorageFault
from intake.web.faults.errors import (
    CANNOT_SAVE,
    SAVED,
    TRIES_AT_ONCE_IN,
    WITH_CODE,
    RequestKind,
    error_page,
    words_for,
)
from tests.support.clients.applicant import Applicant, at_check
from tests.support.clients.clicks import (
    engine_of,
    error_code,
    failure_lines,
    field_values,
    main_form,
    parse_page,
)
from tests.support.clients.members import StaffBrowser
from tests.support.databases import refusing_servers
from tests.support.databases.fixtures import ON_BOTH, ON_POSTGRESQL, ON_SQLITE
from tests.support.disks import sqlite_limits

FOR_A_CHILD = {"filling_for": ["child"]}
NAME = 'Nobody "Testfold" <b>&amp;'


@ON_BOTH
@pytest.mark.parametrize(
    "question, values",
    [("name_to_use", [NAME]), ("help_types", ["fear_return", "bring_family"])],
)
def test_an_unsaved_form_is_sent_again_with_one_press(app, question, values):
    someone = at_check(app)
    address = f"/en/f/{ASYLUM.numbers[question]}"
    someone.open(address)

    with failing(app, "commit"):
        someone.post(address, {question: values})
    assert someone.status == 500
    assert "Testfold" not in "".join(parse_page(someone.text).itertext())
    someone.post(*main_form(someone.text))

    assert someone.status == 200
    someone.open(address)
    assert field_values(someone.text, question) == values


@ON_BOTH
def test_an_unsaved_button_can_be_pressed_again(app, wren):
    wren.open("/desk/")
    with failing(app, "commit"):
        wren.fill(action="/desk/signout")

    wren.fill(*main_form(wren.text)[:1])

    assert wren.status == 200
    wren.open("/desk/")
    assert wren.path == "/desk/signin"


@ON_BOTH
def test_a_failed_get_offers_nothing_to_send(app, wren):
    with failing(app, "begin"):
        wren.open("/desk/")

    assert wren.status == 500
    assert not parse_page(wren.text).findall(".//form")


def test_no_error_page_contains_a_password(app, wren):
    again = StaffBrowser(app)
    again.email = wren.email

    with failing(app, "commit"):
        again.give_password("a password in the wrong moment")

    assert again.status == 500
    assert "moment" not in again.text
    assert not parse_page(again.text).findall(".//form")


def test_no_error_page_contains_what_stands_on_a_sheet_or_in_a_passkey(app, wren):
    for field in ["device_code", "prf", "check-sheet-1"]:
        wren.open("/desk/")

        with failing(app, "begin"):
            wren.post_form("/desk/signin", **{field: "a secret of the wrong moment"})

        assert wren.status == 500
        assert "a secret of the wrong moment" not in wren.text


FAULTS = [
    ("sqlite", sqlite_limits.full, StorageFault.DISK_FULL, "has no more room"),
    ("sqlite", sqlite_limits.read_only, StorageFault.READ_ONLY, "cannot save anything"),
    ("postgresql", refusing_servers.full, StorageFault.DISK_FULL, "has no more room"),
    ("postgresql", refusing_servers.read_only, StorageFault.READ_ONLY, "cannot save anything"),
]


@pytest.mark.parametrize("database, befalls, fault, says", FAULTS, indirect=["database"])
def test_an_unsaved_form_is_in_the_page_and_the_fault_in_the_log(
    app,
    befalls,
    fault,
    says,
    caplog,
):
    reader = Applicant(app)
    reader.answer()

    with befalls(engine_of(app)):
        someone = first_who_cannot_begin(app)
        failed = someone.page
        assert reader.open("/en/f/1").status_code == 200, "reading works"
    someone.post(*main_form(failed.text))

    assert failed.status_code == 503
    assert says in failed.text
    assert "The answers you saved before are safe." in failed.text
    assert "Refresh" not in failed.headers
    (line,) = failure_lines(caplog)
    assert (line["code"], line["request_id"]) == (fault, error_code(failed.text))
    assert line["where"].partition(":")[0].endswith(".py")
    assert someone.status == 200
    assert chosen(someone.open("/en/f/1").text) == ["child"]


@ON_SQLITE
def test_a_get_works_though_the_session_cannot_be_extended(app, caplog, clock):
    someone = Applicant(app)
    someone.answer()
    clock.shift(minutes=20)

    with sqlite_limits.read_only(engine_of(app)):
        someone.open(someone.path)

    assert someone.status == 200
    assert [line["code"] for line in failure_lines(caplog)] == [StorageFault.READ_ONLY]


@ON_SQLITE
def test_the_desk_names_the_fault(app, wren):
    wren.open("/desk/")

    with sqlite_limits.read_only(engine_of(app)):
        wren.fill(action="/desk/signout")

    assert wren.status == 503
    assert "The database is read-only" in wren.text
    assert "It may or may not have been saved" in wren.text


@ON_BOTH
def test_a_failure_of_unknown_cause_promises_nothing(app):
    someone = Applicant(app)
    someone.answer()

    with failing(app, "begin"):
        of_a_form = someone.post("/en/f/1", FOR_A_CHILD).text
    with app.test_request_context("/en/f/1"):
        of_a_page = str(error_page(500))

    for page in (of_a_form, of_a_page):
        assert "Something went wrong on our side" in page
        assert WITH_CODE in page
        assert "saved" not in page
        assert SAVED not in page


@ON_SQLITE
def test_tables_that_are_gone_are_no_reason_to_promise_that_answers_are_safe(app):
    someone = Applicant(app)
    someone.begin()
    with engine_of(app).begin() as connection:
        connection.execute(text("ALTER TABLE requests RENAME TO requests_of_another_release"))

    failed = someone.open("/en/f/1")

    assert someone.status == 503
    assert CANNOT_SAVE in failed.text
    assert WITH_CODE in failed.text
    assert SAVED not in failed.text


def test_only_faults_that_leave_all_records_in_place_promise_that_answers_are_safe():
    may_be_lost = (StorageFault.MISSING, StorageFault.NO_TABLES, StorageFault.DAMAGED)
    for fault, kind in product(StorageFault, RequestKind):
        promise = words_for(fault, kind)[1][-1]
        assert promise == (WITH_CODE if fault in may_be_lost else SAVED)


def first_who_cannot_begin(app):
    """Begin requests until one cannot be saved: the table may have room for a few more rows."""
    for _ in range(50):
        someone = Applicant(app)
        someone.begin()
        if someone.post("/en/f/1", FOR_A_CHILD).status_code != 200:
            return someone
    raise AssertionError("everybody could begin")


@ON_POSTGRESQL
def test_a_get_interrupted_by_the_database_reloads_at_once(app):
    someone = Applicant(app)
    someone.answer()

    with ending_connections(app):
        failed = someone.client.get(someone.path)

    assert failed.status_code == 503
    assert failed.headers["Refresh"] == str(TRIES_AT_ONCE_IN)
    assert someone.open(someone.path).status_code == 200


@contextmanager
def ending_connections(app):
    """End each session of the server as soon as it has begun a transaction."""
    engine = engine_of(app)

    def end(connection):
        connection.exec_driver_sql("RESET ROLE")
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    event.listen(engine, "begin", end)
    try:
        yield
    finally:
        event.remove(engine, "begin", end)


def chosen(html):
    """Return the values of the options that a page shows as chosen."""
    inputs = parse_page(html).iter("input")
    return [box.get("value", "") for box in inputs if box.get("checked") is not None]


@contextmanager
def failing(app, at):
    """Fail if the database is reached."""

    def fail(_connection):
        raise OperationalError("", {}, Exception())

    engine = engine_of(app)
    event.listen(engine, at, fail)
    try:
        yield
    finally:
        event.remove(engine, at, fail)
