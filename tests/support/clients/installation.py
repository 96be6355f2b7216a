"""Fixtures of an application that has its keys, so that applicants can send."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake import clock
from intake.actions.keys.init_keys import Started, init_keys
from intake.extensions import db
from tests.support.clients.applicant import Applicant


@pytest.fixture
def started(app: Flask) -> Started:
    """Make the keys of this installation, commit them, and pin their fingerprint."""
    with app.app_context():
        keys = init_keys(team_name="Intake", today=date(2026, 11, 24), now=clock.now())
        db.session.commit()
    pinned = replace(app.config["SETTINGS"], recovery_fingerprint=keys.fingerprint)
    app.config["SETTINGS"] = pinned
    return keys


@pytest.fixture
def ready_client(app: Flask, started: Started) -> FlaskClient:
    """Return a test client of an application that can receive requests."""
    return app.test_client()


@pytest.fixture
def someone(ready_client: FlaskClient) -> Applicant:
    """Return a person on the first page, who may send the shortest request."""
    return Applicant(ready_client)
