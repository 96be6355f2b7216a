"""Failed answers of the last hour, over all processes."""

from datetime import UTC, datetime, timedelta

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.upkeep.runs import add_errors, discard_old_errors, errors_in_last_hour

Db = scoped_session[Session]
QUARTER_PAST = datetime(2026, 11, 24, 17, 15, tzinfo=UTC)


def test_the_previous_hour_counts_by_its_share(db_session):
    add_errors(db_session.connection(), 8, QUARTER_PAST - timedelta(hours=1))
    add_errors(db_session.connection(), 1, QUARTER_PAST)

    assert errors_in_last_hour(QUARTER_PAST) == 1 + 6
    assert errors_in_last_hour(QUARTER_PAST + timedelta(minutes=44)) == 1 + 1
    assert errors_in_last_hour(QUARTER_PAST + timedelta(hours=2)) == 0


def test_old_hours_are_deleted(db_session):
    add_errors(db_session.connection(), 1, QUARTER_PAST)

    discard_old_errors(QUARTER_PAST + timedelta(days=3))

    assert errors_in_last_hour(QUARTER_PAST) == 0
