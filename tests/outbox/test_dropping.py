"""Letters are dropped, by an index, while nothing else can write to SQLite."""

from typing import Any

import pytest
from sqlalchemy import event, text

from intake.extensions import db
from intake.outbox.dropping import drop_move_of, drop_of, drop_waiting_morning_emails_of
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


def test_of_a_move_that_was_undone_the_waiting_letters_are_dropped_and_nothing_else(db_session):
    for name, letter, state, reference in (
        ("waiting", "case_moved", State.WAITING, "K7QF-2MXH"),
        ("sent", "case_moved", State.DELIVERED, "K7QF-2MXH"),
        ("reminder", "reminder", State.WAITING, "K7QF-2MXH"),
        ("another's", "case_moved", State.WAITING, "W581-1ZF9"),
    ):
        origin, row = addressed(None), addressed("wren@example.org")
        for email in (origin, row):
            email.letter, email.state, email.reference = letter, state, reference
        row.message_id, row.origin_id = name, origin.id
    db_session.flush()

    drop_move_of("K7QF-2MXH")

    left = set(db_session.scalars(db.select(OutboxEmail.message_id)))
    assert {"sent", "reminder", "another's"} == {name for name in left if "@" not in name}


@pytest.mark.parametrize(
    "act, index",
    [
        (lambda: drop_of("W581-1ZF9"), "ix_outbox_reference"),
        (lambda: end_expired_sessions(now=NOW), "ix_requests_session_until"),
    ],
    ids=["letters of an erased case", "expired sessions"],
)
def test_an_index_is_used(db_session, act, index):
    statements: list[tuple[str, Any]] = []

    def record(_connection, _cursor, statement, values, *_more):
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
