"""Bring databases to a revision, and compare what stood in them before and after an upgrade."""

from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, select

from intake.engines import tune_sqlite
from intake.extensions import db
from intake.sealing import at_rest
from tests.staff.making import SECRETS

ROOT = Path(__file__).parents[2]
Rows = dict[str, list[dict[str, Any]]]
"""The rows of each table, in the order of their first column."""

GONE = frozenset({"alembic_version", "looks"})
EMPTIED = frozenset({"enrolments", "halfway_sessions", "staff_sessions"})
"""Tables that 0017 and 0030 empty: members have to sign in, or to join, once more."""

DROPPED = frozenset(
    {
        *("call_slots", "interpreters", "amendments", "law_signatures", "place_changes"),
        *("wording_changes", "intake_notices"),
    }
)
"""Tables that 0093, 0094 and 0115 drop: what was in them is used no more, or nobody signed it."""

CHANGED: Mapping[str, frozenset[str]] = {
    "cases": frozenset({"act_by", "days_sealed"}),  # 0122 drops them
    "epochs": frozenset({"vouch_public"}),  # 0119 refuses a row without it
    "diary_entries": frozenset({"reminded"}),  # 0055 counts near dates as reminded
    "jobs": frozenset({"session_id"}),  # 0119 ends the sessions
    "requests": frozenset({"token_hash", "language"}),  # 0043 hashes it again; 0047 writes other
    "recall_moves": frozenset(
        {"from_act_by", "to_act_by", "from_due_on", "to_due_on"}
    ),  # 0122 drops them
    "teams": frozenset({"old_wraps_end_on"}),  # 0118 drops it
    "weighed_by": frozenset({"rules"}),  # 0122 asks to recalculate
}
"""Columns whose values a migration writes anew, by table."""

OF_WITHDRAWN = frozenset(
    {
        *("status", "close_reason", "closed_on"),
        *("replied_on", "call_asked_on", "reminder_address"),
    }
)
"""Columns that 0108 writes anew of cases that their applicants withdrew."""


def config():
    """Return the configuration of the migrations."""
    alembic = Config(ROOT / "migrations" / "alembic.ini")
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    return alembic


def revisions():
    """Return the numbers of all revisions, the oldest first."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


@contextmanager
def database(address):
    """Use the database at this address, as the commands of an upgrade do."""
    app = Flask("upgrades")
    app.config.update(SQLALCHEMY_DATABASE_URI=address)
    at_rest.bind(SECRETS[0], ())
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
        yield
        db.session.remove()
        db.engine.dispose()


def upgrade(revision):
    """Upgrade the database in use to a revision."""
    command.upgrade(config(), revision)


def reflected(connection):
    """Return the tables as the database has them, without that of Alembic."""
    tables = MetaData()
    tables.reflect(connection)
    for name in GONE & tables.tables.keys():
        tables.remove(tables.tables[name])
    return tables


def rows_of(connection):
    """Return all rows of the database."""
    tables = reflected(connection).sorted_tables
    return {table.name: _rows(connection, table) for table in tables}


def losses(before, after):
    """Return a sentence for each row or value that an upgrade lost or changed."""
    faults = []
    for name, rows in before.items():
        if name in DROPPED or (name in EMPTIED and not after[name]):
            continue
        if len(after.get(name, ())) != len(rows):
            faults.append(f"{name}: {len(rows)} rows before, {len(after.get(name, ()))} after")
            continue
        for row, upgraded in zip(rows, after[name], strict=True):
            faults += [
                f"{name}.{column}: {value!r} before, {upgraded.get(column)!r} after"
                for column, value in row.items()
                if column not in CHANGED.get(name, ()) and upgraded.get(column) != value
                if not (row.get("erase_asked_on") and column in OF_WITHDRAWN)
            ]
    return faults


def _rows(connection, table):
    query = select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(query).mappings()]
