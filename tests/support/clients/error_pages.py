"""What error pages and their log lines are read for, and the engine of an application."""

from __future__ import annotations

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
    """Where the page's button sends what it holds."""
    (form,) = parse_page(html).findall(".//main//form")
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return form.get("action", ""), fields


def field_values(html: str, question: str) -> list[str]:
    """What the page of a question has in its fields."""
    fields = [one for one in parse_page(html).iter("input") if one.get("name") == question]
    ticked = [one for one in fields if one.get("type") != "checkbox" or "checked" in one.attrib]
    return [one.get("value", "") for one in ticked]


def parse_page(html: str) -> Element:
    """A page, read."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def error_code(html: str) -> str:
    """The code that an error page shows."""
    found = re.search(r'id="?error-code"?>([0-9A-Z]{8})<', html)
    assert found
    return found[1]


def failure_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    """The log lines of requests that failed, as they are written."""
    read = [json.loads(JsonLines().format(record)) for record in caplog.records]
    return [line for line in read if "request_id" in line]


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def leave_token(html: str) -> str:
    """Return the token in the form that leaves."""
    (form,) = [one for one in parse_page(html).iter("form") if one.get("action") == "/leave"]
    return next(field.get("value", "") for field in form.iter("input"))


def move_database(origin: Path, goal: Path) -> None:
    """Move the file, its log and its index, the way one disk is put in the place of another."""
    goal.mkdir(exist_ok=True)
    for part in origin.glob("intake.db*"):
        part.rename(goal / part.name)
