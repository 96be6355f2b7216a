"""An upgrade opens deadlines still to come that ended without proof, and lists the other ones."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from intake import clock
from intake.extensions import db
from tests.support.tables import beside
from tests.upgrades.databases import database, reflected, upgrade
from tests.upgrades.filling import filled_at

AHEAD = 9
"""Days from the day of the upgrade."""


@pytest.mark.parametrize(
    "state, days, status, then, unproven",
    beside(__file__),
)
def test_deadlines_of_before(filled, tmp_path, *, state, days, status, then, unproven):
    entry = upgraded(filled, tmp_path, status=status, kind="act_by", state=state, days=int(days))

    assert (entry["state"], bool(entry["unproven"])) == (then, unproven == "yes")
    assert (entry["reminded"] is None) == (then != state), "reminders are due anew"


def test_a_deadline_whose_clear_day_is_early_may_still_come(filled, tmp_path):
    entry = upgraded(filled, tmp_path, kind="act_by", state="done", days=-5, early=True)

    assert entry["state"] == "open"


@pytest.mark.parametrize("kind", ["plan_by", "next_look", "call"])
def test_other_dates_stay_as_they_are(filled, tmp_path, kind):
    entry = upgraded(filled, tmp_path, kind=kind, state="done", days=AHEAD)

    assert (entry["state"], bool(entry["unproven"])) == ("done", False)


@pytest.mark.parametrize("looked, due", [(True, AHEAD), (False, 90)])
def test_a_reviewed_case_is_due_by_its_deadline_again(filled, tmp_path, looked, due):
    entry = upgraded(filled, tmp_path, kind="act_by", state="done", days=AHEAD, looked=looked)

    assert entry["due_on"] == (today() + timedelta(due)).isoformat()


def upgraded(
    filled,
    tmp_path,
    *,
    kind,
    state,
    days,
    status="triage",
    early=False,
    looked=True,
):
    """Return the one date of a case, and the day on which the case is due, after the upgrade."""
    shutil.copyfile(filled, tmp_path / "old.db")
    on = today() + timedelta(days)
    with database(f"sqlite:///{tmp_path}/old.db"):
        with db.engine.begin() as connection:
            tables = reflected(connection).tables
            dates = update(tables["diary_entries"]).values(reminded=7, early=early)
            connection.execute(dates.values(kind=kind, state=state, on=on))
            due = {"due_on": today() + timedelta(90), "looked_on": today() if looked else None}
            connection.execute(update(tables["cases"]).values(status=status, **due))

        upgrade("0105")

        with db.engine.connect() as connection:
            return row_of(connection)


def row_of(connection):
    query = text(
        "SELECT entry.*, own.due_on FROM diary_entries AS entry "
        "JOIN cases AS own ON own.id = entry.case_id LIMIT 1"
    )
    return connection.execute(query).mappings().one()


def today():
    return clock.now().date()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a filled database of the release before."""
    file = filled_at(tmp_path_factory.mktemp("filled"), "0104")
    with database(f"sqlite:///{file}"):
        upgrade("0108")
    return file
