"""Fixtures of a product that serves no door, as letters need none."""

import pytest

from intake.extensions import db
from tests.outbox.making import doorless


@pytest.fixture
def settings(database, tmp_path):
    """Settings without a mail server, so that letters become files."""
    return doorless(database, tmp_path)


@pytest.fixture
def db_session(app):
    """The session of the database."""
    with app.app_context():
        yield db.session
        db.session.remove()
