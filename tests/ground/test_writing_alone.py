"""A write transaction whose statements the driver executes keeps to what the session's keeps to."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from intake.engines import SQLiteWriter
from intake.extensions import db, insert_rows, new_id, saving, writer, writing, writing_alone
from intake.outbox.models import OutboxEmail
from tests.support.databases.fixtures import ON_EITHER, ON_SQLITE

ADDRESS = "lumo.testwood@example.org"


@ON_EITHER
def test_a_failed_statement_leaves_nothing_of_its_transaction_and_the_next_writer_goes_on(
    app,
):
    row = a_letter()
    with app.app_context():
        with pytest.raises(IntegrityError) as failure, writing_alone():
            insert_rows(OutboxEmail, [row, a_letter() | {"id": row["id"]}])

        assert ADDRESS not in str(failure.value)
        assert rows() == []
        with writing_alone() as transaction:
            insert_rows(OutboxEmail, [row])
            transaction.commit()
        assert rows() == [row["id"]]


@ON_EITHER
def test_what_is_not_committed_is_rolled_back_and_the_session_writes_by_itself_again(
    app,
):
    with app.app_context():
        with writing_alone() as transaction:
            insert_rows(OutboxEmail, [a_letter()])
            assert writer() is transaction

        with saving():
            assert not isinstance(writer(), SQLiteWriter)
        assert rows() == []


@ON_EITHER
def test_a_column_at_rest_is_encrypted_as_by_the_session(app):
    alone, by_session = a_letter(), a_letter()
    with app.app_context():
        with writing_alone() as transaction:
            insert_rows(OutboxEmail, [alone])
            transaction.commit()
        with saving():
            db.session.add(OutboxEmail(**by_session))

        stored = db.session.execute(text("SELECT address FROM outbox")).scalars().all()
        opened = [db.session.get_one(OutboxEmail, row["id"]) for row in (alone, by_session)]
        assert not any(ADDRESS.encode() in bytes(value) for value in stored)
        assert [letter.address for letter in opened] == [ADDRESS] * 2
        assert opened[0].due_on == opened[1].due_on == alone["due_on"]


@ON_SQLITE
def test_it_waits_for_another_writer_as_long_as_the_session_does(app):
    question = text("PRAGMA busy_timeout")
    with app.app_context():
        with writing():
            waits = db.session.execute(question).scalar_one()
        with writing_alone() as transaction:
            assert transaction.scalar(question, {}) == waits >= 10_000


def a_letter():
    """Return the columns of a letter that waits."""
    return {
        "id": new_id(),
        "letter": "case_received",
        "language": "en",
        "reference": "0000-0000",
        "tier": "P1",
        "due_on": date(2026, 11, 28),
        "queued_on": date(2026, 11, 28),
        "state": "held",
        "address": ADDRESS,
    }


def rows():
    return list(db.session.execute(text("SELECT id FROM outbox")).scalars())
