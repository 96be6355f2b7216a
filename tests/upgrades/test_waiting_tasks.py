"""An upgrade finds in the log what waits for a second member, and makes tasks of it."""

import shutil

import pytest
from sqlalchemy import text, update

from intake.extensions import db
from tests.support.tables import beside
from tests.upgrades.databases import database, reflected, upgrade
from tests.upgrades.filling import filled_at


@pytest.mark.parametrize(
    "entries, status, tasks",
    beside(__file__),
)
def test_what_waits_for_a_second_member_becomes_a_task(filled, tmp_path, entries, status, tasks):
    shutil.copyfile(filled, tmp_path / "old.db")
    with database(f"sqlite:///{tmp_path}/old.db"):
        with db.engine.begin() as connection:
            connection.execute(update(reflected(connection).tables["cases"]).values(status=status))
            for number, entry in enumerate(entries.split()):
                act, _, made = entry.partition(":")
                add_entry(connection, number, act, made or None)

        upgrade("0104")

        with db.engine.connect() as connection:
            query = 'SELECT kind, about, case_id, by_id, "on" FROM tasks ORDER BY kind, about'
            rows = [tuple(row) for row in connection.execute(text(query))]
    expected = [
        (*task.split(":"), "0cases.id", "0staff_members.id", "2026-11-24") for task in tasks.split()
    ]
    assert rows == expected


def add_entry(connection, number, act, made):
    values = {"id": f"e{number}", "act": act, "made": made, "at": f"2026-11-24 10:0{number}:00"}
    connection.execute(
        text(
            'INSERT INTO audit_entries (id, act, made, member_id, case_id, at, "on") VALUES '
            "(:id, :act, :made, '0staff_members.id', '0cases.id', :at, '2026-11-24')"
        ),
        values,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a filled database of the release before."""
    return filled_at(tmp_path_factory.mktemp("filled"), "0103")
