"""Read error pages and their log lines, and reach the engine of an application."""

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Engine

from intake.extensions import db
from intake.logs import JsonLines


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
