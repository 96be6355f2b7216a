"""Whoever copies everything on the server finds no word that anybody typed."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from intake.extensions import Model, db
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date, Dates, Email, LongText, Phone, Text
from tests.support.applicant import Applicant

CHOSEN = {
    "help_types": ["fear_return"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "detained_now": ["yes"],
    "asylum_filed": ["no"],
    "court_case": ["yes"],
    "has_lawyer": ["no"],
    "contact_methods": ["call", "email", "trusted_person"],
    "nationality": ["ER"],
}


def test_planted_words_are_nowhere_on_the_server(
    app: Flask, ready_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    planted = _planted()
    someone = Applicant(ready_client, CHOSEN | {name: [word] for name, word in planted.items()})
    someone.begin()
    someone.walk()
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()
    for name, word in planted.items():
        if name in someone.visited:
            assert word in someone.text, f"{name} did not reach the check page"
    draft = _everything_kept(app)
    someone.send()

    kept = draft + _everything_kept(app) + caplog.text.encode()

    found = [name for name, word in planted.items() if word.encode() in kept]
    assert not found
    assert len(set(planted) & set(someone.visited)) > 8


def _planted() -> dict[str, str]:
    """A word of its own for each question that takes words."""
    planted = {}
    for question in ASYLUM.questions.values():
        if isinstance(question, Text | LongText | Phone | Email):
            planted[question.id] = f"Zanziwort{question.id.replace('_', '').title()}"
        elif isinstance(question, Date | Dates):
            prefix = question.id if isinstance(question, Date) else f"{question.id}-0"
            planted[f"{prefix}-said"] = f"Zanzitag{question.id.replace('_', '').title()}"
    return planted


def _everything_kept(app: Flask) -> bytes:
    """All bytes of the database and of the folder beside it."""
    folder: Path = app.config["SETTINGS"].var
    kept = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    with app.app_context():
        for table in Model.metadata.sorted_tables:
            rows = db.session.execute(text(f'SELECT * FROM "{table.name}"')).all()
            kept += b"".join(_bytes(value) for row in rows for value in row)
        db.session.rollback()
    return kept


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()
