"""What is dropped, and that statements use an index while nothing else can write to SQLite."""

from typing import Any

import pytest
from sqlalchemy import event, text

from intake.extensions import db
from intake.outbox.dropping import drop_of, drop_waiting_morning_emails_of
from intake.outbox.models import OutboxEmail, State
from intake.requests.store import end_expired_sessions
from tests.outbox.making import addressed
from tests.staff.making import NOW


def test_of_whoever_leaves_the_waiting_morning_emails_are_dropped_and_nothing_else(db_session):
    kept = {"another's", "on its way", "another letter"}
    for name, reader, state, letter in (
        ("waiting", "wren", State.WAITING, "morning_digest"),
        ("on its way", "wren", State.CLAIMED, "morning_digest"),
        ("another letter", "wren", State.WAITING, "case_received"),
        ("another's", "gull", State.WAITING, "morning_digest"),
    ):
        row = addressed(f"{reader}@example.org")
        row.letter, row.reader, row.state, row.language = letter, reader, state, "en"
        row.message_id = name
    db_session.flush()

    drop_waiting_morning_emails_of("wren")

    assert set(db_session.scalars(db.select(OutboxEmail.message_id))) == kept


@pytest.mark.parametrize(
    ("act", "index"),
    [
        (lambda: drop_of("W581-1ZF9"), "ix_outbox_reference"),
        (lambda: end_expired_sessions(now=NOW), "ix_requests_session_until"),
    ],
    ids=["letters of an erased case", "expired sessions"],
)
def test_an_index_is_used(db_session, act, index):
    statements: list[tuple[str, Any]] = []

    def record(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any):
        if statement.startswith(("SELECT", "DELETE")):
            statements.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", record)
    act()
    event.remove(db.engine, "before_cursor_execute", record)
    assert statements

    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        db_session.execute(text("SET LOCAL enable_seqscan = off"))
    connection = db_session.connection()
    for statement, values in statements:
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, values)]
        assert any(index in line for line in plan), plan
