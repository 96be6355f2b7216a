"""A worker that goes on while the clock does, and the mail server to which it delivers."""

from dataclasses import replace

import pytest

from intake import create_app
from intake.cli.mail_worker import _Worker
from intake.extensions import db
from tests.outbox.making import Shift, doorless, through
from tests.support.servers.mail_server import MailServer


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def app(database, tmp_path, server):
    return create_app(replace(through(doorless(database, tmp_path), server), digest_above=2))


@pytest.fixture
def shift(app, clock):
    settings = app.config["SETTINGS"]
    return Shift(app, clock, _Worker(settings, lambda: False))


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield
        db.session.remove()
