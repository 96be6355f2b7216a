"""Invented cases through the real way of sending."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from intake.cases.models import Case
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.outbox.models import OutboxEmail


@pytest.mark.usefixtures("started")
def test_demo_cases_are_sealed_due_and_told(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "60", "--seed", "7"])

    assert said.output == "60 invented cases added.\n"
    with app.app_context():
        cases = db.session.query(Case).all()
        assert len({case.reference for case in cases}) == 60
        assert len({case.tier for case in cases}) > 2
        assert len({case.received_on for case in cases}) > 5
        assert all(case.sealed_key and len(case.story) > 256 for case in cases)
        assert db.session.query(DiaryEntry).count() > 60
        assert db.session.query(OutboxEmail).count() == 60


def test_without_keys_nothing_is_made_and_it_says_so(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "1"])

    assert said.exit_code == 1
    assert "no keys yet" in said.output


@pytest.mark.usefixtures("started")
def test_invented_cases_come_to_a_server_only_if_somebody_says_so(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://help.example.org")

    refused = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "1"], input="n\n")
    added = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "1"], input="y\n")

    assert refused.exit_code == 1
    assert "in the queue of https://help.example.org?" in refused.output
    assert added.exit_code == 0
    with app.app_context():
        assert db.session.query(Case).count() == 1
