"""A database of any released schema is upgraded with nothing lost.

``tests/soak/upgrades.py`` begins at every revision, on both databases.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from intake.extensions import db
from tests.upgrades.databases import database, revisions, upgrade
from tests.upgrades.every_revision import losses_from
from tests.upgrades.filling import fill

SOME = ("0005", "0029")
"""The first with all kinds of tables, and the last before rows had MACs."""


@pytest.mark.parametrize("revision", SOME)
def test_an_upgrade_loses_nothing(revision: str, tmp_path: Path) -> None:
    assert revision in revisions()
    assert losses_from(revision, f"sqlite:///{tmp_path}/old.db") == []


def test_a_closed_case_without_a_reason_is_counted(tmp_path: Path) -> None:
    with database(f"sqlite:///{tmp_path}/old.db"):
        upgrade("0049")
        with db.engine.begin() as connection:
            fill(connection)
            closed = "UPDATE cases SET status = 'closed', closed_on = '2026-11-24'"
            connection.execute(text(f"{closed}, close_reason = NULL"))
        upgrade("0062")
        counted = "SELECT sum(count) FROM tallies WHERE measure = 'closings' AND dimension = 'all'"
        with db.engine.connect() as connection:
            assert connection.scalar(text(counted)) == 2


def test_what_an_invented_colleague_proposed_goes(tmp_path: Path) -> None:
    with database(f"sqlite:///{tmp_path}/old.db"):
        upgrade("0094")
        counted = text("SELECT (SELECT count(*) FROM wording_changes), count(*) FROM place_changes")
        with db.engine.begin() as connection:
            fill(connection)
            assert all(connection.execute(counted).one())
            invented = "UPDATE staff_members SET public_key = x'', disabled_on = joined_on"
            connection.execute(text(invented))
            connection.execute(text("UPDATE place_changes SET place_id = 'invented_example'"))
        upgrade("0097")
        with db.engine.connect() as connection:
            assert connection.execute(counted).one() == (0, 0)
