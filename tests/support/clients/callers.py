"""Requests that a member enters at the test client: a caller's, and rows of a spreadsheet."""

import csv
import io
import re

from tests.support.clients.applicant import csrf_of
from tests.support.clients.members import StaffBrowser

Fields = dict[str, str | list[str]]
CALLER: Fields = {
    "source": "phone",
    "call_language": "Spanish",
    "location_kind": "in_us",
    "us_state": "GA",
    "help_types": ["fear_return"],
    "has_lawyer": "no",
    "so_far": ["none"],
    "name_to_use": "Lumo Test-Wrenfold",
    "contact_methods": ["call"],
    "phone": "202 555 0143",
    "ack_not_lawyer": "yes",
    "ack_deadline": "yes",
}
"""The answers of an invented person."""

ROW = {
    "location_kind": "in_us",
    "help_types": "fear_return; court_or_order",
    "name_to_use": "Lumo Test-Wrenfold",
    "contact_methods": "call",
    "phone": "202 555 0143",
    "last_arrival_date": "2026-03",
    "ack_not_lawyer": "yes",
    "ack_deadline": "yes",
}
"""The row of an invented person."""


def enter(browser: StaffBrowser, **changed: str) -> Fields:
    """Show the questions that the answers open, and send; return what was posted."""
    browser.open("/desk/new")
    post(browser, {**CALLER, **hidden(browser), **changed}, update="1")
    fields: Fields = {**CALLER, **hidden(browser), **changed, "send": "now"}
    post(browser, fields)
    return fields


def post(browser: StaffBrowser, fields: Fields, **more: str):
    """Post the form of a new request, and follow where it leads."""
    data = {"csrf_token": csrf_of(browser.text), **fields, **more}
    browser.page = browser.client.post("/desk/new", data=data, follow_redirects=True)


def hidden(browser: StaffBrowser) -> Fields:
    """Return the entry of the page shown, and the pages of the questionnaire on it."""
    shown = re.findall(r'name="shown" value="([a-z_0-9]+)"', browser.text)
    entry = re.search(r'name="entry" value="([0-9a-f]+)"', browser.text)
    assert entry
    return {"entry": entry[1], "shown": shown}


def csv_of(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    """Return a spreadsheet with these rows."""
    text = io.StringIO()
    columns = list(dict.fromkeys(id_ for row in rows for id_ in row))
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def choose_file(browser: StaffBrowser, file: bytes, path: str = "/desk/new/import"):
    """Choose a spreadsheet, and look at its preview."""
    browser.open(path)
    data = {"csrf_token": csrf_of(browser.text), "file": (io.BytesIO(file), "people.csv")}
    browser.page = browser.client.post(path, data=data, follow_redirects=True)


def press(browser: StaffBrowser, address: str):
    """Press a button without fields on the page shown."""
    data = {"csrf_token": csrf_of(browser.text)}
    browser.page = browser.client.post(address, data=data, follow_redirects=True)
