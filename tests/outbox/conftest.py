"""Fixtures of a product that serves no door, as letters need none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.extensions import db
from intake.settings import Settings
from tests.outbox.making import doorless


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings without a mail server, so that letters become files."""
    return doorless(database, tmp_path)


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The session of the database."""
    with app.app_context():
        yield db.session
        db.session.remove()
