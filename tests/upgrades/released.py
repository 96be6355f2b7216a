"""Databases as the code of a release wrote them, with invented people.

``releases/<version>.sql`` is what SQLite's ``.dump`` wrote, ``releases/<version>.json`` what the
people in it know: codes, answers, devices.
"""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select

from intake.extensions import db
from intake.frozen import frozen
from intake.settings import Settings
from tests.upgrades.databases import database, losses, reflected, rows_of, upgrade

FOLDER = Path(__file__).parent / "releases"


@frozen
class Released:
    """A release: its revision, and what its people know."""

    version: str
    revision: str
    now: datetime
    installation: str
    secret_key: str
    members: dict[str, dict[str, str]]
    people: list[dict[str, Any]]

    def settings(self, address, var):
        """Return the settings of the server that had this database."""
        return Settings(
            secret_key=self.secret_key,
            database_url=address,
            var=var,
            public_url="http://localhost",
            recovery_fingerprint=self.installation,
        )


def released(version):
    """Return a release."""
    facts = json.loads((FOLDER / f"{version}.json").read_text("utf-8"))
    names = ("revision", "installation", "secret_key", "members", "people")
    return Released(
        version=version,
        now=datetime.fromisoformat(facts["now"]),
        **{name: facts[name] for name in names},
    )


def write_sqlite(version, path):
    """Write the database of a release to a file; return its address."""
    connection = sqlite3.connect(path)
    connection.executescript((FOLDER / f"{version}.sql").read_text("utf-8"))
    connection.close()
    return f"sqlite:///{path}"


def copy_rows(source, revision):
    """Bring the empty database in use to *revision*, and copy all rows of *source* into it."""
    upgrade(revision)
    engine = create_engine(source)
    with engine.connect() as old, db.engine.begin() as new:
        for table in reflected(new).sorted_tables:
            rows = [dict(row) for row in old.execute(select(table)).mappings()]
            rows.sort(key=lambda row: row.get("origin_id") is not None)  # a letter after its origin
            if rows:
                new.execute(table.insert(), rows)
    engine.dispose()


def losses_of_release(address):
    """Upgrade the database of a release to this one; return what that lost."""
    with database(address):
        with db.engine.connect() as connection:
            before = rows_of(connection)
        upgrade("head")
        with db.engine.connect() as connection:
            return losses(before, rows_of(connection))
