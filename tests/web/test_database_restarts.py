"""PostgreSQL restarts while people work: the next request finds it again."""

import psycopg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from intake.extensions import db
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_POSTGRESQL


@ON_POSTGRESQL
def test_ended_connections_cause_no_error(app, postgresql_engine):
    someone = Applicant(app)
    someone.answer()
    before = someone.path

    with postgresql_engine.begin() as connection:
        ended = connection.scalars(text(END_ALL)).all()
    someone.answer()

    assert any(ended)
    assert someone.path != before


@ON_POSTGRESQL
def test_a_connection_that_breaks_after_use_spoils_no_answer(app, monkeypatch):
    """The server vanishes after the last statement, before the transaction ends."""

    @app.after_request
    def break_connection(response):
        db.session.execute(text("SELECT 1"))
        monkeypatch.setattr(PGDialect_psycopg, "do_rollback", refuse)
        return response

    def refuse(_dialect, _connection):
        monkeypatch.undo()
        raise psycopg.OperationalError("the connection is lost")

    someone = Applicant(app)
    someone.open("/en/f/1")

    assert someone.status == 200


END_ALL = """SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
