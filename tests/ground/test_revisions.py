"""Revisions of the database that are new enough for this release."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from intake.revisions import FOLDER, newest, up_to_date

pytestmark = pytest.mark.on_either

NUMBERS = {file.name[:4] for file in FOLDER.glob("[0-9]*.py")}
UNUSED = next(number for at in range(1, 9999) if (number := f"{at:04}") not in NUMBERS)
"""A number below the highest, which a later release may give to a revision."""


@pytest.mark.parametrize(
    "applied, enough",
    [
        ("0001", False),
        (newest(), True),
        ("9999", True),
        (UNUSED, True),
        ("0000", False),
        ("", False),
        ("0088x", False),
    ],
    ids=[
        "older",
        "of this release",
        "of the next release",
        "of the next release with a lower number",
        "no revision",
        "empty",
        "damaged",
    ],
)
def test_revisions_of_this_release_and_the_next_are_new_enough(db_session, applied, *, enough):
    db_session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": applied})
    db_session.commit()

    assert up_to_date() is enough


def test_the_newest_revision_is_the_last_of_the_line_whatever_its_number():
    folder = str(Path(__file__).parents[2] / "migrations")

    assert newest() == ScriptDirectory(folder).get_current_head()


def test_a_database_without_a_revision_is_not_new_enough(
    db_session,
):
    db_session.execute(text("DELETE FROM alembic_version"))
    db_session.commit()

    assert not up_to_date()
