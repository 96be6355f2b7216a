"""Making and trying codes is slow on purpose; it must slow down nobody else."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import QueuePool

from intake.actions.application import make_return_code as codes
from intake.actions.application.make_return_code import Visitor, make_code, try_halves
from intake.extensions import db
from intake.fair_line import TooManyWaiting
from intake.requests.models import Request
from intake.sealing import return_code

Db = scoped_session[Session]
HERE = "203.0.113.0/24"


def test_stretching_a_code_holds_no_database_connection(db_session):
    db_session.scalars(select(Request)).all()
    assert db_session().in_transaction()

    made_code = make_code(Visitor(network=HERE), installation="here")

    assert made_code.code.text
    assert not db_session().in_transaction()
    assert isinstance(db.engine.pool, QueuePool)
    assert db.engine.pool.checkedout() == 0


def test_a_full_queue_refuses_at_once(db_session, full_line):
    code, salt = return_code.make(), b"\2" + bytes(16)

    with pytest.raises(TooManyWaiting):
        try_halves(code, salt, Visitor(network=HERE))

    made_code = make_code(Visitor(network=HERE), installation="here")

    assert made_code.code.text, "those who make a code stand in another line"


@pytest.fixture
def full_line(monkeypatch: pytest.MonkeyPatch):
    """Fill the line of those who try codes."""
    monkeypatch.setattr(codes, "_trying", codes.new_code_line(longest=0))
