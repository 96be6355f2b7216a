"""An upgrade ends the offers of times for a call, and forgets nobody who was offered some."""

import shutil
from typing import Any

import pytest
from sqlalchemy import text, update

from intake.extensions import db
from tests.upgrades.databases import database, reflected, upgrade
from tests.upgrades.filling import fill

DAY = "date('now', '-1 day')"
OFFERED = ("times_offered", f"{DAY} || ' 10:00:00'", DAY)
WITHDRAWN = ("times_withdrawn", f"{DAY} || ' 11:00:00'", DAY)
CHOSEN = ("time_chosen", "NULL", "date('now')")
LONG_AGO = ("times_offered", "'2026-01-05 10:00:00'", "'2026-01-05'")


@pytest.mark.parametrize(
    "entries, status, call, asks",
    [
        ([OFFERED], "info_needed", "done", True),
        ([OFFERED], "screened", "open", False),
        ([OFFERED], "call_booked", "done", False),
        ([OFFERED], "closed", "done", False),
        ([OFFERED, WITHDRAWN], "triage", "done", False),
        ([OFFERED, CHOSEN], "screened", "done", False),
        ([LONG_AGO], "triage", "done", False),
        ([], "triage", "done", False),
    ],
)
def test_who_may_still_choose_a_time_counts_as_asking_for_a_call(
    filled, tmp_path, entries, status, call, *, asks
):
    shutil.copyfile(filled, tmp_path / "old.db")
    with database(f"sqlite:///{tmp_path}/old.db"):
        with db.engine.begin() as connection:
            of_one_case(connection, status=status, call=call)
            for act, at, on in entries:
                add_entry(connection, act, at, on)

        upgrade("0093")

        with db.engine.connect() as connection:
            asked = text(f"SELECT call_asked_on = {DAY} FROM cases WHERE id = '0cases.id'")
            assert bool(connection.scalar(asked)) is asks


def of_one_case(connection, *, status, call):
    """Give the first case a status, and one call in its diary."""
    tables = reflected(connection).tables
    connection.execute(update(tables["cases"]).values(status=status, call_asked_on=None, version=1))
    connection.execute(update(tables["diary_entries"]).values(kind="call", state=call))


def add_entry(connection, act, at, on):
    insert = 'INSERT INTO audit_entries (id, act, member_id, case_id, at, "on") VALUES'
    values: dict[str, Any] = {"id": act, "act": act}
    connection.execute(text(f"{insert} (:id, :act, 'member', '0cases.id', {at}, {on})"), values)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a filled database of the release before."""
    file = tmp_path_factory.mktemp("filled") / "old.db"
    with database(f"sqlite:///{file}"):
        upgrade("0090")
        with db.engine.begin() as connection:
            fill(connection)
    return file
