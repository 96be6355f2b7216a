"""Each test begins with all tables and no row, on both databases."""

from datetime import date

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.extensions import db
from intake.requests.models import Request


@pytest.mark.parametrize("turn", ["first", "second"])
def test_nothing_is_left_of_the_test_before(db_session: scoped_session[Session], turn: str) -> None:
    before = db_session.query(Request).count()

    db_session.add(Request(session_minutes=30, language=turn, kept_on=date(2026, 11, 24)))
    db_session.commit()

    assert before == 0


def test_both_databases_take_part(db_session: scoped_session[Session], database: str) -> None:
    assert db_session.get_bind().dialect.name in database
    assert db.engine.url.render_as_string(hide_password=False) == database
