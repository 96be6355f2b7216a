"""An application that has its keys: applicants can send, the first member can be invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake import clock
from intake.actions.keys.init_keys import Started, init_keys
from intake.extensions import db


@pytest.fixture
def started(app: Flask) -> Started:
    """The keys of this installation, made, kept, and their fingerprint pinned."""
    with app.app_context():
        made = init_keys(team_name="Intake", today=date(2026, 11, 24), now=clock.now())
        db.session.commit()
    pinned = replace(app.config["SETTINGS"], recovery_fingerprint=made.fingerprint)
    app.config["SETTINGS"] = pinned
    return made


@pytest.fixture
def ready_client(app: Flask, started: Started) -> FlaskClient:
    """A browser in front of an application that can take a request."""
    return app.test_client()
