"""Each test starts with all tables and no rows, on both databases."""

from datetime import date

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.extensions import db
from intake.requests.models import Request


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_starts_without_rows(db_session: scoped_session[Session], turn: str) -> None:
    before = db_session.query(Request).count()

    db_session.add(Request(session_minutes=30, language=turn, kept_on=date(2026, 11, 24)))
    db_session.commit()

    assert before == 0


def test_the_session_uses_the_database_of_the_test(
    db_session: scoped_session[Session], database: str
) -> None:
    assert db_session.get_bind().dialect.name in database
    assert db.engine.url.render_as_string(hide_password=False) == database
