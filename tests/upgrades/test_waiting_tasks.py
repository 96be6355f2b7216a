"""An upgrade finds in the log what waits for a second member, and makes tasks of it."""

import shutil

import pytest
from sqlalchemy import text, update

from intake.extensions import db
from tests.upgrades.databases import database, reflected, upgrade
from tests.upgrades.filling import fill

PROPOSED = ("closing_proposed", "n1")
WITHDRAWN = ("proposal_withdrawn", "n2")
AGAIN = ("decline_proposed", "n3")
CONFIRMED = ("decline_confirmed", "n4")
DECIDED = ("moved_to_accepted_waitlist", "n5")
MOVED_BY_HAND = ("moved_to_triage", None)
CORRECTED = ("date_to_replace", "c1")
CORRECTED_AGAIN = ("date_to_replace", "c2")
KEPT_ONE = ("date_kept", None)
KEPT_ALL = ("date_kept", "c1")

PROPOSAL, DATE = "second_decision", "replaced_date"


@pytest.mark.parametrize(
    "entries, status, tasks",
    [
        ([PROPOSED], "triage", [(PROPOSAL, "n1")]),
        ([PROPOSED, MOVED_BY_HAND], "triage", [(PROPOSAL, "n1")]),
        ([PROPOSED, WITHDRAWN], "triage", []),
        ([PROPOSED, WITHDRAWN, AGAIN], "triage", [(PROPOSAL, "n3")]),
        ([PROPOSED, AGAIN], "triage", [(PROPOSAL, "n3")]),
        ([AGAIN, CONFIRMED], "triage", []),
        ([PROPOSED, DECIDED], "triage", []),
        ([PROPOSED], "closed", []),
        ([CORRECTED], "triage", [(DATE, "c1")]),
        ([CORRECTED, KEPT_ONE, CORRECTED_AGAIN], "triage", [(DATE, "c1"), (DATE, "c2")]),
        ([CORRECTED, KEPT_ALL, CORRECTED_AGAIN], "triage", [(DATE, "c2")]),
        ([CORRECTED, PROPOSED], "triage", [(DATE, "c1"), (PROPOSAL, "n1")]),
        ([], "triage", []),
    ],
)
def test_what_waits_for_a_second_member_becomes_a_task(filled, tmp_path, entries, status, tasks):
    shutil.copyfile(filled, tmp_path / "old.db")
    with database(f"sqlite:///{tmp_path}/old.db"):
        with db.engine.begin() as connection:
            connection.execute(update(reflected(connection).tables["cases"]).values(status=status))
            for number, (act, made) in enumerate(entries):
                add_entry(connection, number, act, made)

        upgrade("0104")

        with db.engine.connect() as connection:
            query = 'SELECT kind, about, case_id, by_id, "on" FROM tasks ORDER BY kind, about'
            rows = [tuple(row) for row in connection.execute(text(query))]
    expected = [(*task, "0cases.id", "0staff_members.id", "2026-11-24") for task in tasks]
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
    file = tmp_path_factory.mktemp("filled") / "old.db"
    with database(f"sqlite:///{file}"):
        upgrade("0103")
        with db.engine.begin() as connection:
            fill(connection)
    return file
