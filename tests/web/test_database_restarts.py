"""PostgreSQL restarts while people work: the next request finds it again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.support.clients.applicant import Applicant


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_ended_connections_cause_no_error(app: Flask, postgresql_engine: Engine) -> None:
    someone = Applicant(app.test_client())
    someone.begin()
    someone.answer()
    before = someone.path

    with postgresql_engine.begin() as connection:
        ended = connection.scalars(text(END_ALL)).all()
    someone.answer()

    assert any(ended)
    assert someone.path != before


END_ALL = """SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
