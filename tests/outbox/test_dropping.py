"""What is looked for while nobody else may write is found by an index, not row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import db
from intake.outbox.dropping import drop_of
from intake.requests.store import end_expired_sessions
from tests.staff.making import NOW


@pytest.mark.parametrize(
    ("act", "index"),
    [
        (lambda: drop_of("W581-1ZF9"), "ix_outbox_reference"),
        (lambda: end_expired_sessions(now=NOW), "ix_requests_session_until"),
    ],
    ids=["letters of an erased case", "sessions that ran out"],
)
def test_an_index_finds_it(
    db_session: scoped_session[Session], act: Callable[[], Any], index: str
) -> None:
    asked: list[tuple[str, Any]] = []

    def ask(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "DELETE")):
            asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", ask)
    act()
    event.remove(db.engine, "before_cursor_execute", ask)
    assert asked

    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        db_session.execute(text("SET LOCAL enable_seqscan = off"))
    connection = db_session.connection()
    for statement, values in asked:
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, values)]
        assert any(index in line for line in plan), plan
