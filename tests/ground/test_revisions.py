"""Revisions of the database that are new enough for this release."""

from __future__ import annotations

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from intake.revisions import newest, up_to_date

pytestmark = pytest.mark.on_either


@pytest.mark.parametrize(
    ("applied", "enough"),
    [("0000", False), (newest(), True), (f"{int(newest()) + 1:04}", True)],
    ids=["older", "of this release", "of the next release"],
)
def test_revisions_of_this_release_and_the_next_are_new_enough(
    db_session: scoped_session[Session], applied: str, *, enough: bool
) -> None:
    db_session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": applied})
    db_session.commit()

    assert up_to_date() is enough


def test_a_database_without_a_revision_is_not_new_enough(
    db_session: scoped_session[Session],
) -> None:
    db_session.execute(text("DELETE FROM alembic_version"))
    db_session.commit()

    assert not up_to_date()
